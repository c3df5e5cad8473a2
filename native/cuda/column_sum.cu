// SPDX-License-Identifier: Apache-2.0
// Gradients of biases and gains: sums over the rows of a matrix, in one order.
#include "gemm.h"
#include "grid.h"
#include "reduce.h"

namespace {

using timbrel::ColumnSum;

constexpr int columns = 32;    // of a block: what a warp reads at once
constexpr int row_lanes = 16;  // rows that are read at the same time
constexpr int rows_ahead = 8;  // that are on their way to a thread

struct Partial {
    float sums[row_lanes][columns];
};

__global__ void __launch_bounds__(columns *row_lanes) column_sum_kernel(ColumnSum sum) {
    Partial &partial = timbrel::block_shared<Partial>();
    const int lane = static_cast<int>(threadIdx.x) % columns;
    const int row_lane = static_cast<int>(threadIdx.x) / columns;
    const int64_t column = static_cast<int64_t>(blockIdx.x) * columns + lane;
    const int64_t H = sum.columns / 3;  // of a GRU
    const auto term = [&](int64_t row) {
        const int64_t k = row * sum.columns + column;
        float value = sum.values[k];
        if (sum.gates != nullptr && column >= 2 * H) {
            value *= sum.gates[row * 3 * H + column - 2 * H];
        }
        return sum.factors != nullptr ? value * sum.factors[k] : value;
    };
    float total = 0;
    const int64_t end = column < sum.columns ? sum.rows : 0;
    for (int64_t row = row_lane; row < end; row += rows_ahead * row_lanes) {
        float terms[rows_ahead];
#pragma unroll
        for (int i = 0; i < rows_ahead; ++i) {
            const int64_t r = row + i * row_lanes;
            terms[i] = r < end ? term(r) : 0.0f;
        }
#pragma unroll
        for (int i = 0; i < rows_ahead; ++i) {
            total += terms[i];
        }
    }
    partial.sums[row_lane][lane] = total;
    __syncthreads();
    if (row_lane == 0 && column < sum.columns) {
        float of_all = 0;
        for (int r = 0; r < row_lanes; ++r) {
            of_all += partial.sums[r][lane];
        }
        sum.out[column] += of_all;
    }
}

}  // namespace

cudaError_t timbrel::add_columns(const ColumnSum &sum, cudaStream_t stream) {
    if (sum.rows == 0) {
        return cudaSuccess;
    }
    return launch(column_sum_kernel, dim3(static_cast<unsigned>(parts(sum.columns, columns))),
            dim3(columns * row_lanes), 0, stream, sum);
}
