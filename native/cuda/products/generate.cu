// SPDX-License-Identifier: Apache-2.0
// Generation by products: what runs between them. A block takes a slot; numbers of slots lie in the
// workspace, where the products find them.
#include "generate.h"

#include <climits>

#include "../check.h"
#include "../frame_step.h"
#include "../generate_cell.h"
#include "../grid.h"
#include "../precision.h"
#include "../texture_step.h"
#include "arguments.h"
#include "layout.h"

namespace {

constexpr int threads = timbrel::generator_threads;

// A step's part as kernels take it.
struct Part {
    timbrel::Generate call;
    int64_t step, layer;
    timbrel::ProductsLayout at;
    float *workspace;
    int64_t I, P;
    const float *table;  // [K,M] or NULL
    timbrel::LayerParameters of_layer;
    const float *head_bias;

    // What the slot has of its own.
    __device__ float *of_slot(int64_t n) const {
        return workspace + at.slots + n * at.floats_of_slot;
    }

    // Layer l's h of slot n, as products take it.
    __device__ float *h(int64_t l, int64_t n) const {
        return workspace + at.h + (l * call.N + n) * call.net.hidden_size;
    }
};

template <bool textured>
__device__ __forceinline__ auto step_of(const Part &part, int64_t n) {
    float *const parts = part.of_slot(n), *const categories = parts + threads;
    if constexpr (textured) {
        return timbrel::TextureStep<timbrel::SlotOfCall>(part.call, part.step, n,
                parts + part.at.texture_of_slot, parts, categories, {part.call, n});
    } else {
        return timbrel::FrameStep<timbrel::SlotOfCall>(
                part.call, part.step, n, part.table, categories, {part.call, n});
    }
}

// Whether nothing of the slot moves at this step.
__device__ __forceinline__ bool stands_still(const timbrel::Generate &call, int64_t n) {
    return !timbrel::is_active(call, n) ||
           (timbrel::has_grammar(call) &&
                   timbrel::nearest_state(call.grammar, call.states[n]) == timbrel::ended_state);
}

// What goes into the network; before the first step also every layer's h as products take it.
template <bool textured>
__global__ void __launch_bounds__(threads) input_kernel(Part part) {
    const timbrel::Generate &call = part.call;
    const int64_t n = blockIdx.x, H = call.net.hidden_size;
    for (int64_t e = threadIdx.x; part.step == 0 && e < call.net.layers * H; e += threads) {
        const int64_t l = e / H, j = e % H;
        part.h(l, n)[j] = timbrel::rounded(call.precision, call.h[(l * call.N + n) * H + j]);
    }
    float *const x = part.workspace + part.at.x + n * part.I;
    const bool still = stands_still(call, n);
    const auto step = step_of<textured>(part, n);
    for (int64_t i = threadIdx.x; i < part.I; i += threads) {
        x[i] = still ? 0.0f : timbrel::rounded(call.precision, step.input(i));
    }
}

// Blocks of a slot share its units in y where there is nothing to normalise.
template <tb_cell cell>
__global__ void __launch_bounds__(threads) cell_kernel(Part part) {
    const timbrel::Generate &call = part.call;
    const int64_t n = blockIdx.x, H = call.net.hidden_size, width = timbrel::cell_gates<cell> * H;
    if (stands_still(call, n)) {
        return;
    }
    float *const of_input = part.workspace + part.at.of_input + n * width;
    float *const of_h = part.workspace + part.at.of_h + n * width;
    if (call.net.layer_norm != 0) {
        timbrel::block_normalise(width, part.of_layer.norm_ih, of_input);
        timbrel::block_normalise(width, part.of_layer.norm_hh, of_h);
    }
    float *const h = part.h(part.layer, n);
    for (int64_t j = blockIdx.y * threads + threadIdx.x; j < H; j += gridDim.y * threads) {
        const float unit = timbrel::step_unit<cell>(
                call, part.layer, n, j, of_input, of_h, part.of_layer.b_ih, part.of_layer.b_hh);
        h[j] = timbrel::rounded(call.precision, unit);
    }
}

__global__ void __launch_bounds__(threads) dense_kernel(Part part) {
    const int64_t n = blockIdx.x, E = part.call.net.dense_size;
    const float *const sums = part.workspace + part.at.of_input + n * E;
    float *const x = part.workspace + part.at.x + n * E;
    for (int64_t e = threadIdx.x; e < E; e += threads) {
        x[e] = timbrel::rounded(part.call.precision,
                timbrel::hyperbolic_tangent(sums[e] + part.of_layer.dense_bias[e]));
    }
}

template <bool textured>
__global__ void __launch_bounds__(threads, 1) draw_kernel(Part part) {
    const timbrel::Generate &call = part.call;
    const int64_t n = blockIdx.x;
    if (!timbrel::is_active(call, n)) {
        if (part.step == 0) {
            timbrel::leave_zeros(call, n, textured ? call.texture.frame_size : call.net.frame_size);
        }
        return;
    }
    const auto step = step_of<textured>(part, n);
    if (step.has_ended()) {
        step.repeat();
        return;
    }
    if (call.forced != nullptr) {
        step.force();
        return;
    }
    float *const outputs = part.workspace + part.at.of_input + n * part.P;
    for (int64_t p = threadIdx.x; p < part.P; p += threads) {
        outputs[p] += part.head_bias[p];
    }
    __syncthreads();
    step.draw(outputs);
}

template <typename Kernel>
cudaError_t launch_slots(Kernel kernel, const Part &part, int64_t y, cudaStream_t stream) {
    return timbrel::launch(kernel,
            dim3(static_cast<unsigned>(part.call.N), static_cast<unsigned>(y)), dim3(threads), 0,
            stream, part);
}

cudaError_t launch_cell(const Part &part, cudaStream_t stream) {
    constexpr int64_t most_blocks = 64;
    const int64_t blocks = timbrel::parts(part.call.net.hidden_size, threads);
    const int64_t y = part.call.net.layer_norm != 0 ? 1 : std::min(blocks, most_blocks);
    switch (part.call.net.cell) {
        case TB_LSTM:
            return launch_slots(cell_kernel<TB_LSTM>, part, y, stream);
        case TB_GRU:
            return launch_slots(cell_kernel<TB_GRU>, part, y, stream);
        default:
            return launch_slots(cell_kernel<TB_RNN_TANH>, part, y, stream);
    }
}

cudaError_t launch_part(const Part &part, timbrel::StepPart::Kind kind, cudaStream_t stream) {
    const bool textured = timbrel::has_texture(part.call);
    switch (kind) {
        case timbrel::StepPart::input:
            return launch_slots(
                    textured ? input_kernel<true> : input_kernel<false>, part, 1, stream);
        case timbrel::StepPart::cell:
            return launch_cell(part, stream);
        case timbrel::StepPart::dense:
            return launch_slots(dense_kernel, part, 1, stream);
        default:
            return launch_slots(textured ? draw_kernel<true> : draw_kernel<false>, part, 1, stream);
    }
}

// The arguments of a checked call.
Part part_of(const timbrel::Generate &call, int64_t step, int64_t layer, void *workspace) {
    const tb_network &net = call.net;
    Part part = {};
    part.call = call;
    part.step = step;
    part.layer = layer;
    part.at = timbrel::products_layout(net, call.texture, call.N);
    part.workspace = static_cast<float *>(workspace);
    part.I = timbrel::input_size(net, 0);
    part.P = timbrel::output_size(net);
    timbrel::ProductParts parts(call.packed);
    part.table = parts.take_table(net);
    for (int64_t l = 0; l < net.layers; ++l) {
        const timbrel::LayerParameters found = parts.take_layer(net, l);
        part.of_layer = l == layer ? found : part.of_layer;
    }
    parts.take(part.P * net.hidden_size);
    part.head_bias = parts.take(part.P);
    return part;
}

}  // namespace

