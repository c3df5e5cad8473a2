// SPDX-License-Identifier: Apache-2.0
// What the recurrent layer's ways forward and back share on this device.
#pragma once

#include <climits>
#include <initializer_list>

#include "arguments.h"
#include "grid.h"
#include "precision.h"
#include "recurrent.h"
#include "timbrel.h"
#include "workspace.h"

namespace timbrel {

// Hidden sizes below this have indices of 32 bits for a unit's rows.
constexpr int64_t most_units = INT64_C(1) << 28;

// What this device asks for besides.
inline tb_status check_device_recurrent(const char *function, tb_precision precision, int64_t T,
        int64_t N, int64_t H, const void *workspace) {
    const std::initializer_list<Size> sizes = {{"T", T, 0}, {"N", N, 0}, {"H", H, 1}};
    tb_status checked = check_precision(function, precision);
    if (checked == TB_OK && (H > most_units || parts(H, 8) > INT_MAX / parts(N + 1, 8))) {
        checked = fail(TB_UNSUPPORTED, "%s: N %lld x H %lld is more than a grid has blocks for",
                function, static_cast<long long>(N), static_cast<long long>(H));
    }
    if (checked == TB_OK) {
        checked = check_arrays(function, {{"workspace", workspace, N > 0}}, sizes);
    }
    return checked;
}

// Four neighbours of a row [size] from k on, zeros behind its end; rows that are aligned for it are
// read as vectors.
__device__ __forceinline__ float4 four_of_row(const float *row, int k, int size, bool aligned) {
    if (aligned && k + 3 < size) {
        return *reinterpret_cast<const float4 *>(row + k);
    }
    float4 four;
    four.x = k < size ? row[k] : 0.0f;
    four.y = k + 1 < size ? row[k + 1] : 0.0f;
    four.z = k + 2 < size ? row[k + 2] : 0.0f;
    four.w = k + 3 < size ? row[k + 3] : 0.0f;
    return four;
}

__device__ __forceinline__ float4 rounded(tb_precision precision, float4 four) {
    four.x = rounded(precision, four.x);
    four.y = rounded(precision, four.y);
    four.z = rounded(precision, four.z);
    four.w = rounded(precision, four.w);
    return four;
}

// Rows of this size that begin at an address can be read four floats at a time.
inline bool four_aligned(const void *address, int64_t size) {
    return reinterpret_cast<uintptr_t>(address) % 16 == 0 && size % 4 == 0;
}

}  // namespace timbrel
