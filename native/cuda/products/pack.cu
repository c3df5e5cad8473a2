// SPDX-License-Identifier: Apache-2.0
// Lays a network's parameters out for generation by products, and lists the products.
#include "../check.h"
#include "../grid.h"
#include "../precision.h"
#include "arguments.h"
#include "generate.h"
#include "layout.h"

namespace {

constexpr int threads = timbrel::element_threads;

__global__ void __launch_bounds__(threads)
        round_kernel(tb_precision precision, int64_t count, const float *from, float *to) {
    for (int64_t e = timbrel::first_element(); e < count; e += timbrel::element_stride()) {
        to[e] = timbrel::rounded(precision, from[e]);
    }
}

// Copies parts to where they belong; of matrices with rounding.
class Packing {
public:
    Packing(tb_precision precision, float *packed, cudaStream_t stream)
        : precision_(precision), packed_(packed), stream_(stream) {}

    void copy(tb_precision precision, const float *from, const float *to, int64_t count) {
        if (result_ == cudaSuccess && from != nullptr) {
            result_ = timbrel::launch(round_kernel, timbrel::element_blocks(count), dim3(threads),
                    0, stream_, precision, count, from, packed_ + (to - packed_));
        }
    }

    void matrix(const float *from, const float *to, int64_t rows, int64_t depth) {
        copy(precision_, from, to, rows * depth);
    }

    void vector(const float *from, const float *to, int64_t count) {
        copy(TB_FP32, from, to, count);
    }

    cudaError_t result() const { return result_; }

private:
    tb_precision precision_;
    float *packed_;
    cudaStream_t stream_;
    cudaError_t result_ = cudaSuccess;
};

}  // namespace

namespace timbrel {

int64_t products_packed_floats(const tb_network &net) {
    int64_t floats = floats_of_group;  // the array may begin between two multiples of 16 bytes
    const auto add = [&floats](int64_t count) -> const float * {
        floats += rounded_up(count, floats_of_group);
        return nullptr;
    };
    add(net.embedding_size > 0 ? net.components * net.embedding_size : 0);
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        take_layer(net, layer, add);
    }
    add(output_size(net) * net.hidden_size);
    add(output_size(net));
    return floats;
}

cudaError_t pack_for_products(const tb_network &net, tb_precision precision,
        const float *parameters, float *packed, cudaStream_t stream) {
    const int64_t H = net.hidden_size, width = gate_count(net.cell) * H, E = net.dense_size,
                  P = output_size(net), table = net.components * net.embedding_size;
    ProductParts parts(packed);
    Packing packing(precision, packed, stream);
    if (net.embedding_size > 0) {
        packing.vector(parameters, parts.take_table(net), table);
        parameters += table;
    }
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const LayerParameters from = layer_parameters(net, layer, &parameters);
        const LayerParameters to = parts.take_layer(net, layer);
        packing.matrix(from.w_ih, to.w_ih, width, input_size(net, layer));
        packing.matrix(from.w_hh, to.w_hh, width, H);
        packing.vector(from.b_ih, to.b_ih, width);
        packing.vector(from.b_hh, to.b_hh, width);
        packing.vector(from.norm_ih, to.norm_ih, width);
        packing.vector(from.norm_hh, to.norm_hh, width);
        packing.matrix(from.dense, to.dense, E, H);
        packing.vector(from.dense_bias, to.dense_bias, E);
    }
    packing.matrix(parameters, parts.take(P * H), P, H);
    packing.vector(parameters + P * H, parts.take(P), P);
    return packing.result();
}

tb_status products_workspace_size(const char *function, const tb_network &net,
        const tb_texture &texture, int64_t N, int64_t *bytes) {
    const GeneratorShape s = generator_shape(net);
    const std::initializer_list<Size> sizes = {{"N", N, 0}};
    if (!fits({8, N, s.widest + s.L * s.H + 5 * s.sums + slot_floats(texture) + s.K + 1024})) {
        return too_large(function, sizes);
    }
    const int64_t floats = products_layout(net, texture, N).floats;
    *bytes = 4 * std::max<int64_t>(floats, 64);
    return TB_OK;
}

}  // namespace timbrel

tb_status tb_cuda_generate_products(const tb_network *network, int64_t N, const float *packed,
        int64_t *count, tb_product *products) {
    constexpr const char *function = "tb_cuda_generate_products";
    const std::initializer_list<timbrel::Size> sizes = {{"N", N, 0}};
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(
                function, {{"packed", packed, true}, {"count [1]", count, true}}, sizes);
    }
    if (checked != TB_OK) {
        return checked;
    }
    const tb_network &net = *network;
    const int64_t H = net.hidden_size, width = timbrel::gate_count(net.cell) * H, L = net.layers;
    const int64_t needed = 2 * L + timbrel::dense_count(net) + 1;
    int64_t bytes = 0;
    checked = timbrel::products_workspace_size(function, net, {}, N, &bytes);
    if (checked != TB_OK || products == nullptr) {
        *count = needed;
        return checked;
    }
    if (*count < needed) {
        return timbrel::fail(TB_INVALID_ARGUMENT,
                "%s: count is %lld, but the network has %lld products a step", function,
                static_cast<long long>(*count), static_cast<long long>(needed));
    }
    *count = needed;
    const timbrel::ProductsLayout at = timbrel::products_layout(net, {}, N);
    timbrel::ProductParts parts(packed);
    parts.take_table(net);
    int64_t x = at.x, part = 1;
    for (int64_t layer = 0; layer < L; ++layer) {
        const timbrel::LayerParameters p = parts.take_layer(net, layer);
        const int64_t h = at.h + layer * N * H;
        *products++ = {
                part, width, timbrel::input_size(net, layer), x, p.w_ih - packed, at.of_input};
        *products++ = {part, width, H, h, p.w_hh - packed, at.of_h};
        ++part;
        x = h;
        if (timbrel::dense_follows(net, layer)) {
            *products++ = {part, net.dense_size, H, h, p.dense - packed, at.of_input};
            ++part;
            x = at.x;
        }
    }
    const int64_t P = timbrel::output_size(net);
    *products = {part, P, H, x, parts.take(P * H) - packed, at.of_input};
    return TB_OK;
}
