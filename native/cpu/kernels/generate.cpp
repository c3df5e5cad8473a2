// SPDX-License-Identifier: Apache-2.0
// A network that feeds itself: the active slots are gathered into rows, and a gang of threads takes
// all layers, the head and the draws a step at a time.
#include "../scratch.h"
#include "generate_step.h"
#include "operations.h"
#include "sampling.h"

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
};

struct Session {
    Step step;
    int64_t *slots;    // [rows] which slot a row is
    RowArray weights;  // [rows][K] scratch of a draw, with TB_CATEGORICAL
    int64_t zeroed;    // floats from the beginning that have to be zero where nothing is written
};

// Room for rows; what is zero first comes first.
Session arrange(const GeneratorLayout &layout, int64_t rows, StepLayer *layers, Pieces *pieces) {
    const tb_network &net = *layout.net;
    const PanelFormat &format = *layout.format;
    const bool rounded = format.round != nullptr;
    Session s = {};
    s.step.layout = layout;
    s.step.rows = rows;
    s.step.layers = layers;
    const PackedMatrix hidden = packed_layer(layout, 0).hidden;
    const int64_t units = hidden.panels * panel_units(hidden.gates);
    s.step.frames = pieces->take_rows(rows, net.frame_size);
    s.step.x = s.step.frames;
    if (rounded || net.embedding_size > 0) {
        s.step.x = pieces->take_rows(rows, format.operand_words(input_size(net, 0)));
    }
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        StepLayer l = {};
        l.packed = packed_layer(layout, layer);
        const int64_t dense = l.packed.dense.columns();
        l.h = pieces->take_rows(rows, units);
        l.h_words = rounded ? pieces->take_rows(rows, format.operand_words(units)) : l.h;
        l.c = net.cell == TB_LSTM ? pieces->take_rows(rows, units) : RowArray{};
        l.dense = pieces->take_rows(rows, dense);
        l.dense_words = rounded ? pieces->take_rows(rows, format.operand_words(dense)) : l.dense;
        l.hidden_sums = pieces->take_rows(rows, hidden.columns());
        if (layers != nullptr) {
            layers[layer] = l;
        }
    }
    s.zeroed = pieces->count;
    s.step.input_sums = pieces->take_rows(rows, has_input_sums(net) ? hidden.columns() : 0);
    s.step.norms = pieces->take_rows(rows, 4);
    s.step.outputs = pieces->take_rows(rows, layout.head.columns());
    s.weights = pieces->take_rows(rows, net.head == TB_CATEGORICAL ? net.components : 0);
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
    for (int64_t layer = 0; layer < g.net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        const int64_t place = (layer * g.N + slot) * H;
        copy(H, g.h + place, l.h.row(row));
        if (step.layout.format->round != nullptr) {
            step.layout.format->round(H, l.h.row(row), l.h_words.row(row));
        }
        if (g.net.cell == TB_LSTM) {
            copy(H, g.c + place, l.c.row(row));
        }
    }
    copy(D, g.frames + slot * D, step.frames.row(row));
    set_input(step, row);
}

void store_row(const Generate &g, const Step &step, int64_t row, int64_t slot) {
    const int64_t H = g.net.hidden_size, D = g.net.frame_size;
    for (int64_t layer = 0; layer < g.net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        const int64_t place = (layer * g.N + slot) * H;
        copy(H, l.h.row(row), g.h + place);
        if (g.net.cell == TB_LSTM) {
            copy(H, l.c.row(row), g.c + place);
        }
    }
    copy(D, step.frames.row(row), g.frames + slot * D);
}

// Draws the row's next frame from the head's outputs.
void draw_frame(const Generate &g, const Session &s, int64_t row, int64_t slot, float *frame) {
    Draw draw = {};
    draw.temperature = g.net.head == TB_MEAN ? 0.0f : g.temperatures[slot];
    draw.top_k = g.top_k ? g.top_k[slot] : 0;
    draw.top_p = g.top_p ? g.top_p[slot] : 1.0f;
    draw.seed = g.seeds[slot];
    draw.stream = g.streams[slot];
    draw.step = static_cast<uint32_t>(g.positions[slot]);
    sample_frame(static_cast<tb_head>(g.net.head), g.net.frame_size, g.net.components,
            static_cast<float>(g.net.scale_floor), s.step.outputs.row(row), draw,
            s.weights.row(row), frame);
    ++g.positions[slot];
}

