// SPDX-License-Identifier: Apache-2.0
// A network's parameters in the layout that generation reads.
#include "../scratch.h"
#include "generate_cell.h"
#include "generate_layout.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// weights: [gates * units, depth].
void pack_matrix(
        const PanelFormat &format, const PackedMatrix &m, const float *weights, float *packed) {
    const int64_t width = panel_floats(m.gates);
    for (int64_t place = 0; place < m.columns(); ++place) {
        const int64_t unit = unit_at(m.gates, place),
                      row = gate_at(m.gates, place) * m.units + unit;
        format.pack(m.depth, unit < m.units ? weights + row * m.depth : nullptr, width,
                packed + place / width * m.words * width + place % width);
    }
}

// first and second: [gates * units], each or NULL: zeros.
void pack_row(const PackedMatrix &m, const float *first, const float *second, float *packed) {
    for (int64_t place = 0; place < m.columns(); ++place) {
        const int64_t unit = unit_at(m.gates, place),
                      row = gate_at(m.gates, place) * m.units + unit;
        const bool real = unit < m.units;
        packed[place] = (real && first ? first[row] : 0.0f) + (real && second ? second[row] : 0.0f);
    }
}

void pack_layer(
        const GeneratorLayout &layout, int64_t layer, const LayerParameters &from, float *packed) {
    const PanelFormat &format = *layout.format;
    const PackedLayer to = packed_layer(layout, layer);
    if (to.input.panels > 0) {
        pack_matrix(format, to.input, from.w_ih, packed + to.input.weights);
    }
    pack_matrix(format, to.hidden, from.w_hh, packed + to.hidden.weights);
    const bool separate = has_input_sums(*layout.net);
    pack_row(to.hidden, from.b_hh, separate ? nullptr : from.b_ih, packed + to.bias_hh);
    pack_row(to.hidden, separate ? from.b_ih : nullptr, nullptr, packed + to.bias_ih);
    if (from.norm_ih != nullptr) {
        pack_row(to.hidden, from.norm_ih, nullptr, packed + to.norm_ih);
        pack_row(to.hidden, from.norm_hh, nullptr, packed + to.norm_hh);
    }
    if (from.dense != nullptr) {
        pack_matrix(format, to.dense, from.dense, packed + to.dense.weights);
        pack_row(to.dense, from.dense_bias, nullptr, packed + to.dense_bias);
    }
}

// Zeros where an operand's last word has no value.
void pack_operand(const PanelFormat &format, int64_t count, int64_t words, const float *values,
        float *packed) {
    for (int64_t k = 0; k < words; ++k) {
        packed[k] = format.round == nullptr && k < count ? values[k] : 0.0f;
    }
    if (format.round != nullptr) {
        format.round(count, values, packed);
    }
}

// Rows of the table times W_ih, some at a time.
bool fold_table(
        const GeneratorLayout &layout, const float *table, const float *w_ih, float *packed) {
    const tb_network &net = *layout.net;
    const PanelFormat &format = *layout.format;
    const PackedLayer first = packed_layer(layout, 0);
    const int64_t M = net.embedding_size, K = net.components;
    PackedMatrix input = first.hidden;
    input.depth = M;
    input.words = format.weight_words(M);
    constexpr int64_t some = 64;
    const int64_t row_words = padded(format.operand_words(M));
    const int64_t weights_size = padded(input.words * input.columns());
    float *weights = scratch(ScratchOf::layer, weights_size + some * row_words);
    if (weights == nullptr) {
        return false;
    }
    float *operands = weights + weights_size;
    pack_matrix(format, input, w_ih, weights);
    for (int64_t token = 0; token < K; token += some) {
        const int64_t rows = K - token < some ? K - token : some;
        for (int64_t row = 0; row < rows; ++row) {
            pack_operand(
                    format, M, row_words, table + (token + row) * M, operands + row * row_words);
        }
        float *sums = packed + layout.table + token * layout.table_row;
        const bool biased = has_input_sums(net) && net.layer_norm == 0;
        const int64_t width = panel_floats(input.gates);
        format.multiply({rows, panel_vectors(input.gates), input.words, input.panels, weights,
                operands, row_words, {biased ? packed + first.bias_ih : nullptr, width, 0},
                {sums, width, layout.table_row}});
        for (int64_t row = 0; net.layer_norm != 0 && row < rows; ++row, sums += layout.table_row) {
            const NormStatistics norm = row_statistics(input.gates, input.units, sums, width);
            normalise(input.columns(), norm, packed + first.norm_ih, packed + first.bias_ih, sums);
        }
    }
    return true;
}

}  // namespace

int64_t generator_size(const tb_network &net, tb_precision precision) {
    return generator_layout(net, precision).size;
}

bool generator_pack(
        const tb_network &net, tb_precision precision, const float *parameters, float *packed) {
    const GeneratorLayout layout = generator_layout(net, precision);
    const PanelFormat &format = *layout.format;
    const float *table = parameters, *at = parameters + net.components * net.embedding_size;
    packed = aligned(packed);
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const LayerParameters from = layer_parameters(net, layer, &at);
        pack_layer(layout, layer, from, packed);
        if (layer == 0 && layout.folded && !fold_table(layout, table, from.w_ih, packed)) {
            return false;
        }
    }
    const PanelFormat &rows = net.condition_size > 0 ? fp32_panels : format;
    for (int64_t token = 0; !layout.folded && net.embedding_size > 0 && token < net.components;
            ++token) {
        pack_operand(rows, net.embedding_size, layout.table_row, table + token * net.embedding_size,
                packed + layout.table + token * layout.table_row);
    }
    pack_matrix(format, layout.head, at, packed + layout.head.weights);
    pack_row(layout.head, at + output_size(net) * net.hidden_size, nullptr,
            packed + layout.head_bias);
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
