// SPDX-License-Identifier: Apache-2.0
// The forward LSTM on a GPU, plain: one launch a step, one thread a hidden unit. It serves any
// shape on any card and is what faster kernels are compared with.
#include "lstm_forward.h"

#include <cinttypes>
#include <climits>

#include "check.h"
#include "error.h"

namespace {

constexpr const char *function = "tb_cuda_lstm_forward";
constexpr int threads_per_block = 256;

// The N * H hidden units in one row; a thread past the last has nothing to do.
__device__ int64_t this_thread_unit() {
    return static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

__global__ void step_kernel(timbrel::LstmForward lstm, int64_t t) {
    const int64_t unit = this_thread_unit();
    if (unit < lstm.N * lstm.H) {
        timbrel::lstm_forward_unit(lstm, t, unit / lstm.H, unit % lstm.H);
    }
}

__global__ void state_kernel(timbrel::LstmForward lstm) {
    const int64_t unit = this_thread_unit();
    if (unit < lstm.N * lstm.H) {
        timbrel::lstm_forward_state(lstm, unit / lstm.H, unit % lstm.H);
    }
}

}  // namespace

tb_status tb_cuda_lstm_forward(int64_t T, int64_t N, int64_t I, int64_t H, const int64_t *lengths,
        const float *x, const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *h0, const float *c0, float *y, float *h_n, float *c_n, float *gates,
        float *cells, void *stream) {
    const timbrel::LstmForward lstm = {
            T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh, h0, c0, y, h_n, c_n, gates, cells};
    const tb_status checked = timbrel::check_lstm_forward(function, lstm);
    if (checked != TB_OK) {
        return checked;
    }
    const int64_t blocks = (N * H + threads_per_block - 1) / threads_per_block;
    if (blocks > INT_MAX) {
        return timbrel::fail(TB_UNSUPPORTED,
                "%s: N %" PRId64 " x H %" PRId64 " is more than %" PRId64 " units", function, N, H,
                static_cast<int64_t>(INT_MAX) * threads_per_block);
    }
    if (blocks == 0) {
        return TB_OK;
    }

    const auto grid = static_cast<unsigned>(blocks);
    const auto queue = static_cast<cudaStream_t>(stream);
    for (int64_t t = 0; t < T; ++t) {
        step_kernel<<<grid, threads_per_block, 0, queue>>>(lstm, t);
        const tb_status launched =
                timbrel::check_cuda(cudaGetLastError(), function, "launch of a step");
        if (launched != TB_OK) {
            return launched;
        }
    }
    state_kernel<<<grid, threads_per_block, 0, queue>>>(lstm);
    return timbrel::check_cuda(cudaGetLastError(), function, "launch of the last state");
}
