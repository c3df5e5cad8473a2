// SPDX-License-Identifier: Apache-2.0
// What tb_cpu_generator_pack makes of a network's parameters, and where it is.
#pragma once

#include "network.h"
#include "panels.h"

namespace timbrel::TIMBREL_ISA {

// Panels of a matrix [gates * units, depth]. Places are in floats from the beginning of the layout.
struct PackedMatrix {
    int64_t gates, units, depth;
    int64_t words, panels;
    int64_t weights;

    // Of a row of sums.
    int64_t columns() const { return panels * panel_floats(gates); }
};

// Rows have the order of their matrix's sums.
struct PackedLayer {
    PackedMatrix input, hidden, dense;  // input without panels where the table is folded
    // Without layer norm: bias_hh is what the recurrent sums begin with. A GRU's input has sums of
    // its own, which begin with bias_ih; the others' go on from the recurrent ones, and bias_hh has
    // both. With layer norm: what follows it.
    int64_t bias_ih, bias_hh;
    int64_t norm_ih, norm_hh;
    int64_t dense_bias;
};

struct GeneratorLayout {
    const tb_network *net;
    const PanelFormat *format;
    // The embedding's rows hold layer 0's share of the input, with bias_ih where that is separate
    // and after layer norm: [K, columns]. Otherwise they are operands: [K, row_words]; or, where
    // conditions go in behind them, floats: [K, M].
    bool folded;
    int64_t table, table_row;
    PackedMatrix head;
    int64_t head_bias;
    int64_t first_layer, other_layer;  // where layers 0 and 1 begin
    int64_t layer_size;                // of those from 1 on
    int64_t size;
};

GeneratorLayout generator_layout(const tb_network &net, tb_precision precision);

PackedLayer packed_layer(const GeneratorLayout &layout, int64_t layer);

// The input of a layer has sums of its own, or a folded table's row in their place.
static inline bool has_input_sums(const tb_network &net) {
    return net.cell == TB_GRU || net.layer_norm != 0;
}

// The caller's array from its first multiple of 64 bytes on; the layout has room for that.
template <typename Float>
Float *aligned(Float *packed) {
    const auto address = reinterpret_cast<uintptr_t>(packed);
    return packed + (64 - address % 64) % 64 / sizeof(float);
}

}  // namespace timbrel::TIMBREL_ISA
