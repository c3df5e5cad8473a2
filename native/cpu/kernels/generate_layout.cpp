// SPDX-License-Identifier: Apache-2.0
// The order of what is packed: the order in which a step reads it.
#include "generate_layout.h"

#include "../scratch.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// A folded table may have this many floats: 16 MB, of which a step reads one row a stream.
constexpr int64_t most_folded = INT64_C(1) << 22;

struct Places {
    int64_t next;

    int64_t take(int64_t count) {
        const int64_t place = next;
        next += padded(count);
        return place;
    }
};

PackedMatrix take_matrix(
        const PanelFormat &format, int64_t gates, int64_t units, int64_t depth, Places *places) {
    PackedMatrix matrix = {
            gates, units, depth, format.weight_words(depth), panel_count(gates, units), 0};
    matrix.weights = places->take(matrix.words * matrix.columns());
    return matrix;
}

PackedLayer take_layer(const GeneratorLayout &layout, int64_t layer, Places *places) {
    const tb_network &net = *layout.net;
    const int64_t G = gate_count(net.cell), H = net.hidden_size;
    PackedLayer packed = {};
    packed.hidden = take_matrix(*layout.format, G, H, H, places);
    const int64_t columns = packed.hidden.columns();
    if (layer > 0 || !layout.folded) {
        packed.input = take_matrix(*layout.format, G, H, input_size(net, layer), places);
    }
    packed.bias_ih = places->take(columns);
    packed.bias_hh = places->take(columns);
    if (net.layer_norm != 0) {
        packed.norm_ih = places->take(columns);
        packed.norm_hh = places->take(columns);
    }
    if (dense_follows(net, layer)) {
        packed.dense = take_matrix(*layout.format, 1, net.dense_size, H, places);
        packed.dense_bias = places->take(packed.dense.columns());
    }
    return packed;
}

}  // namespace

GeneratorLayout generator_layout(const tb_network &net, tb_precision precision) {
    GeneratorLayout layout = {};
    layout.net = &net;
    layout.format = precision == TB_BF16 ? &bf16_panels : &fp32_panels;
    Places places = {0};
    if (net.embedding_size > 0) {
        const int64_t G = gate_count(net.cell);
        const int64_t columns = panel_count(G, net.hidden_size) * panel_floats(G);
        layout.folded = net.condition_size == 0 && net.components <= most_folded / columns;
        layout.table_row =
                layout.folded ? columns
                              : padded(net.condition_size > 0
                                                ? net.embedding_size
                                                : layout.format->operand_words(net.embedding_size));
        layout.table = places.take(net.components * layout.table_row);
    }
    layout.first_layer = places.next;
    take_layer(layout, 0, &places);
    layout.other_layer = places.next;
    if (net.layers > 1) {
        // The last one has no dense layer behind it; what it leaves out is at its end.
        take_layer(layout, 1, &places);
        layout.layer_size = places.next - layout.other_layer;
        places.next += (net.layers - 2) * layout.layer_size;
    }
    layout.head = take_matrix(*layout.format, 1, output_size(net), net.hidden_size, &places);
    layout.head_bias = places.take(layout.head.columns());
    layout.size = places.next + 16;  // for aligned()
    return layout;
}

PackedLayer packed_layer(const GeneratorLayout &layout, int64_t layer) {
    Places places = {
            layer == 0 ? layout.first_layer : layout.other_layer + (layer - 1) * layout.layer_size};
    return take_layer(layout, layer, &places);
}

}  // namespace timbrel::TIMBREL_ISA
