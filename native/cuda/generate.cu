// SPDX-License-Identifier: Apache-2.0
// Generation, plain: a block advances a slot by all steps of a call, through layers, head, draw and
// feedback, and reads the weights from the cache that all slots share. No slot knows of another.
#include <climits>

#include "arguments.h"
#include "check.h"
#include "frame_step.h"
#include "generate_cell.h"
#include "generator.h"
#include "precision.h"
#include "products/generate.h"
#include "resident/generate.h"
#include "resident/plan.h"
#include "texture_step.h"

namespace {

constexpr int threads = timbrel::generator_threads;

struct Generation {
    timbrel::GeneratorShape net;
    tb_precision precision;
    bool in_shared;  // a slot's numbers; or in the workspace
    int64_t floats_of_slot;
    int64_t texture_at;  // where among them a texture's begin
    float *workspace;
    timbrel::Generate call;
};

// A slot's numbers, by all threads of its block.
struct Slot {
    float *input;     // [widest] of a layer, rounded as operands are
    float *h;         // [L,H padded] likewise
    float *of_input;  // [sums] of the input's product, or outputs
    float *of_h;      // [sums]
    float *parts;     // [threads]
    float *categories;
    float *texture;  // [slot_floats of the texture]
};

// The products of a group of weights and of four or eight inputs are added to sum.
template <bool bf16>
__device__ __forceinline__ float add_group(float sum, const uint4 &group, const float4 *inputs) {
    const float4 x = inputs[0];
    if (!bf16) {
        sum = fmaf(timbrel::float_of_bits(static_cast<int32_t>(group.x)), x.x, sum);
        sum = fmaf(timbrel::float_of_bits(static_cast<int32_t>(group.y)), x.y, sum);
        sum = fmaf(timbrel::float_of_bits(static_cast<int32_t>(group.z)), x.z, sum);
        return fmaf(timbrel::float_of_bits(static_cast<int32_t>(group.w)), x.w, sum);
    }
    // A word has two weights, the first in its lower half.
    const auto lower = [](unsigned word) {
        return timbrel::float_of_bits(static_cast<int32_t>(word << 16));
    };
    const auto upper = [](unsigned word) {
        return timbrel::float_of_bits(static_cast<int32_t>(word & 0xffff0000u));
    };
    const float4 y = inputs[1];
    sum = fmaf(lower(group.x), x.x, sum);
    sum = fmaf(upper(group.x), x.y, sum);
    sum = fmaf(lower(group.y), x.z, sum);
    sum = fmaf(upper(group.y), x.w, sum);
    sum = fmaf(lower(group.z), y.x, sum);
    sum = fmaf(upper(group.z), y.y, sum);
    sum = fmaf(lower(group.w), y.z, sum);
    return fmaf(upper(group.w), y.w, sum);
}

// out [rows] = w x, of a packed matrix [rows,depth] and x [depth padded]. Where there are fewer
// rows than threads, several share a row, and their sums are added in order. Ends with a barrier.
template <bool bf16>
__device__ __forceinline__ void multiply(
        const float *w, int64_t rows, int64_t depth, const float *x, float *parts, float *out) {
    constexpr int at_once = 8;  // rows of a thread, so that many groups are on their way
    const auto *groups = reinterpret_cast<const uint4 *>(w);
    const auto *inputs = reinterpret_cast<const float4 *>(x);
    constexpr int inputs_of_group = bf16 ? 2 : 1;
    const int count = static_cast<int>((depth + (bf16 ? 7 : 3)) / (bf16 ? 8 : 4));
    const int thread = static_cast<int>(threadIdx.x);
    if (rows >= threads) {
        for (int64_t first = thread; first < rows; first += at_once * threads) {
            const uint4 *group = groups + first;
            float sums[at_once] = {};
#pragma unroll 2
            for (int k = 0; k < count; ++k, group += rows) {
#pragma unroll
                for (int i = 0; i < at_once; ++i) {
                    if (first + i * threads < rows) {
                        sums[i] = add_group<bf16>(
                                sums[i], group[i * threads], inputs + k * inputs_of_group);
                    }
                }
            }
#pragma unroll
            for (int i = 0; i < at_once; ++i) {
                if (first + i * threads < rows) {
                    out[first + i * threads] = sums[i];
                }
            }
        }
        __syncthreads();
        return;
    }
    const int sharing = threads / static_cast<int>(rows);
    const int row = thread % static_cast<int>(rows), part = thread / static_cast<int>(rows);
    const int stretch = (count + sharing - 1) / sharing;
    if (part < sharing) {
        const int last = (part + 1) * stretch < count ? (part + 1) * stretch : count;
        float sum = 0;
#pragma unroll 4
        for (int k = part * stretch; k < last; ++k) {
            sum = add_group<bf16>(sum, groups[k * rows + row], inputs + k * inputs_of_group);
        }
        parts[thread] = sum;
    }
    __syncthreads();
    if (thread < rows) {
        float sum = 0;
        for (int other = 0; other < sharing; ++other) {
            sum += parts[other * rows + thread];
        }
        out[thread] = sum;
    }
    __syncthreads();
}

// One step of all layers, from slot.input to the last layer's h; parts are left at the head.
template <tb_cell cell, bool bf16>
__device__ void advance_layers(
        const Generation &g, const Slot &slot, int64_t n, timbrel::PackedParts &parts) {
    const timbrel::GeneratorShape &net = g.net;
    const int64_t H = net.H, width = timbrel::cell_gates<cell> * H,
                  padded_h = timbrel::rounded_up(H, 8);
    int64_t I = net.I;
    const float *x = slot.input;
    for (int64_t layer = 0; layer < net.L; ++layer) {
        float *h = slot.h + layer * padded_h;
        const float *w_ih = parts.matrix(width, I, bf16), *w_hh = parts.matrix(width, H, bf16);
        const float *b_ih = parts.vector(width), *b_hh = parts.vector(width);
        multiply<bf16>(w_ih, width, I, x, slot.parts, slot.of_input);
        multiply<bf16>(w_hh, width, H, h, slot.parts, slot.of_h);
        if (net.layer_norm) {
            timbrel::block_normalise(width, parts.vector(width), slot.of_input);
            timbrel::block_normalise(width, parts.vector(width), slot.of_h);
        }
        for (int64_t j = threadIdx.x; j < H; j += threads) {
            const float unit = timbrel::step_unit<cell>(
                    g.call, layer, n, j, slot.of_input, slot.of_h, b_ih, b_hh);
            h[j] = timbrel::rounded(g.precision, unit);
        }
        __syncthreads();
        x = h;
        I = H;
        if (net.E > 0 && layer + 1 < net.L) {
            const float *w = parts.matrix(net.E, H, bf16), *b = parts.vector(net.E);
            multiply<bf16>(w, net.E, H, h, slot.parts, slot.of_input);
            for (int64_t e = threadIdx.x; e < timbrel::rounded_up(net.E, 8); e += threads) {
                slot.input[e] =
                        e < net.E ? timbrel::rounded(g.precision,
                                            timbrel::hyperbolic_tangent(slot.of_input[e] + b[e]))
                                  : 0.0f;
            }
            __syncthreads();
            x = slot.input;
            I = net.E;
        }
    }
}

// What goes into the network, as products take it. Ends with a barrier.
template <typename Step>
__device__ void load_input(const Generation &g, const Slot &slot, const Step &step) {
    const int64_t I = g.net.I;
    for (int64_t i = threadIdx.x; i < timbrel::rounded_up(I, 8); i += threads) {
        slot.input[i] = i < I ? timbrel::rounded(g.precision, step.input(i)) : 0.0f;
    }
    __syncthreads();
}

// Into slot.of_input. Ends with a barrier.
template <bool bf16>
__device__ __forceinline__ void head_outputs(
        const Generation &g, const Slot &slot, timbrel::PackedParts &parts) {
    const timbrel::GeneratorShape &net = g.net;
    const float *w = parts.matrix(net.P, net.H, bf16), *b = parts.vector(net.P);
    const float *h = slot.h + (net.L - 1) * timbrel::rounded_up(net.H, 8);
    multiply<bf16>(w, net.P, net.H, h, slot.parts, slot.of_input);
    for (int64_t p = threadIdx.x; p < net.P; p += threads) {
        slot.of_input[p] += b[p];
    }
    __syncthreads();
}

__device__ Slot slot_in(const Generation &g, float *memory) {
    const timbrel::GeneratorShape &net = g.net;
    Slot slot;
    slot.input = memory;
    slot.h = slot.input + net.widest;
    slot.of_input = slot.h + net.L * timbrel::rounded_up(net.H, 8);
    slot.of_h = slot.of_input + net.sums;
    slot.parts = slot.of_h + net.sums;
    slot.categories = slot.parts + threads;
    slot.texture = memory + g.texture_at;
    return slot;
}

// The slot's numbers, with the state that it begins with. Needs a barrier behind it.
__device__ Slot begin(const Generation &g, int64_t n) {
    const timbrel::GeneratorShape &net = g.net;
    const Slot slot = slot_in(
            g, g.in_shared ? timbrel::block_shared_floats() : g.workspace + n * g.floats_of_slot);
    const int64_t padded_h = timbrel::rounded_up(net.H, 8);
    for (int64_t e = threadIdx.x; e < net.L * padded_h; e += threads) {
        const int64_t layer = e / padded_h, j = e % padded_h;
        slot.h[e] = j < net.H ? timbrel::rounded(
                                        g.precision, g.call.h[(layer * g.call.N + n) * net.H + j])
                              : 0.0f;
    }
    return slot;
}

// What a slot does at a step around its layers; parts are left at the first of these.
template <bool textured>
__device__ auto step_of(const Generation &g, const Slot &slot, int64_t step, int64_t n,
        timbrel::PackedParts &parts) {
    if constexpr (textured) {
        return timbrel::TextureStep<timbrel::SlotOfCall>(
                g.call, step, n, slot.texture, slot.parts, slot.categories, {g.call, n});
    } else {
        const float *table = g.net.M > 0 ? parts.vector(g.net.K * g.net.M) : nullptr;
        return timbrel::FrameStep<timbrel::SlotOfCall>(
                g.call, step, n, table, slot.categories, {g.call, n});
    }
}

template <tb_cell cell, bool bf16, bool textured>
__global__ void __launch_bounds__(threads, 1) generate_kernel(Generation g) {
    const timbrel::Generate &call = g.call;
    const int64_t n = blockIdx.x;
    if (!timbrel::is_active(call, n)) {
        timbrel::leave_zeros(call, n, textured ? call.texture.frame_size : g.net.D);
        return;
    }
    const Slot slot = begin(g, n);
    for (int64_t t = 0; t < call.steps; ++t) {
        timbrel::PackedParts parts(call.packed);
        const auto step = step_of<textured>(g, slot, t, n, parts);
        if (step.has_ended()) {
            step.repeat();
            continue;
        }
        load_input(g, slot, step);
        advance_layers<cell, bf16>(g, slot, n, parts);
        if (call.forced != nullptr) {
            step.force();
        } else {
            head_outputs<bf16>(g, slot, parts);
            step.draw(slot.of_input);
        }
    }
}

template <tb_cell cell>
cudaError_t launch_generation(const Generation &g, cudaStream_t stream) {
    const bool bf16 = g.precision == TB_BF16;
    const auto plain =
            bf16 ? generate_kernel<cell, true, false> : generate_kernel<cell, false, false>;
    const auto textured =
            bf16 ? generate_kernel<cell, true, true> : generate_kernel<cell, false, true>;
    const size_t shared = g.in_shared ? static_cast<size_t>(g.floats_of_slot) * sizeof(float) : 0;
    return timbrel::launch(has_texture(g.call) ? textured : plain,
            dim3(static_cast<unsigned>(g.call.N)), dim3(threads), shared, stream, g);
}

int64_t all_floats(const timbrel::GeneratorShape &shape, const tb_texture &texture) {
    return timbrel::slot_floats(shape) + timbrel::slot_floats(texture);
}

// 0: it fits into shared memory.
int64_t workspace_floats(const timbrel::GeneratorShape &shape, const tb_texture &texture) {
    const int64_t floats = all_floats(shape, texture);
    return floats <= timbrel::most_shared_floats ? 0 : floats;
}

// What indices of 32 bits reach.
tb_status check_widths(const char *function, const timbrel::GeneratorShape &s,
        const tb_texture &texture, int64_t N) {
    constexpr int64_t most = INT64_C(1) << 28;
    if (s.sums > most || s.widest > most || s.D > most || N > INT64_C(0x7fffffff) ||
            timbrel::slot_floats(texture) > most) {
        return timbrel::fail(TB_UNSUPPORTED,
                "%s: a layer's width, D, the head's outputs or a texture's past are more than "
                "2^28, or N is 2^31",
                function);
    }
    return TB_OK;
}

// The same with a plan of teams.
tb_status generate_by_plan(const char *function, const timbrel::Generate &call, const tb_plan &plan,
        int32_t *signal, void *workspace, void *stream) {
    tb_status checked = timbrel::check_generate(function, call);
    if (checked == TB_OK) {
        checked = timbrel::check_generation_plan(
                function, call.net, call.texture, call.precision, plan, call.N);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(
                function, {{"workspace", workspace, call.N > 0}}, {{"N", call.N, 0}});
    }
    if (checked == TB_OK && call.steps > INT_MAX - 1) {
        checked =
                timbrel::fail(TB_UNSUPPORTED, "%s: steps are %lld, but a plan's are below 2^31 - 1",
                        function, static_cast<long long>(call.steps));
    }
    if (checked != TB_OK || call.N == 0 || call.steps == 0) {
        return checked;
    }
    return timbrel::generate_resident(
            function, call, plan, signal, workspace, static_cast<cudaStream_t>(stream));
}

// A checked network's and texture's.
tb_status generate(const char *function, const timbrel::Generate &call, const tb_plan *plan,
        int32_t *signal, void *workspace, void *stream) {
    if (timbrel::is_resident(plan)) {
        return generate_by_plan(function, call, *plan, signal, workspace, stream);
    }
    Generation g = {};
    g.net = timbrel::generator_shape(call.net);
    g.precision = call.precision;
    g.call = call;
    g.floats_of_slot = all_floats(g.net, call.texture);
    g.texture_at = timbrel::slot_floats(g.net);
    g.in_shared = workspace_floats(g.net, call.texture) == 0;
    g.workspace = static_cast<float *>(workspace);
    tb_status checked = timbrel::check_generate(function, g.call);
    if (checked == TB_OK) {
        checked = check_widths(function, g.net, call.texture, call.N);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"workspace", workspace, call.N > 0 && !g.in_shared}}, {{"N", call.N, 0}});
    }
    if (checked != TB_OK || call.N == 0 || call.steps == 0) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    const cudaError_t result = call.net.cell == TB_LSTM  ? launch_generation<TB_LSTM>(g, queue)
                               : call.net.cell == TB_GRU ? launch_generation<TB_GRU>(g, queue)
                                                         : launch_generation<TB_RNN_TANH>(g, queue);
    return timbrel::check_cuda(result, function, "launch");
}

