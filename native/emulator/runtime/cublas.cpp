// SPDX-License-Identifier: Apache-2.0
// libcublas.so.13 of the emulated GPU: those functions of cuBLAS that java/nn calls, by plain loops.
#include <cmath>
#include <cstdint>
#include <cstring>

#include "../emulator.h"
#include "faults.h"

namespace {

enum Status { success = 0, invalid_value = 7, not_supported = 15 };
enum Compute { fp32 = 68, fp32_pedantic = 69, fast_bf16 = 75, fast_tf32 = 77 };

struct Handle {
    void *stream = nullptr;
};

// To nearest, ties to even, with so many bits of the mantissa left out.
float round_off(float value, int bits) {
    if (bits == 0 || !std::isfinite(value)) {
        return value;
    }
    uint32_t pattern;
    std::memcpy(&pattern, &value, sizeof pattern);
    const uint32_t half = (1u << (bits - 1)) - 1 + (pattern >> bits & 1u);
    pattern = (pattern + half) >> bits << bits;
    std::memcpy(&value, &pattern, sizeof value);
    return value;
}

// One operand, columns first.
struct Operand {
    const float *values;
    int64_t leading;
    bool transposed;
    int bits_off;

    float at(int64_t row, int64_t column) const {
        const float value =
                transposed ? values[row * leading + column] : values[column * leading + row];
        return round_off(value, bits_off);
    }
};

}  // namespace

extern "C" {

const char *cublasGetStatusString(int status) {
    switch (status) {
        case success: return "CUBLAS_STATUS_SUCCESS";
        case invalid_value: return "CUBLAS_STATUS_INVALID_VALUE";
        case not_supported: return "CUBLAS_STATUS_NOT_SUPPORTED";
        default: return "CUBLAS_STATUS_INTERNAL_ERROR";
    }
}

int cublasGetProperty(int, int *value) {
    *value = 13;
    return success;
}

int cublasCreate_v2(void **handle) {
    *handle = new Handle;
    return success;
}

int cublasDestroy_v2(void *handle) {
    delete static_cast<Handle *>(handle);
    return success;
}

int cublasSetStream_v2(void *handle, void *stream) {
    static_cast<Handle *>(handle)->stream = stream;
    return success;
}

int cublasSetWorkspace_v2(void *, void *workspace, size_t) {
    return reinterpret_cast<uintptr_t>(workspace) % 256 == 0 ? success : invalid_value;
}

int cublasSetAtomicsMode(void *, int) {
    return success;
}

int cublasGetVersion_v2(void *, int *version) {
    *version = 130100;
    return success;
}

int cublasGemmEx(void *handle, int transpose_a, int transpose_b, int m, int n, int k,
        const void *alpha, const void *a, int type_a, int leading_a, const void *b, int type_b,
        int leading_b, const void *beta, void *c, int type_c, int leading_c, int compute, int) {
    if (type_a != 0 || type_b != 0 || type_c != 0) {
        return not_supported;
    }
    if (m < 0 || n < 0 || k < 0 || leading_a < (transpose_a ? k : m) ||
            leading_b < (transpose_b ? n : k) || leading_c < m || leading_a < 1 || leading_b < 1 ||
            leading_c < 1) {
        return invalid_value;
    }
    const int bits_off = compute == fast_bf16 ? 16 : compute == fast_tf32 ? 13 : 0;
    const Operand left = {static_cast<const float *>(a), leading_a, transpose_a != 0, bits_off};
    const Operand right = {static_cast<const float *>(b), leading_b, transpose_b != 0, bits_off};
    float *const out = static_cast<float *>(c);
    const float scale = *static_cast<const float *>(alpha);
    const float keep = *static_cast<const float *>(beta);
    const float wrong = timbrel::emulator::fault("TIMBREL_EMULATED_WRONG", 0) != 0 ? 0.5f : 0.0f;
    timbrel_emulator_enqueue(static_cast<Handle *>(handle)->stream, [=] {
        for (int64_t column = 0; column < n; ++column) {
            for (int64_t row = 0; row < m; ++row) {
                float sum = wrong;
                for (int64_t i = 0; i < k; ++i) {
                    sum += left.at(row, i) * right.at(i, column);
                }
                float *const element = out + column * leading_c + row;
                // What was there is not read where it does not count: it may be no number.
                *element = scale * sum + (keep == 0.0f ? 0.0f : keep * *element);
            }
        }
    });
    return success;
}
}
