// SPDX-License-Identifier: Apache-2.0
// The way back through a recurrent layer: a launch a step, from the last, that multiplies the
// gradients of U (m h) of the step behind with U and takes the sum through the cell, or where a plan
// of teams serves it one launch for all steps (resident/backward.cu); then large products for the
// gradients of the parameters and of x. A block owns 16 units of 16 sequences, so that at H = 512, N
// = 64 there are 128 blocks.
//
// As on the way forward, each of a block's 8 warps multiplies an eighth of every chunk of k, and
// the eighths are added in order.
#include "cell.h"
#include "check.h"
#include "gemm.h"
#include "recurrent_layer.h"
#include "reduce.h"
#include "resident/backward.h"
#include "resident/plan.h"

namespace {

using timbrel::cell_gates;
using timbrel::Gates;

constexpr int warps = 8;
constexpr int threads = warps * timbrel::lanes_per_warp;
constexpr int units = 16;  // of a block
constexpr int sequences = 16;
constexpr int chunk = 128;  // of k, the rows of U, in shared memory
constexpr int slice = chunk / warps;

// One step, or the state before the first where t is -1; timbrel.h has the arrays, here from this
// step on.
struct Step {
    tb_precision precision;
    int64_t t, T, N;
    int H;
    bool aligned;  // rows of w_hh and of the gradients can be read four floats at a time
    const int64_t *lengths;
    const float *w_hh, *mask;
    const float *behind;  // [N,G H] gradients of U (m h) of the step behind; NULL: there is none
    const float *h, *c;   // [N,H] of the step before, or NULL: zeros
    const float *gates, *cells, *dy;
    const float *dh_n, *dc_n;
    // [N,H] what goes to the step before besides through U: of an LSTM dc, of a GRU part of dh.
    float *carry;
    float *dgates;
    float *dhidden;  // gradients of q, which norm_kernel turns into those of U (m h); NULL: dgates'
    float *dh0, *dc0;
};

// dh: what came through U, of unit j of sequence n.
template <tb_cell cell>
__device__ void step_back(const Step &step, int64_t n, int j, float dh) {
    constexpr int G = cell_gates<cell>;
    const int64_t H = step.H, unit = n * H + j, row = n * G * H + j;
    const int64_t length = timbrel::length_of(step.lengths, step.T, n);
    if (step.t >= length) {
        for (int g = 0; g < G; ++g) {
            step.dgates[row + g * H] = 0;
            if (step.dhidden != nullptr) {
                step.dhidden[row + g * H] = 0;
            }
        }
        return;
    }
    float carry = 0;
    if (step.t + 1 < length) {
        carry = cell == TB_RNN_TANH ? 0.0f : step.carry[unit];
    } else {
        dh += step.dh_n ? step.dh_n[unit] : 0.0f;
        carry = cell == TB_LSTM && step.dc_n ? step.dc_n[unit] : 0.0f;
    }
    dh += step.dy[unit] + (cell == TB_GRU ? carry : 0.0f);
    Gates<cell> gates;
    for (int g = 0; g < G; ++g) {
        gates.of[g] = step.gates[row + g * H];
    }
    const timbrel::UnitGradient<cell> d =
            timbrel::backward_unit(gates, cell == TB_RNN_TANH ? 0.0f : step.cells[unit],
                    cell == TB_GRU && step.h ? step.h[unit] : 0.0f,
                    cell == TB_LSTM && step.c ? step.c[unit] : 0.0f, dh, carry);
    for (int g = 0; g < G; ++g) {
        step.dgates[row + g * H] = d.p.of[g];
        if (step.dhidden != nullptr) {
            step.dhidden[row + g * H] = d.q.of[g];
        }
    }
    if (cell != TB_RNN_TANH) {
        step.carry[unit] = d.carry;
    }
}

// The gradients of the state that a sequence began with.
template <tb_cell cell>
__device__ void store_state(const Step &step, int64_t n, int j, float dh) {
    const int64_t unit = n * step.H + j;
    const bool has_steps = timbrel::length_of(step.lengths, step.T, n) > 0;
    if (step.dh0 != nullptr) {
        const float direct = cell == TB_GRU && has_steps ? step.carry[unit] : 0.0f;
        const float last = step.dh_n ? step.dh_n[unit] : 0.0f;
        step.dh0[unit] = has_steps ? dh + direct : last;
    }
    if (cell == TB_LSTM && step.dc0 != nullptr) {
        const float last = step.dc_n ? step.dc_n[unit] : 0.0f;
        step.dc0[unit] = has_steps ? step.carry[unit] : last;
    }
}

union alignas(16) Tile {
    struct {
        float w[chunk][units];
        float d[sequences][chunk + 4];  // four more, so that rows begin in different banks
    } operands;
    float partial[warps][sequences][units + 4];
};

template <tb_cell cell>
__global__ void __launch_bounds__(threads, 2) step_kernel(Step step, int unit_tiles) {
    Tile &tile = timbrel::block_shared<Tile>();
    const int thread = static_cast<int>(threadIdx.x);
    const int lane = thread % timbrel::lanes_per_warp, warp = thread / timbrel::lanes_per_warp;
    const int H = step.H, width = cell_gates<cell> * H;
    const int first_unit = static_cast<int>(blockIdx.x) % unit_tiles * units;
    const int64_t first_sequence = static_cast<int64_t>(blockIdx.x / unit_tiles) * sequences;

    // How a chunk is loaded: rows of U in parts of four units, rows of gradients in fours of k.
    constexpr int parts_of_row = units / 4, rows_at_once = threads / parts_of_row;
    constexpr int passes_w = chunk / rows_at_once, passes_d = sequences / warps;
    const int row_of_w = thread / parts_of_row, part = thread % parts_of_row * 4;
    float4 next_w[passes_w], next_d[passes_d];
    const auto load = [&](int first_k) {
        const float4 zeros = {0, 0, 0, 0};
#pragma unroll
        for (int p = 0; p < passes_w; ++p) {
            const int k = first_k + p * rows_at_once + row_of_w;
            next_w[p] = k < width ? timbrel::four_of_row(step.w_hh + static_cast<int64_t>(k) * H,
                                            first_unit + part, H, step.aligned)
                                  : zeros;
        }
#pragma unroll
        for (int p = 0; p < passes_d; ++p) {
            const int64_t n = first_sequence + p * warps + warp;
            next_d[p] = n < step.N ? timbrel::four_of_row(step.behind + n * width,
                                             first_k + 4 * lane, width, step.aligned)
                                   : zeros;
        }
    };

    // A lane's units are unit..unit + 3, its sequences sequence and sequence + 8.
    const int unit = lane % 4 * 4, sequence = lane / 4;
    float sums[2][4] = {};
    if (step.behind != nullptr) {
        load(0);
        for (int first_k = 0; first_k < width; first_k += chunk) {
#pragma unroll
            for (int p = 0; p < passes_w; ++p) {
                *reinterpret_cast<float4 *>(&tile.operands.w[p * rows_at_once + row_of_w][part]) =
                        timbrel::rounded(step.precision, next_w[p]);
            }
#pragma unroll
            for (int p = 0; p < passes_d; ++p) {
                *reinterpret_cast<float4 *>(&tile.operands.d[p * warps + warp][4 * lane]) =
                        timbrel::rounded(step.precision, next_d[p]);
            }
            __syncthreads();
            if (first_k + chunk < width) {
                load(first_k + chunk);  // on its way while this chunk is multiplied
            }
#pragma unroll
            for (int k = warp * slice; k < (warp + 1) * slice; k += 4) {
                float4 d[2];
#pragma unroll
                for (int s = 0; s < 2; ++s) {
                    d[s] = *reinterpret_cast<const float4 *>(&tile.operands.d[sequence + 8 * s][k]);
                }
#pragma unroll
                for (int i = 0; i < 4; ++i) {
                    const float4 w =
                            *reinterpret_cast<const float4 *>(&tile.operands.w[k + i][unit]);
#pragma unroll
                    for (int s = 0; s < 2; ++s) {
                        const float by = i == 0   ? d[s].x
                                         : i == 1 ? d[s].y
                                         : i == 2 ? d[s].z
                                                  : d[s].w;
                        sums[s][0] = fmaf(w.x, by, sums[s][0]);
                        sums[s][1] = fmaf(w.y, by, sums[s][1]);
                        sums[s][2] = fmaf(w.z, by, sums[s][2]);
                        sums[s][3] = fmaf(w.w, by, sums[s][3]);
                    }
                }
            }
            __syncthreads();
        }
    }
#pragma unroll
    for (int s = 0; s < 2; ++s) {
        float4 four = {sums[s][0], sums[s][1], sums[s][2], sums[s][3]};
        *reinterpret_cast<float4 *>(&tile.partial[warp][sequence + 8 * s][unit]) = four;
    }
    __syncthreads();

    const int u = thread % units, s = thread / units;
    const int j = first_unit + u;
    const int64_t n = first_sequence + s;
    if (j >= H || n >= step.N) {
        return;
    }
    float dh = 0;
    for (int w = 0; w < warps; ++w) {
        dh += tile.partial[w][s][u];
    }
    dh = step.mask ? dh * step.mask[n * H + j] : dh;
    if (step.t < 0) {
        store_state<cell>(step, n, j, dh);
    } else {
        step_back<cell>(step, n, j, dh);
    }
}

// Through the norm: gradients [N,width] of the normalised sums times norm_hh become those of the
// sums. A block takes a sequence.
__global__ void __launch_bounds__(threads) norm_kernel(
        int width, const float *norm_hh, const float *normed, const float *rstd, float *dhidden) {
    const int64_t n = blockIdx.x, first = n * width;
    float sum = 0, sum_along = 0;
    for (int k = static_cast<int>(threadIdx.x); k < width; k += threads) {
        const float d = dhidden[first + k] * norm_hh[k];
        sum += d;
        sum_along += d * normed[first + k];
    }
    const float mean = timbrel::block_sum(sum) / static_cast<float>(width);
    const float along = timbrel::block_sum(sum_along) / static_cast<float>(width);
    for (int k = static_cast<int>(threadIdx.x); k < width; k += threads) {
        const float d = dhidden[first + k] * norm_hh[k];
        dhidden[first + k] = rstd[n] * (d - mean - normed[first + k] * along);
    }
}

cudaError_t launch_step(tb_cell cell, const Step &step, cudaStream_t stream) {
    const int64_t unit_tiles = timbrel::parts(step.H, units);
    const int64_t blocks = unit_tiles * timbrel::parts(step.N, sequences);
    const auto kernel = cell == TB_LSTM  ? step_kernel<TB_LSTM>
                        : cell == TB_GRU ? step_kernel<TB_GRU>
                                         : step_kernel<TB_RNN_TANH>;
    return timbrel::launch(kernel, dim3(static_cast<unsigned>(blocks)), dim3(threads), 0, stream,
            step, static_cast<int>(unit_tiles));
}

using timbrel::RecurrentBackward;

// All steps, and the state before the first.
cudaError_t launch_steps(
        const RecurrentBackward &l, tb_precision precision, float *carry, cudaStream_t stream) {
    const int64_t G = timbrel::gate_count(l.cell), of_step = l.N * l.H, sums_of_step = G * of_step;
    const bool apart = l.cell == TB_GRU || l.norm_hh != nullptr;
    float *const gradients = apart ? l.dhidden : l.dgates;  // of U (m h)
    const bool aligned =
            timbrel::four_aligned(l.w_hh, l.H) && timbrel::four_aligned(gradients, l.H);
    const bool wants_state = l.dh0 != nullptr || (l.cell == TB_LSTM && l.dc0 != nullptr);
    for (int64_t t = l.T - 1; t >= (wants_state ? -1 : 0); --t) {
        Step step = {};
        step.precision = precision;
        step.t = t;
        step.T = l.T;
        step.N = l.N;
        step.H = static_cast<int>(l.H);
        step.aligned = aligned;
        step.lengths = l.lengths;
        step.w_hh = l.w_hh;
        step.mask = l.mask;
        step.behind = t + 1 < l.T ? gradients + (t + 1) * sums_of_step : nullptr;
        step.dh_n = l.dh_n;
        step.dc_n = l.dc_n;
        step.carry = carry;
        step.dh0 = l.dh0;
        step.dc0 = l.dc0;
        if (t >= 0) {
            step.h = t > 0 ? l.y + (t - 1) * of_step : l.h0;
            step.gates = l.gates + t * sums_of_step;
            step.dy = l.dy + t * of_step;
            step.dgates = l.dgates + t * sums_of_step;
            step.dhidden = apart ? l.dhidden + t * sums_of_step : nullptr;
            if (l.cell != TB_RNN_TANH) {
                step.c = t > 0 ? l.cells + (t - 1) * of_step : l.c0;
                step.cells = l.cells + t * of_step;
            }
        }
        cudaError_t result = launch_step(l.cell, step, stream);
        if (result == cudaSuccess && l.norm_hh != nullptr && t >= 0) {
            result = timbrel::launch(norm_kernel, dim3(static_cast<unsigned>(l.N)), dim3(threads),
                    0, stream, static_cast<int>(G * l.H), l.norm_hh, l.normed + t * sums_of_step,
                    l.rstd + t * l.N, step.dhidden);
        }
        if (result != cudaSuccess) {
            return result;
        }
    }
    return cudaSuccess;
}

// The gradients that are sums over all steps.
cudaError_t launch_products(
        const RecurrentBackward &l, tb_precision precision, cudaStream_t stream) {
    const int64_t G = timbrel::gate_count(l.cell), width = G * l.H, rows = l.T * l.N;
    const bool apart = l.cell == TB_GRU || l.norm_hh != nullptr;
    const float *const gradients = apart ? l.dhidden : l.dgates;  // of U (m h)
    cudaError_t result = cudaSuccess;
    const auto multiply = [&](bool transpose_a, bool accumulate, int64_t M, int64_t N, int64_t K,
                                  const float *a, const float *b, float *c,
                                  const int64_t *lengths) {
        if (result == cudaSuccess) {
            result = timbrel::multiply(
                    {precision, transpose_a, false, accumulate, M, N, K, a, b, c, lengths, l.N},
                    stream);
        }
    };
    const auto add_columns = [&](const float *values, const float *factors, const float *gates,
                                     float *out) {
        if (result == cudaSuccess && out != nullptr) {
            result = timbrel::add_columns({rows, width, values, factors, gates, out}, stream);
        }
    };
    if (l.dw_ih != nullptr) {
        multiply(true, true, width, l.I, rows, l.dgates, l.x, l.dw_ih, l.lengths);
    }
    if (l.dw_hh != nullptr && l.h_in != nullptr) {
        multiply(true, true, width, l.H, rows, gradients, l.h_in, l.dw_hh, nullptr);
    } else if (l.dw_hh != nullptr) {
        if (l.h0 != nullptr) {
            multiply(true, true, width, l.H, l.N, gradients, l.h0, l.dw_hh, l.lengths);
        }
        multiply(
                true, true, width, l.H, rows - l.N, gradients + l.N * width, l.y, l.dw_hh, nullptr);
    }
    add_columns(l.dgates, nullptr, nullptr, l.db_ih);
    // The gradients of q are those of p, but for the reset gate's factor of a GRU.
    const float *const reset = l.cell == TB_GRU ? l.gates : nullptr;
    add_columns(l.dgates, nullptr, reset, l.db_hh);
    add_columns(l.dgates, l.normed, reset, l.dnorm_hh);
    // Last, for dx may be dy.
    if (l.dx != nullptr) {
        multiply(false, false, rows, l.I, width, l.dgates, l.w_ih, l.dx, nullptr);
    }
    return result;
}

}  // namespace