tb_status tb_cuda_generate_part(const tb_network *network, const tb_texture *texture,
        tb_precision precision, const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *weights,
        const float *forced, int64_t *positions, int64_t *states, float *frames, float *state,
        int64_t *last, float *h, float *c, float *out, int64_t step, int64_t part, void *workspace,
        void *stream) {
    constexpr const char *function = "tb_cuda_generate_part";
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK) {
        checked = timbrel::check_precision(function, precision);
    }
    if (checked == TB_OK && texture != nullptr) {
        checked = timbrel::check_texture_sizes(function, *network, texture);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_grammar(function, *network, grammar);
    }
    if (checked != TB_OK) {
        return checked;
    }
    const timbrel::Generate call = {*network, precision, packed, steps, N, active, seeds, streams,
            temperatures, top_k, top_p, forced, positions, frames, h, c, out,
            texture != nullptr ? *texture : tb_texture{}, weights, state, last,
            grammar != nullptr ? *grammar : tb_grammar{}, conditions, states};
    checked = timbrel::check_generate(function, call);
    if (checked == TB_OK) {
        checked = timbrel::check_whole(function, "step", step, 0, steps - 1);
    }
    if (checked == TB_OK) {
        checked =
                timbrel::check_whole(function, "part", part, 0, timbrel::part_count(*network) - 1);
    }
    int64_t bytes = 0;
    if (checked == TB_OK) {
        checked = timbrel::products_workspace_size(function, *network, call.texture, N, &bytes);
    }
    if (checked == TB_OK && (N > INT_MAX || timbrel::output_size(*network) > INT_MAX)) {
        checked = timbrel::fail(
                TB_UNSUPPORTED, "%s: N or the head's outputs are 2^31 or more", function);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"workspace", workspace, N > 0}}, {{"N", N, 0}});
    }
    if (checked != TB_OK || N == 0) {
        return checked;
    }
    const timbrel::StepPart what = timbrel::step_part(*network, part);
    return timbrel::check_cuda(launch_part(part_of(call, step, what.layer, workspace), what.kind,
                                       static_cast<cudaStream_t>(stream)),
            function, "launch");
}
