// SPDX-License-Identifier: Apache-2.0
// A layer's step in a slot behind its products, for kernels that generate.
#pragma once

#include "cell.h"
#include "layer_norm.h"
#include "network.h"
#include "reduce.h"

namespace timbrel {

// sums [width] normalised, times gain, by all threads of a block. Ends with a barrier.
__device__ __forceinline__ void block_normalise(int64_t width, const float *gain, float *sums) {
    float sum = 0;
    for (int64_t k = threadIdx.x; k < width; k += blockDim.x) {
        sum += sums[k];
    }
    const float mean = block_sum(sum) / static_cast<float>(width);
    float squares = 0;
    for (int64_t k = threadIdx.x; k < width; k += blockDim.x) {
        squares += (sums[k] - mean) * (sums[k] - mean);
    }
    const float variance = block_sum(squares) / static_cast<float>(width);
    const float rstd = 1 / sqrtf(variance + layer_norm_epsilon);
    for (int64_t k = threadIdx.x; k < width; k += blockDim.x) {
        sums[k] = gain[k] * ((sums[k] - mean) * rstd);
    }
    __syncthreads();
}

// Unit j of a layer in slot n: moves its h and c, and gives h. of_input, of_h, b_ih, b_hh: [G H], W
// x and U h, normalised where the network has that, and the biases.
template <tb_cell cell>
__device__ __forceinline__ float step_unit(const Generate &call, int64_t layer, int64_t n,
        int64_t j, const float *of_input, const float *of_h, const float *b_ih, const float *b_hh) {
    const int64_t H = call.net.hidden_size, unit = (layer * call.N + n) * H + j;
    Gates<cell> p, q;
    for (int i = 0; i < cell_gates<cell>; ++i) {
        p.of[i] = of_input[i * H + j] + b_ih[i * H + j];
        q.of[i] = of_h[i * H + j] + b_hh[i * H + j];
    }
    const Unit<cell> result =
            forward_unit(p, q, call.h[unit], cell == TB_LSTM ? call.c[unit] : 0.0f);
    call.h[unit] = result.h;
    if (cell == TB_LSTM) {
        call.c[unit] = result.cell_value;
    }
    return result.h;
}

}  // namespace timbrel