tb_status check_generator(const char *function, const tb_network *network, tb_precision precision,
        const tb_plan *plan) {
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK) {
        checked = timbrel::check_precision(function, precision);
    }
    return checked != TB_OK ? checked : timbrel::check_kernels(function, plan);
}

}  // namespace

tb_status tb_cuda_generate_workspace_size(const tb_network *network, const tb_texture *texture,
        int64_t N, int64_t *bytes, const tb_plan *plan) {
    constexpr const char *function = "tb_cuda_generate_workspace_size";
    const std::initializer_list<timbrel::Size> sizes = {{"N", N, 0}};
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK && texture != nullptr) {
        checked = timbrel::check_texture_sizes(function, *network, texture);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"bytes [1]", bytes, true}}, sizes);
    }
    if (checked != TB_OK) {
        return checked;
    }
    const timbrel::GeneratorShape shape = timbrel::generator_shape(*network);
    const tb_texture none = {}, &given = texture != nullptr ? *texture : none;
    if (timbrel::is_of_products(plan)) {
        return timbrel::products_workspace_size(function, *network, given, N, bytes);
    }
    checked = timbrel::check_kernels(function, plan);
    if (checked == TB_OK && timbrel::is_resident(plan)) {
        // The plan fits what it was made for; what it needs at bf16 is the least.
        checked = timbrel::check_generation_plan(function, *network, given, TB_BF16, *plan, N);
        if (checked == TB_OK) {
            const int64_t words = timbrel::resident_workspace_bytes(*network, given, *plan);
            *bytes = words > 0 ? words : 256;
        }
        return checked;
    }
    if (checked != TB_OK) {
        return checked;
    }
    checked = check_widths(function, shape, given, N);
    if (checked == TB_OK && !timbrel::fits({N, all_floats(shape, given)})) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        // Never 0, so that nobody has to pass NULL.
        const int64_t floats = workspace_floats(shape, given) * N;
        *bytes = floats > 0 ? 4 * floats : 256;
    }
    return checked;
}

