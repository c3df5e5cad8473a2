// SPDX-License-Identifier: Apache-2.0
// A network that feeds itself: the active slots are gathered into rows, and a gang of threads takes
// all layers, the head and the draws a step at a time.
#include "../threads.h"
#include "generate_rows.h"
#include "generate_texture.h"
#include "grammar.h"
#include "operations.h"
#include "sampling.h"

namespace timbrel::TIMBREL_ISA {
namespace {

void copy(int64_t count, const float *from, float *to) {
    for (int64_t k = 0; k < count; ++k) {
        to[k] = from[k];
    }
}

// What a slot's next draw is made from; its position goes on.
Draw next_draw(const Generate &g, int64_t slot) {
    Draw draw = {};
    draw.temperature = g.net.head == TB_MEAN ? 0.0f : g.temperatures[slot];
    draw.top_k = g.top_k ? g.top_k[slot] : 0;
    draw.top_p = g.top_p ? g.top_p[slot] : 1.0f;
    draw.seed = g.seeds[slot];
    draw.stream = g.streams[slot];
    draw.step = static_cast<uint32_t>(g.positions[slot]++);
    return draw;
}

// What the slot's state forbids becomes impossible.
void forbid(const Generate &g, int64_t slot, float *logits) {
    const int64_t K = g.net.components;
    for (int64_t k = 0; k < K; ++k) {
        logits[k] = allows(g.grammar, K, g.states[slot], k) ? logits[k] : -INFINITY;
    }
}

void draw_frame(const Generate &g, const ActiveRows &s, int64_t row, float *frame) {
    const int64_t slot = s.slots[row];
    float *outputs = s.step.outputs.row(row);
    if (has_grammar(g)) {
        forbid(g, slot, outputs);
    }
    sample_frame(static_cast<tb_head>(g.net.head), g.net.frame_size, g.net.components,
            static_cast<float>(g.net.scale_floor), outputs, next_draw(g, slot), s.weights.row(row),
            frame);
    if (has_grammar(g)) {
        frame[0] = static_cast<float>(allowed_token(
                g.grammar, g.net.components, g.states[slot], static_cast<int64_t>(frame[0])));
    }
}

// A row's next frame, drawn or forced. A slot that has ended keeps the state that it ends with,
// while its row goes on unseen.
void next_frame(const Generate &g, const ActiveRows &s, int64_t t, int64_t row) {
    const int64_t D = g.net.frame_size, slot = s.slots[row], place = (t * g.N + slot) * D;
    float *frame = s.step.frames.row(row);
    const bool moves = takes_part(g, slot);
    if (moves && g.forced != nullptr) {
        copy(D, g.forced + place, frame);
    } else if (moves) {
        draw_frame(g, s, row, frame);
    }
    if (g.forced == nullptr) {
        copy(D, frame, g.out + place);
    }
    if (moves && has_grammar(g)) {
        const auto token = static_cast<int64_t>(frame[0]);
        g.states[slot] = state_behind(g.grammar, g.net.components, g.states[slot], token);
        if (!takes_part(g, slot)) {
            store_row(g, s, row);
        }
    }
    if (takes_part(g, slot) && t + 1 < g.steps) {
        set_input(s.step, row, conditions_at(g, t + 1, slot));
    }
}

// The same of a texture; the input of the step behind it, where there is one in this call.
void next_texture_frame(const Generate &g, const ActiveRows &s, int64_t t, int64_t row) {
    const int64_t slot = s.slots[row];
    const TextureRow scratch = {s.step.outputs.row(row), s.weights.row(row), s.texture.row(row)};
    if (g.forced != nullptr) {
        force_texture(g, t, slot, scratch);
    } else {
        advance_texture(g, t, slot, next_draw(g, slot), scratch);
    }
    if (t + 1 < g.steps) {
        texture_input(g, t + 1, slot, s.step.frames.row(row));
        set_input(s.step, row, nullptr);
    }
}

void run(const Generate &g, const ActiveRows &s, StageMember &member) {
    const Step &step = s.step;
    const auto next = has_texture(g) ? next_texture_frame : next_frame;
    bool here = draw_stage(step, member, false, true, [](int64_t) {});
    for (int64_t t = 0; here && t < g.steps; ++t) {
        here = advance_layers(step, member) && (g.forced != nullptr || head_stage(step, member)) &&
               draw_stage(step, member, true, t + 1 < g.steps,
                       [&](int64_t row) { next(g, s, t, row); });
    }
}

// As many threads as have something to do in a stage.
int64_t threads_for(const Step &step, int64_t steps) {
    const int64_t floats = step.layout.size - step.layout.first_layer;
    const int64_t rows = step.rows < 4 ? 4 : step.rows;
    // At 64 GB/s, or 16 of these a nanosecond where there are more than four rows.
    const int64_t step_ns = floats * rows / 64;
    const int64_t stages = step.layout.net->layers * 2 + 2;
    constexpr int64_t stage_ns = 1000, start_ns = 20 * 1000;
    if (steps * step_ns < start_ns) {
        return 1;
    }
    return 1 + step_ns / (stages * stage_ns);
}

// Zeros of slots that are not active, and the last frame again of those that have ended.
void fill_others(const Generate &g) {
    const int64_t D = frame_width(g);
    for (int64_t slot = 0; g.out != nullptr && slot < g.N; ++slot) {
        const bool ended = g.active == nullptr || g.active[slot] != 0;
        for (int64_t t = 0; !takes_part(g, slot) && t < g.steps; ++t) {
            for (int64_t d = 0; d < D; ++d) {
                g.out[(t * g.N + slot) * D + d] = ended ? g.frames[slot * D + d] : 0.0f;
            }
        }
    }
}

}  // namespace

bool generate(const Generate &g) {
    int64_t rows = 0;
    for (int64_t slot = 0; slot < g.N; ++slot) {
        rows += takes_part(g, slot);
    }
    fill_others(g);
    if (rows == 0 || g.steps == 0) {
        return true;
    }
    ActiveRows active;
    if (!load_rows(g, rows, &active)) {
        return false;
    }
    Stages stages;
    const int64_t threads = threads_for(active.step, g.steps);
    gang(threads < most_owners ? threads : most_owners, [&](Member &thread) {
        StageMember member(&stages, thread.index, thread.count);
        run(g, active, member);
    });
    store_rows(g, active);
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
