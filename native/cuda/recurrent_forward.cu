// SPDX-License-Identifier: Apache-2.0
// A recurrent layer forward: the input's product for many steps at once, then a launch a step that
// multiplies U and h and applies the cell where it is. A block owns 8 units with all their gates,
// for 32 sequences (or 8, where there are no more), so that at H = 512, N = 64 there are 128
// blocks, each reading as much of U as of h.
//
// Each of a block's 8 warps multiplies an eighth of every chunk of k and the eighths are added in
// order, which makes a sequence's bits independent of its place and of the tile's width.
#include "cell.h"
#include "check.h"
#include "gemm.h"
#include "layer_norm.h"
#include "recurrent_layer.h"
#include "reduce.h"
#include "resident/forward.h"
#include "resident/plan.h"

namespace {

using timbrel::cell_gates;
using timbrel::Gates;

constexpr int warps = 8;
constexpr int threads = warps * timbrel::lanes_per_warp;
constexpr int units = 8;    // of a block
constexpr int chunk = 128;  // of k in shared memory
constexpr int slice = chunk / warps;

// One step; timbrel.h has the arrays, here from this step on.
struct Step {
    tb_precision precision;
    int64_t t, T, N;
    int H;
    bool aligned;  // rows of w_hh and h can be read four floats at a time, and mask's
    const int64_t *lengths;
    const float *sums;  // [N,G H] W x, may be gates
    const float *w_hh, *b_ih, *b_hh, *norm_hh, *mask;
    const float *h;  // [N,H] of the step before, or NULL: zeros
    const float *c;  // likewise, of an LSTM
    float *y, *c_n, *gates, *cells, *h_in, *normed, *rstd;
    float *product;  // [N,G H] with norm_hh: U (m h)
};

// The cell of one unit that is not past its sequence's end, and what is stored of it.
template <tb_cell cell>
__device__ void apply_cell(const Step &step, int64_t n, int j, const Gates<cell> &product) {
    constexpr int G = cell_gates<cell>;
    const int64_t H = step.H, unit = n * H + j, row = n * G * H + j;
    Gates<cell> p, q;
    for (int g = 0; g < G; ++g) {
        p.of[g] = step.sums[row + g * H] + (step.b_ih ? step.b_ih[g * H + j] : 0.0f);
        q.of[g] = product.of[g] + (step.b_hh ? step.b_hh[g * H + j] : 0.0f);
    }
    const float h = step.h ? step.h[unit] : 0.0f;
    const float c = cell == TB_LSTM && step.c ? step.c[unit] : 0.0f;
    const timbrel::Unit<cell> result = timbrel::forward_unit(p, q, h, c);
    step.y[unit] = result.h;
    if (cell == TB_LSTM) {
        step.c_n[unit] = result.cell_value;
    }
    for (int g = 0; step.gates != nullptr && g < G; ++g) {
        step.gates[row + g * H] = result.gates.of[g];
    }
    if (cell != TB_RNN_TANH && step.cells != nullptr) {
        step.cells[unit] = result.cell_value;
    }
    if (step.h_in != nullptr) {
        step.h_in[unit] = step.mask ? step.mask[unit] * h : h;
    }
}

// Past the end: outputs are zero, c stands still.
template <tb_cell cell>
__device__ void store_zeros(const Step &step, int64_t n, int j) {
    constexpr int G = cell_gates<cell>;
    const int64_t H = step.H, unit = n * H + j, row = n * G * H + j;
    step.y[unit] = 0;
    for (int g = 0; g < G; ++g) {
        if (step.gates != nullptr) {
            step.gates[row + g * H] = 0;
        }
        if (step.normed != nullptr) {
            step.normed[row + g * H] = 0;
        }
    }
    if (cell != TB_RNN_TANH && step.cells != nullptr) {
        step.cells[unit] = 0;
    }
    if (step.h_in != nullptr) {
        step.h_in[unit] = 0;
    }
}

template <int rows, int sequences>
union alignas(16) Tile {
    struct {
        // Four columns more, so that rows begin in different banks.
        float w[rows][chunk + 4];
        float h[sequences][chunk + 4];
    } operands;
    float partial[warps][rows][sequences + 8];
};

// sequences: of a block. normed: only the product is stored, for norm_kernel.
template <tb_cell cell, int sequences, bool normed>
__global__ void __launch_bounds__(threads, 1) step_kernel(Step step, int unit_tiles) {
    constexpr int G = cell_gates<cell>, rows = G * units;
    constexpr int passes = sequences / warps;  // a row a warp
    Tile<rows, sequences> &tile = timbrel::block_shared<Tile<rows, sequences>>();
    const int lane = static_cast<int>(threadIdx.x) % timbrel::lanes_per_warp;
    const int warp = static_cast<int>(threadIdx.x) / timbrel::lanes_per_warp;
    const int H = step.H;
    const int first_unit = static_cast<int>(blockIdx.x) % unit_tiles * units;
    const int64_t first_sequence = static_cast<int64_t>(blockIdx.x / unit_tiles) * sequences;

    float4 next_w[G], next_h[passes];
    const auto load = [&](int first_k) {
        const int k = first_k + 4 * lane;
        const float4 zeros = {0, 0, 0, 0};
#pragma unroll
        for (int g = 0; g < G; ++g) {
            const int j = first_unit + warp;
            next_w[g] =
                    j < H ? timbrel::four_of_row(step.w_hh + (static_cast<int64_t>(g) * H + j) * H,
                                    k, H, step.aligned)
                          : zeros;
        }
#pragma unroll
        for (int p = 0; p < passes; ++p) {
            const int64_t n = first_sequence + p * warps + warp;
            next_h[p] = zeros;
            if (n < step.N) {
                next_h[p] = timbrel::four_of_row(step.h + n * H, k, H, step.aligned);
                if (step.mask != nullptr) {
                    const float4 m = timbrel::four_of_row(step.mask + n * H, k, H, step.aligned);
                    next_h[p].x *= m.x;
                    next_h[p].y *= m.y;
                    next_h[p].z *= m.z;
                    next_h[p].w *= m.w;
                }
            }
        }
    };

    // A lane's rows are row + 4 i, its sequences sequence + 8 s.
    const int row = lane / 8, sequence = lane % 8;
    float sums[2 * G][passes] = {};
    if (step.h != nullptr) {
        load(0);
        for (int first_k = 0; first_k < H; first_k += chunk) {
#pragma unroll
            for (int g = 0; g < G; ++g) {
                *reinterpret_cast<float4 *>(&tile.operands.w[g * units + warp][4 * lane]) =
                        timbrel::rounded(step.precision, next_w[g]);
            }
#pragma unroll
            for (int p = 0; p < passes; ++p) {
                *reinterpret_cast<float4 *>(&tile.operands.h[p * warps + warp][4 * lane]) =
                        timbrel::rounded(step.precision, next_h[p]);
            }
            __syncthreads();
            if (first_k + chunk < H) {
                load(first_k + chunk);  // on its way while this chunk is multiplied
            }
#pragma unroll
            for (int k = warp * slice; k < (warp + 1) * slice; k += 4) {
                float4 w[2 * G], h[passes];
#pragma unroll
                for (int i = 0; i < 2 * G; ++i) {
                    w[i] = *reinterpret_cast<const float4 *>(&tile.operands.w[row + 4 * i][k]);
                }
#pragma unroll
                for (int s = 0; s < passes; ++s) {
                    h[s] = *reinterpret_cast<const float4 *>(&tile.operands.h[sequence + 8 * s][k]);
                }
#pragma unroll
                for (int i = 0; i < 2 * G; ++i) {
#pragma unroll
                    for (int s = 0; s < passes; ++s) {
                        float sum = fmaf(w[i].x, h[s].x, sums[i][s]);
                        sum = fmaf(w[i].y, h[s].y, sum);
                        sum = fmaf(w[i].z, h[s].z, sum);
                        sums[i][s] = fmaf(w[i].w, h[s].w, sum);
                    }
                }
            }
            __syncthreads();
        }
    }
#pragma unroll
    for (int i = 0; i < 2 * G; ++i) {
#pragma unroll
        for (int s = 0; s < passes; ++s) {
            tile.partial[warp][row + 4 * i][sequence + 8 * s] = sums[i][s];
        }
    }
    __syncthreads();

    const int u = static_cast<int>(threadIdx.x) % units;
    const int s = static_cast<int>(threadIdx.x) / units;
    const int j = first_unit + u;
    const int64_t n = first_sequence + s;
    if (s >= sequences || j >= H || n >= step.N) {
        return;
    }
    Gates<cell> product = {};
    for (int w = 0; w < warps; ++w) {
#pragma unroll
        for (int g = 0; g < G; ++g) {
            product.of[g] += tile.partial[w][g * units + u][s];
        }
    }
    if (normed) {
        for (int g = 0; g < G; ++g) {
            step.product[(n * G + g) * H + j] = product.of[g];
        }
    } else if (step.t < timbrel::length_of(step.lengths, step.T, n)) {
        apply_cell(step, n, j, product);
    } else {
        store_zeros<cell>(step, n, j);
    }
}

// With norm_hh: a block normalises the products of one sequence and applies the cells.
template <tb_cell cell>
__global__ void __launch_bounds__(threads) norm_kernel(Step step) {
    constexpr int G = cell_gates<cell>;
    const int64_t n = blockIdx.x;
    const int width = G * step.H;
    if (step.t >= timbrel::length_of(step.lengths, step.T, n)) {
        for (int j = static_cast<int>(threadIdx.x); j < step.H; j += threads) {
            store_zeros<cell>(step, n, j);
        }
        if (step.rstd != nullptr && threadIdx.x == 0) {
            step.rstd[n] = 0;
        }
        return;
    }
    const float *product = step.product + n * width;
    float sum = 0;
    for (int k = static_cast<int>(threadIdx.x); k < width; k += threads) {
        sum += product[k];
    }
    const float mean = timbrel::block_sum(sum) / static_cast<float>(width);
    float squares = 0;
    for (int k = static_cast<int>(threadIdx.x); k < width; k += threads) {
        squares += (product[k] - mean) * (product[k] - mean);
    }
    const float variance = timbrel::block_sum(squares) / static_cast<float>(width);
    const float rstd = 1 / sqrtf(variance + timbrel::layer_norm_epsilon);
    if (step.rstd != nullptr && threadIdx.x == 0) {
        step.rstd[n] = rstd;
    }
    for (int j = static_cast<int>(threadIdx.x); j < step.H; j += threads) {
        Gates<cell> q;
        for (int g = 0; g < G; ++g) {
            const int k = g * step.H + j;
            const float normed = (product[k] - mean) * rstd;
            if (step.normed != nullptr) {
                step.normed[n * width + k] = normed;
            }
            q.of[g] = step.norm_hh[k] * normed;
        }
        apply_cell(step, n, j, q);
    }
}

// The state each sequence leaves behind. y [T,N,H]; c_n has its last step's value already where
// there was a step.
__global__ void state_kernel(int64_t T, int64_t N, int64_t H, const int64_t *lengths,
        const float *y, const float *h0, const float *c0, float *h_n, float *c_n) {
    for (int64_t unit = timbrel::first_element(); unit < N * H; unit += timbrel::element_stride()) {
        const int64_t length = timbrel::length_of(lengths, T, unit / H);
        if (length > 0) {
            h_n[unit] = y[(length - 1) * N * H + unit];
            continue;
        }
        h_n[unit] = h0 ? h0[unit] : 0.0f;
        if (c_n != nullptr) {
            c_n[unit] = c0 ? c0[unit] : 0.0f;
        }
    }
}

template <tb_cell cell, int sequences, bool normed>
cudaError_t launch_tiles(const Step &step, cudaStream_t stream) {
    const int64_t unit_tiles = timbrel::parts(step.H, units);
    const int64_t blocks = unit_tiles * timbrel::parts(step.N, sequences);
    return timbrel::launch(step_kernel<cell, sequences, normed>,
            dim3(static_cast<unsigned>(blocks)), dim3(threads), 0, stream, step,
            static_cast<int>(unit_tiles));
}

template <tb_cell cell>
cudaError_t launch_step(const Step &step, cudaStream_t stream) {
    if (step.norm_hh == nullptr) {
        return step.N <= 8 ? launch_tiles<cell, 8, false>(step, stream)
                           : launch_tiles<cell, 32, false>(step, stream);
    }
    const cudaError_t result = step.N <= 8 ? launch_tiles<cell, 8, true>(step, stream)
                                           : launch_tiles<cell, 32, true>(step, stream);
    return result != cudaSuccess
                   ? result
                   : timbrel::launch(norm_kernel<cell>, dim3(static_cast<unsigned>(step.N)),
                             dim3(threads), 0, stream, step);
}

cudaError_t launch_step(tb_cell cell, const Step &step, cudaStream_t stream) {
    return cell == TB_LSTM  ? launch_step<TB_LSTM>(step, stream)
           : cell == TB_GRU ? launch_step<TB_GRU>(step, stream)
                            : launch_step<TB_RNN_TANH>(step, stream);
}

float *at(float *array, int64_t element) {
    return array ? array + element : nullptr;
}

}  // namespace