void run(const Generate &g, const Session &s, Member &member) {
    const Step &step = s.step;
    const int64_t D = g.net.frame_size;
    hidden_products(step, member);
    member.barrier();  // cells overwrite what the products read
    for (int64_t t = 0; t < g.steps; ++t) {
        advance_layers(step, member);
        if (g.forced == nullptr) {
            head_product(step, member);
            member.barrier();
        }
        for (int64_t row = member.index; row < step.rows; row += member.count) {
            const int64_t place = (t * g.N + s.slots[row]) * D;
            float *frame = step.frames.row(row);
            if (g.forced != nullptr) {
                copy(D, g.forced + place, frame);
            } else {
                draw_frame(g, s, row, s.slots[row], frame);
                copy(D, frame, g.out + place);
            }
            set_input(step, row);
        }
        // The next step's, while others draw.
        if (t + 1 < g.steps) {
            hidden_products(step, member);
            member.barrier();
        }
    }
}

// As many threads as have something to do between two barriers.
int64_t threads_for(const Step &step, int64_t steps) {
    const int64_t floats = step.layout.size - step.layout.first_layer;
    const int64_t rows = step.rows < 4 ? 4 : step.rows;
    // At 64 GB/s, or 16 of these a nanosecond where there are more than four rows.
    const int64_t step_ns = floats * rows / 64;
    const int64_t barriers = step.layout.net->layers * 2 + 2;
    constexpr int64_t barrier_ns = 500, start_ns = 20 * 1000;
    if (steps * step_ns < start_ns) {
        return 1;
    }
    return 1 + step_ns / (barriers * barrier_ns);
}

void clear_inactive(const Generate &g) {
    const int64_t D = g.net.frame_size;
    for (int64_t slot = 0; g.active != nullptr && g.out != nullptr && slot < g.N; ++slot) {
        for (int64_t t = 0; g.active[slot] == 0 && t < g.steps; ++t) {
            for (int64_t d = 0; d < D; ++d) {
                g.out[(t * g.N + slot) * D + d] = 0;
            }
        }
    }
}

}  // namespace

bool generate(const Generate &g) {
    int64_t rows = 0;
    for (int64_t slot = 0; slot < g.N; ++slot) {
        rows += g.active == nullptr || g.active[slot] != 0;
    }
    clear_inactive(g);
    if (rows == 0 || g.steps == 0) {
        return true;
    }
    const GeneratorLayout layout = generator_layout(g.net, g.precision);
    const auto layers_size = static_cast<int64_t>(
            static_cast<size_t>(g.net.layers) * sizeof(StepLayer) / sizeof(float));
    Pieces pieces = {nullptr, 0};
    arrange(layout, rows, nullptr, &pieces);
    float *memory = scratch(ScratchOf::layer, pieces.count + layers_size);
    if (memory == nullptr) {
        return false;
    }
    auto *layers = reinterpret_cast<StepLayer *>(memory + pieces.count);
    pieces = {memory, 0};
    Session session = arrange(layout, rows, layers, &pieces);
    session.step.packed = aligned(g.packed);
    for (int64_t k = 0; k < session.zeroed; ++k) {
        memory[k] = 0;
    }
    for (int64_t slot = 0, row = 0; slot < g.N; ++slot) {
        if (g.active == nullptr || g.active[slot] != 0) {
            session.slots[row] = slot;
            load_row(g, session.step, row, slot);
            ++row;
        }
    }
    gang(threads_for(session.step, g.steps), [&](Member &member) { run(g, session, member); });
    for (int64_t row = 0; row < rows; ++row) {
        store_row(g, session.step, row, session.slots[row]);
    }
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
