// SPDX-License-Identifier: Apache-2.0
// Layer norm, forward and back. A block takes a row, so that it is the same bits among any others.
#include "layer_norm.h"

#include "check.h"
#include "gemm.h"
#include "grid.h"
#include "operation_arguments.h"
#include "reduce.h"

namespace {

constexpr int threads = timbrel::element_threads;

__global__ void __launch_bounds__(threads) forward_kernel(int64_t R, int64_t W, const float *x,
        const float *gain, float *y, float *normed, float *rstd) {
    for (int64_t row = blockIdx.x; row < R; row += gridDim.x) {
        const float *from = x + row * W;
        float sum = 0;
        for (int64_t k = threadIdx.x; k < W; k += threads) {
            sum += from[k];
        }
        const float mean = timbrel::block_sum(sum) / static_cast<float>(W);
        float squares = 0;
        for (int64_t k = threadIdx.x; k < W; k += threads) {
            squares += (from[k] - mean) * (from[k] - mean);
        }
        const float variance = timbrel::block_sum(squares) / static_cast<float>(W);
        const float inverse = 1 / sqrtf(variance + timbrel::layer_norm_epsilon);
        for (int64_t k = threadIdx.x; k < W; k += threads) {
            const float value = (from[k] - mean) * inverse;
            if (normed != nullptr) {
                normed[row * W + k] = value;
            }
            y[row * W + k] = gain[k] * value;
        }
        if (rstd != nullptr && threadIdx.x == 0) {
            rstd[row] = inverse;
        }
    }
}

__global__ void __launch_bounds__(threads) backward_kernel(int64_t R, int64_t W, const float *gain,
        const float *normed, const float *rstd, const float *dy, float *dx) {
    for (int64_t row = blockIdx.x; row < R; row += gridDim.x) {
        const int64_t first = row * W;
        float sum = 0, sum_along = 0;
        for (int64_t k = threadIdx.x; k < W; k += threads) {
            const float d = gain[k] * dy[first + k];
            sum += d;
            sum_along += d * normed[first + k];
        }
        const float mean = timbrel::block_sum(sum) / static_cast<float>(W);
        const float along = timbrel::block_sum(sum_along) / static_cast<float>(W);
        for (int64_t k = threadIdx.x; k < W; k += threads) {
            const float d = gain[k] * dy[first + k];
            dx[first + k] = rstd[row] * (d - mean - normed[first + k] * along);
        }
    }
}

}  // namespace

tb_status tb_cuda_layer_norm_forward(int64_t R, int64_t W, const float *x, const float *gain,
        float *y, float *normed, float *rstd, void *stream) {
    constexpr const char *function = "tb_cuda_layer_norm_forward";
    const tb_status checked = timbrel::check_layer_norm_forward(function, R, W, x, gain, y);
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    return timbrel::check_cuda(
            timbrel::launch(forward_kernel, timbrel::row_blocks(R), dim3(threads), 0,
                    static_cast<cudaStream_t>(stream), R, W, x, gain, y, normed, rstd),
            function, "launch");
}

tb_status tb_cuda_layer_norm_backward(int64_t R, int64_t W, const float *gain, const float *normed,
        const float *rstd, const float *dy, float *dx, float *dgain, void *stream) {
    constexpr const char *function = "tb_cuda_layer_norm_backward";
    const tb_status checked =
            timbrel::check_layer_norm_backward(function, R, W, gain, normed, rstd, dy, dx, dgain);
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    // dgain first, for dx may be dy.
    const auto queue = static_cast<cudaStream_t>(stream);
    cudaError_t result = timbrel::add_columns({R, W, dy, normed, nullptr, dgain}, queue);
    if (result == cudaSuccess) {
        result = timbrel::launch(backward_kernel, timbrel::row_blocks(R), dim3(threads), 0, queue,
                R, W, gain, normed, rstd, dy, dx);
    }
    return timbrel::check_cuda(result, function, "launch");
}
