// SPDX-License-Identifier: Apache-2.0
// Moves the state of active slots into rows of scratch memory, and back.
#include "generate_rows.h"

#include "../scratch.h"
#include "generate_texture.h"
#include "grammar.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// Hands out scratch memory; without memory it only counts.
struct Pieces {
    float *memory;
    int64_t count;

    float *take(int64_t floats) {
        float *piece = memory ? memory + count : nullptr;
        count += padded(floats);
        return piece;
    }

    RowArray take_rows(int64_t rows, int64_t floats) {
        const int64_t stride = padded(floats) + 16;
        return {take(rows * stride), stride};
    }

    PanelArray take_panels(int64_t panels, int64_t rows, int64_t width) {
        const int64_t stride = padded(rows * width);
        return {take(panels * stride), stride, width};
    }
};

// Room for rows; what is zero first comes first.
ActiveRows arrange(const GeneratorLayout &layout, const tb_texture &texture, int64_t rows,
        StepLayer *layers, Pieces *pieces) {
    const tb_network &net = *layout.net;
    const PanelFormat &format = *layout.format;
    const bool rounded = format.round != nullptr;
    ActiveRows s = {};
    s.step.layout = layout;
    s.step.rows = rows;
    s.step.layers = layers;
    const PackedMatrix hidden = packed_layer(layout, 0).hidden;
    const int64_t units = hidden.panels * panel_units(hidden.gates);
    s.step.frames = pieces->take_rows(rows, net.input_size > 0 ? net.input_size : net.frame_size);
    const bool conditioned = net.condition_size > 0;
    s.step.inputs = conditioned ? pieces->take_rows(rows, input_size(net, 0)) : s.step.frames;
    s.step.x = s.step.inputs;
    if (rounded || (net.embedding_size > 0 && !conditioned)) {
        s.step.x = pieces->take_rows(rows, format.operand_words(input_size(net, 0)));
    }
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        StepLayer l = {};
        l.packed = packed_layer(layout, layer);
        const int64_t dense = l.packed.dense.columns();
        l.h = pieces->take_rows(rows, units);
        l.h_words = rounded ? pieces->take_rows(rows, format.operand_words(units)) : l.h;
        if (net.cell == TB_LSTM) {
            l.c = pieces->take_panels(hidden.panels, rows, panel_units(hidden.gates));
        }
        l.dense = pieces->take_rows(rows, dense);
        l.dense_words = rounded ? pieces->take_rows(rows, format.operand_words(dense)) : l.dense;
        if (layers != nullptr) {
            layers[layer] = l;
        }
    }
    s.zeroed = pieces->count;
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const PanelArray sums =
                pieces->take_panels(hidden.panels, rows, panel_floats(hidden.gates));
        if (layers != nullptr) {
            layers[layer].hidden_sums = sums;
        }
    }
    if (has_input_sums(net)) {
        s.step.input_sums = pieces->take_panels(hidden.panels, rows, panel_floats(hidden.gates));
    }
    s.step.norms = pieces->take_rows(rows, 4);
    s.step.outputs = pieces->take_rows(rows, layout.head.columns());
    s.weights = pieces->take_rows(rows, net.head == TB_CATEGORICAL ? net.components : 0);
    s.texture = pieces->take_rows(rows, texture_scratch(texture));
    s.slots = reinterpret_cast<int64_t *>(pieces->take(2 * rows));
    return s;
}

void copy(int64_t count, const float *from, float *to) {
    for (int64_t k = 0; k < count; ++k) {
        to[k] = from[k];
    }
}

// Moves a slot's state into its row.
void load_row(const Generate &g, const Step &step, int64_t row, int64_t slot) {
    const int64_t H = g.net.hidden_size, D = g.net.frame_size;
    const int64_t units = panel_units(gate_count(g.net.cell));
    for (int64_t layer = 0; layer < g.net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        const int64_t place = (layer * g.N + slot) * H;
        copy(H, g.h + place, l.h.row(row));
        if (step.layout.format->round != nullptr) {
            step.layout.format->round(H, l.h.row(row), l.h_words.row(row));
        }
        if (g.net.cell == TB_LSTM) {
            for (int64_t unit = 0; unit < H; ++unit) {
                l.c.at(unit / units, row)[unit % units] = g.c[place + unit];
            }
        }
    }
    if (has_texture(g)) {
        texture_input(g, 0, slot, step.frames.row(row));
    } else {
        copy(D, g.frames + slot * D, step.frames.row(row));
    }
    set_input(step, row, conditions_at(g, 0, slot));
}

}  // namespace

bool takes_part(const Generate &g, int64_t slot) {
    return (g.active == nullptr || g.active[slot] != 0) &&
           !(has_grammar(g) && g.states[slot] == ended_state);
}

// What a texture moves lies with the slots already.
void store_row(const Generate &g, const ActiveRows &active, int64_t row) {
    const Step &step = active.step;
    const int64_t slot = active.slots[row];
    const int64_t H = g.net.hidden_size, D = g.net.frame_size;
    const int64_t units = panel_units(gate_count(g.net.cell));
    for (int64_t layer = 0; layer < g.net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        const int64_t place = (layer * g.N + slot) * H;
        copy(H, l.h.row(row), g.h + place);
        if (g.net.cell == TB_LSTM) {
            for (int64_t unit = 0; unit < H; ++unit) {
                g.c[place + unit] = l.c.at(unit / units, row)[unit % units];
            }
        }
    }
    if (!has_texture(g)) {
        copy(D, step.frames.row(row), g.frames + slot * D);
    }
}

bool load_rows(const Generate &g, int64_t rows, ActiveRows *active) {
    const GeneratorLayout layout = generator_layout(g.net, g.precision);
    const auto layers_size = static_cast<int64_t>(
            static_cast<size_t>(g.net.layers) * sizeof(StepLayer) / sizeof(float));
    Pieces pieces = {nullptr, 0};
    arrange(layout, g.texture, rows, nullptr, &pieces);
    float *memory = scratch(ScratchOf::layer, pieces.count + layers_size);
    if (memory == nullptr) {
        return false;
    }
    auto *layers = reinterpret_cast<StepLayer *>(memory + pieces.count);
    pieces = {memory, 0};
    *active = arrange(layout, g.texture, rows, layers, &pieces);
    active->step.packed = aligned(g.packed);
    for (int64_t k = 0; k < active->zeroed; ++k) {
        memory[k] = 0;
    }
    for (int64_t slot = 0, row = 0; slot < g.N; ++slot) {
        if (takes_part(g, slot)) {
            active->slots[row] = slot;
            load_row(g, active->step, row, slot);
            ++row;
        }
    }
    return true;
}

void store_rows(const Generate &g, const ActiveRows &active) {
    for (int64_t row = 0; row < active.step.rows; ++row) {
        if (takes_part(g, active.slots[row])) {
            store_row(g, active, row);
        }
    }
}

}  // namespace timbrel::TIMBREL_ISA