tb_status tb_cuda_generate(const tb_network *network, tb_precision precision, const float *packed,
        int64_t steps, int64_t N, const int64_t *active, const int64_t *seeds,
        const int64_t *streams, const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *forced, int64_t *positions,
        int64_t *states, float *frames, float *h, float *c, float *out, const tb_plan *plan,
        int32_t *signal, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_generate";
    tb_status checked = check_generator(function, network, precision, plan);
    if (checked == TB_OK) {
        checked = timbrel::check_grammar(function, *network, grammar);
    }
    return checked != TB_OK ? checked
                            : generate(function,
                                      {*network, precision, packed, steps, N, active, seeds,
                                              streams, temperatures, top_k, top_p, forced,
                                              positions, frames, h, c, out, {}, nullptr, nullptr,
                                              nullptr, grammar != nullptr ? *grammar : tb_grammar{},
                                              conditions, states},
                                      plan, signal, workspace, stream);
}

tb_status tb_cuda_generate_texture(const tb_network *network, const tb_texture *texture,
        tb_precision precision, const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p, const float *weights,
        const float *forced, int64_t *positions, float *state, int64_t *last, float *h, float *c,
        float *out, const tb_plan *plan, int32_t *signal, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_generate_texture";
    tb_status checked = check_generator(function, network, precision, plan);
    if (checked == TB_OK) {
        checked = timbrel::check_texture_sizes(function, *network, texture);
    }
    return checked != TB_OK
                   ? checked
                   : generate(function,
                             {*network, precision, packed, steps, N, active, seeds, streams,
                                     temperatures, top_k, top_p, forced, positions, nullptr, h, c,
                                     out, *texture, weights, state, last, {}, nullptr, nullptr},
                             plan, signal, workspace, stream);
}
