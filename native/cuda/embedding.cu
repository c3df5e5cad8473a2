// SPDX-License-Identifier: Apache-2.0
// Rows of a table, forward and back. On the way back a block owns a row of the table and looks for
// its token among all, so that nothing is added but in the order of the tokens.
#include "check.h"
#include "grid.h"
#include "operation_arguments.h"
#include "reduce.h"
#include "token.h"

namespace {

constexpr int threads = timbrel::element_threads;
constexpr int warps = threads / timbrel::lanes_per_warp;

__global__ void forward_kernel(int64_t R, int64_t V, int64_t M, int64_t C, const float *tokens,
        const float *table, float *y) {
    const int64_t width = M + C;
    for (int64_t k = timbrel::first_element(); k < R * width; k += timbrel::element_stride()) {
        const int64_t column = k % width;
        const float *given = tokens + k / width * (1 + C);
        y[k] = column < M ? table[timbrel::nearest_token(*given, V) * M + column]
                          : given[1 + column - M];
    }
}

// Which of `threads` tokens are the block's: a bit each.
struct Found {
    unsigned of_warp[warps];
};

__global__ void __launch_bounds__(threads) backward_kernel(int64_t R, int64_t V, int64_t M,
        int64_t C, const float *tokens, const float *dy, float *dtable) {
    Found &found = timbrel::block_shared<Found>();
    const int64_t token = blockIdx.x;
    const int64_t column = static_cast<int64_t>(blockIdx.y) * threads + threadIdx.x;
    float sum = column < M ? dtable[token * M + column] : 0.0f;
    for (int64_t first = 0; first < R; first += threads) {
        const int64_t r = first + threadIdx.x;
        const bool is_token = r < R && timbrel::nearest_token(tokens[r * (1 + C)], V) == token;
        const unsigned bits = __ballot_sync(timbrel::whole_warp, is_token);
        if (threadIdx.x % timbrel::lanes_per_warp == 0) {
            found.of_warp[threadIdx.x / timbrel::lanes_per_warp] = bits;
        }
        __syncthreads();
        for (int warp = 0; warp < warps; ++warp) {
            for (unsigned left = found.of_warp[warp]; left != 0; left &= left - 1) {
                const int64_t row =
                        first + warp * timbrel::lanes_per_warp + __ffs(static_cast<int>(left)) - 1;
                sum += column < M ? dy[row * (M + C) + column] : 0.0f;
            }
        }
        __syncthreads();
    }
    if (column < M) {
        dtable[token * M + column] = sum;
    }
}

}  // namespace

tb_status tb_cuda_embedding_forward(int64_t R, int64_t V, int64_t M, int64_t C, const float *tokens,
        const float *table, float *y, void *stream) {
    constexpr const char *function = "tb_cuda_embedding_forward";
    const tb_status checked = timbrel::check_embedding(
            function, R, V, M, C, tokens, "table [V,M]", table, "y [R,M+C]", y);
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    return timbrel::check_cuda(
            timbrel::launch(forward_kernel, timbrel::element_blocks(R * (M + C)), dim3(threads), 0,
                    static_cast<cudaStream_t>(stream), R, V, M, C, tokens, table, y),
            function, "launch");
}

tb_status tb_cuda_embedding_backward(int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const float *dy, float *dtable, void *stream) {
    constexpr const char *function = "tb_cuda_embedding_backward";
    const tb_status checked = timbrel::check_embedding(
            function, R, V, M, C, tokens, "dtable [V,M]", dtable, "dy [R,M+C]", dy);
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    constexpr int64_t most_columns = INT64_C(65535) * threads;
    if (M > most_columns) {
        return timbrel::fail(TB_UNSUPPORTED, "%s: M is %lld, but a grid has blocks for %lld",
                function, static_cast<long long>(M), static_cast<long long>(most_columns));
    }
    const dim3 grid(static_cast<unsigned>(V), static_cast<unsigned>(timbrel::parts(M, threads)));
    return timbrel::check_cuda(
            timbrel::launch(backward_kernel, grid, dim3(threads), 0,
                    static_cast<cudaStream_t>(stream), R, V, M, C, tokens, dy, dtable),
            function, "launch");
}