tb_status tb_cuda_recurrent_backward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *norm_hh, const float *mask, const float *h0,
        const float *c0, const float *y, const float *gates, const float *cells, const float *h_in,
        const float *normed, const float *rstd, const float *dy, const float *dh_n,
        const float *dc_n, float *dgates, float *dhidden, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh, float *dnorm_hh,
        const tb_plan *plan, int32_t *signal, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_recurrent_backward";
    const RecurrentBackward layer = {cell, T, N, I, H, lengths, x, w_ih, w_hh, norm_hh, mask, h0,
            c0, y, gates, cells, h_in, normed, rstd, dy, dh_n, dc_n, dgates, dhidden, dx, dh0, dc0,
            dw_ih, dw_hh, db_ih, db_hh, dnorm_hh};
    tb_status checked = timbrel::check_recurrent_backward(function, layer);
    if (checked == TB_OK) {
        checked = timbrel::check_device_recurrent(function, precision, T, N, H, workspace);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_plan(function, plan, H, N);
    }
    const bool resident = timbrel::is_resident_backward(layer, plan);
    if (checked == TB_OK && resident) {
        checked = timbrel::check_backward_plan(function, layer, precision, *plan);
    }
    if (checked != TB_OK || N == 0) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    checked = resident ? timbrel::resident_backward(
                                 function, layer, precision, *plan, signal, workspace, queue)
                       : timbrel::check_cuda(launch_steps(layer, precision,
                                                     static_cast<float *>(workspace), queue),
                                 function, "launch of a step");
    if (checked != TB_OK || T == 0) {
        return checked;
    }
    return timbrel::check_cuda(launch_products(layer, precision, queue), function,
            "launch of the parameters' gradients");
}
