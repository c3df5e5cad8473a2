// SPDX-License-Identifier: Apache-2.0
// Zeros where sequences have no steps.
#include "check.h"
#include "grid.h"
#include "operation_arguments.h"
#include "recurrent.h"

namespace {

// A block takes rows of W floats.
__global__ void clear_past_kernel(
        int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x) {
    for (int64_t row = blockIdx.x; row < T * N; row += gridDim.x) {
        if (row / N < timbrel::length_of(lengths, T, row % N)) {
            continue;
        }
        for (int64_t k = threadIdx.x; k < W; k += blockDim.x) {
            x[row * W + k] = 0;
        }
    }
}

}  // namespace

tb_status tb_cuda_clear_past(
        int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x, void *stream) {
    constexpr const char *function = "tb_cuda_clear_past";
    const tb_status checked = timbrel::check_clear_past(function, T, N, W, x);
    if (checked != TB_OK || lengths == nullptr || T * N == 0) {
        return checked;
    }
    return timbrel::check_cuda(timbrel::launch(clear_past_kernel, timbrel::row_blocks(T * N),
                                       dim3(timbrel::element_threads), 0,
                                       static_cast<cudaStream_t>(stream), T, N, W, lengths, x),
            function, "launch");
}