tb_status tb_cuda_recurrent_forward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *b_ih, const float *b_hh, const float *norm_hh,
        const float *mask, const float *h0, const float *c0, float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd, const tb_plan *plan,
        int32_t *signal, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_recurrent_forward";
    const timbrel::RecurrentForward layer = {cell, T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh,
            norm_hh, mask, h0, c0, y, h_n, c_n, gates, cells, h_in, normed, rstd};
    tb_status checked = timbrel::check_recurrent_forward(function, layer);
    if (checked == TB_OK) {
        checked = timbrel::check_device_recurrent(function, precision, T, N, H, workspace);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_plan(function, plan, H, N);
    }
    const bool resident = timbrel::is_resident_forward(layer, plan);
    if (checked == TB_OK && resident) {
        checked = timbrel::check_forward_plan(function, layer, precision, *plan);
    }
    if (checked != TB_OK || N == 0) {
        return checked;
    }

    const auto queue = static_cast<cudaStream_t>(stream);
    if (resident) {
        return timbrel::resident_forward(
                function, layer, precision, *plan, signal, workspace, queue);
    }
    const int64_t width = timbrel::gate_count(cell) * H;
    const int64_t units_of_step = N * H, sums_of_step = N * width;
    auto *const product = static_cast<float *>(workspace);
    float *const sums_of_chunk = product + sums_of_step;
    const int64_t chunk_steps = gates ? T : timbrel::steps_in_workspace;
    const bool aligned = timbrel::four_aligned(w_hh, H) && timbrel::four_aligned(y, H) &&
                         timbrel::four_aligned(h0, H) && timbrel::four_aligned(mask, H);
    for (int64_t t = 0; t < T; ++t) {
        if (x != nullptr && t % chunk_steps == 0) {
            const int64_t steps = T - t < chunk_steps ? T - t : chunk_steps;
            checked = timbrel::check_cuda(
                    timbrel::multiply({precision, false, true, false, steps * N, width, I,
                                              x + t * N * I, w_ih, gates ? gates : sums_of_chunk},
                            queue),
                    function, "launch of the input's product");
            if (checked != TB_OK) {
                return checked;
            }
        }
        const float *sums =
                gates ? gates + t * sums_of_step : sums_of_chunk + t % chunk_steps * sums_of_step;
        const Step step = {precision, t, T, N, static_cast<int>(H), aligned, lengths, sums, w_hh,
                b_ih, b_hh, norm_hh, mask, t > 0 ? y + (t - 1) * units_of_step : h0,
                t > 0 ? c_n : c0, y + t * units_of_step, c_n, at(gates, t * sums_of_step),
                at(cells, t * units_of_step), at(h_in, t * units_of_step),
                at(normed, t * sums_of_step), at(rstd, t * N), product};
        checked = timbrel::check_cuda(launch_step(cell, step, queue), function, "launch of a step");
        if (checked != TB_OK) {
            return checked;
        }
    }
    return timbrel::check_cuda(timbrel::launch(state_kernel, timbrel::element_blocks(units_of_step),
                                       dim3(timbrel::element_threads), 0, queue, T, N, H, lengths,
                                       y, h0, c0, h_n, cell == TB_LSTM ? c_n : nullptr),
            function, "launch of the last state");
}
