// SPDX-License-Identifier: Apache-2.0
// Products of matrices for the kernels' launchers.
#pragma once

#include "launch.h"
#include "timbrel.h"

namespace timbrel {

// C = A B, or C + A B, as tb_cuda_gemm has it.
struct Product {
    tb_precision precision;
    bool transpose_a, transpose_b, accumulate;
    int64_t M, N, K;
    const float *a, *b;
    float *c;
    // [sequences] or NULL. Row k of B is step k / sequences of sequence k % sequences; where that
    // has no such step, the row counts as zeros, whatever it holds. For b [K,N] only.
    const int64_t *lengths = nullptr;
    int64_t sequences = 0;
};

cudaError_t multiply(const Product &product, cudaStream_t stream);

// out[c] += the sum over rows of values[r,c], times factors[r,c] where that is not NULL; and times
// gates[r, c mod H] in the last third of the columns where gates [rows,3H] of a GRU is not NULL.
struct ColumnSum {
    int64_t rows, columns;
    const float *values, *factors, *gates;
    float *out;
};

cudaError_t add_columns(const ColumnSum &sum, cudaStream_t stream);

}  // namespace timbrel
