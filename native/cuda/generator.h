// SPDX-License-Identifier: Apache-2.0
// How a network lies in the memory that tb_cuda_generate reads. A matrix [rows,depth] is cut into
// groups of 16 bytes along its rows, four floats or eight bf16 numbers, and the groups of a place
// in depth lie beside each other, so that a warp of neighbouring rows reads neighbouring groups.
#pragma once

#include <cstdint>

#include "generator_shape.h"
#include "launch.h"

namespace timbrel {

TIMBREL_HOST_DEVICE constexpr int64_t weights_of_group(bool bf16) {
    return bf16 ? 8 : 4;
}

TIMBREL_HOST_DEVICE constexpr int64_t matrix_floats(int64_t rows, int64_t depth, bool bf16) {
    return rows * floats_of_group * ((depth + weights_of_group(bf16) - 1) / weights_of_group(bf16));
}

// Hands out the parts one behind the other.
class PackedParts {
public:
    // The caller's array from its first multiple of 16 bytes on.
    __host__ __device__ explicit PackedParts(const float *packed)
        : at_(packed + (16 - reinterpret_cast<uintptr_t>(packed) % 16) % 16 / sizeof(float)) {}

    __host__ __device__ const float *vector(int64_t count) {
        return take(rounded_up(count, floats_of_group));
    }

    __host__ __device__ const float *matrix(int64_t rows, int64_t depth, bool bf16) {
        return take(matrix_floats(rows, depth, bf16));
    }

private:
    __host__ __device__ const float *take(int64_t floats) {
        const float *here = at_;
        at_ += floats;
        return here;
    }

    const float *at_;
};

}  // namespace timbrel
