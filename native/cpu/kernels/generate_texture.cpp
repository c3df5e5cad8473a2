// SPDX-License-Identifier: Apache-2.0
// A texture's step by one thread. Sums go on in the order of what goes in, in every value by
// itself: the same bits whatever vectors they are in.
#include "generate_texture.h"

#include "texture.h"

namespace timbrel::TIMBREL_ISA {
namespace {

void copy(int64_t count, const float *from, float *to) {
    for (int64_t k = 0; k < count; ++k) {
        to[k] = from[k];
    }
}

void zero(int64_t count, float *values) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = 0;
    }
}

// Some neighbouring values of add_product, whose sums stay in registers.
template <int count>
void add_columns(int64_t depth, int64_t width, float weight, const float *x, const float *matrix,
        float *out) {
    float sums[count] = {};
    for (int64_t k = 0; k < depth; ++k, matrix += width) {
        for (int i = 0; i < count; ++i) {
            sums[i] += matrix[i] * x[k];
        }
    }
    for (int i = 0; i < count; ++i) {
        out[i] += weight * sums[i];
    }
}

// out [width] += weight times x [depth] times matrix [depth,width].
void add_product(int64_t depth, int64_t width, float weight, const float *x, const float *matrix,
        float *out) {
    int64_t d = 0;
    for (; d + 32 <= width; d += 32) {
        add_columns<32>(depth, width, weight, x, matrix + d, out + d);
    }
    for (; d + 8 <= width; d += 8) {
        add_columns<8>(depth, width, weight, x, matrix + d, out + d);
    }
    for (; d < width; ++d) {
        add_columns<1>(depth, width, weight, x, matrix + d, out + d);
    }
}

// A slot at a step.
struct Place {
    const tb_texture &texture;
    const float *weights;        // [C] or NULL
    float *past, *averages, *u;  // [P,D], [S,D], [D]
    int64_t *last;
};

Place place_of(const Generate &g, int64_t t, int64_t slot) {
    const tb_texture &x = g.texture;
    float *past = g.state + slot * state_count(x);
    float *averages = past + x.past * x.frame_size;
    return {x, g.weights != nullptr ? g.weights + (t * g.N + slot) * x.sounds : nullptr, past,
            averages, averages + x.averages * x.frame_size, g.last + slot};
}

// The sum of the sounds' rows [C,width] by their weights.
void mix(const Place &place, int64_t width, const float *rows, float *out) {
    zero(width, out);
    for (int64_t c = 0; c < place.texture.sounds; ++c) {
        const float weight = sound_weight(place.weights, c);
        for (int64_t d = 0; weight > 0 && d < width; ++d) {
            out[d] += weight * rows[c * width + d];
        }
    }
}

// Into predicted [D]. scratch: [(P+S) D + D].
void predict(const Place &place, float *scratch, float *predicted) {
    const tb_texture &x = place.texture;
    const int64_t D = x.frame_size, depth = (x.past + x.averages) * D;
    float *mean = scratch, *from = scratch + D;
    mix(place, D, x.mean, mean);
    for (int64_t k = 0; k < depth; k += D) {
        for (int64_t d = 0; d < D; ++d) {
            from[k + d] = place.past[k + d] - mean[d];
        }
    }
    copy(D, mean, predicted);
    for (int64_t c = 0; c < x.sounds; ++c) {
        const float weight = sound_weight(place.weights, c);
        if (weight > 0) {
            add_product(depth, D, weight, from, x.gains + c * depth * D, predicted);
        }
    }
}

// The entry that a slot goes on with, or -1.
int64_t next_entry(const Place &place, int64_t K, const Draw &draw, const TextureRow &row) {
    const tb_texture &x = place.texture;
    const TextureDraw drawn = texture_draw(x, K, *place.last, draw);
    if (drawn.goes_on) {
        return *place.last + 1;
    }
    const int64_t first = sound_of(x, place.weights, drawn.sound) * K;
    if (entries_between(x, first, first + K).count == 0) {
        return -1;
    }
    for (int64_t k = 0; k < K; ++k) {
        const bool has = entries_between(x, first + k, first + k + 1).count > 0;
        row.logits[k] = has ? row.logits[k] : -INFINITY;
    }
    const int64_t k = first + sample_categorical(K, row.logits, draw, row.weights);
    const Entries entries = entries_between(x, k, k + 1);
    return entries.count > 0 ? entry_of(x, entries, drawn.choice) : -1;
}

// Brings values into low..high, what is not a number to low; returns whether any lay outside.
bool clamp(int64_t count, const float *low, const float *high, float *values) {
    bool outside = false;
    for (int64_t k = 0; k < count; ++k) {
        const float above = values[k] > low[k] ? values[k] : low[k];
        const float within = above > high[k] ? high[k] : above;
        outside = outside || within != values[k];
        values[k] = within;
    }
    return outside;
}

// scratch: [4 B + 2 D].
void limit(const Place &place, float *scratch, float *frame) {
    const tb_texture &x = place.texture;
    const int64_t D = x.frame_size, B = x.levels;
    float *low = scratch, *high = low + (D > B ? D : B);
    mix(place, D, x.low, low);
    mix(place, D, x.high, high);
    clamp(D, low, high, frame);
    if (B == 0) {
        return;
    }
    float *levels = high + (D > B ? D : B), *excess = levels + B;
    mix(place, B, x.level_low, low);
    mix(place, B, x.level_high, high);
    copy(B, x.level_offset, levels);
    add_product(D, B, 1, frame, x.level_matrix, levels);
    copy(B, levels, excess);
    if (clamp(B, low, high, levels)) {
        for (int64_t b = 0; b < B; ++b) {
            excess[b] = levels[b] - excess[b];
        }
        add_product(B, D, 1, excess, x.level_back, frame);
    }
}

// The frame becomes the newest of the past.
void move_on(const Place &place, const float *frame) {
    const tb_texture &x = place.texture;
    const int64_t D = x.frame_size;
    for (int64_t s = 0; s < x.averages; ++s) {
        float *average = place.averages + s * D;
        for (int64_t d = 0; d < D; ++d) {
            average[d] += x.rates[s] * (frame[d] - average[d]);
        }
    }
    for (int64_t k = x.past * D - 1; k >= D; --k) {
        place.past[k] = place.past[k - D];
    }
    copy(D, frame, place.past);
}

}  // namespace

int64_t texture_scratch(const tb_texture &x) {
    const int64_t D = x.frame_size, B = x.levels;
    // A frame; and what predicts it, or limits it.
    return D > 0 ? D + (x.past + x.averages + 1) * D + 4 * B + 2 * D : 0;
}

void texture_input(const Generate &g, int64_t t, int64_t slot, float *input) {
    const Place place = place_of(g, t, slot);
    const int64_t D = g.texture.frame_size, C = g.texture.sounds;
    copy(D, place.past, input);
    copy(D, place.u, input + D);
    for (int64_t c = 0; C > 1 && c < C; ++c) {
        input[2 * D + c] = sound_weight(place.weights, c);
    }
}

void advance_texture(const Generate &g, int64_t t, int64_t slot, const Draw &draw,
        const TextureRow &row) {
    const Place place = place_of(g, t, slot);
    const tb_texture &x = g.texture;
    const int64_t D = x.frame_size;
    float *frame = row.scratch, *rest = frame + D;
    predict(place, rest, frame);
    const int64_t entry = next_entry(place, g.net.components, draw, row);
    *place.last = entry;
    zero(D, place.u);
    if (entry >= 0) {
        for (int64_t d = 0; d < D; ++d) {
            frame[d] += x.innovations[entry * D + d];
        }
        copy(D, x.whitened + entry * D, place.u);
    }
    limit(place, rest, frame);
    move_on(place, frame);
    copy(D, frame, g.out + (t * g.N + slot) * D);
}

void force_texture(const Generate &g, int64_t t, int64_t slot, const TextureRow &row) {
    const Place place = place_of(g, t, slot);
    const tb_texture &x = g.texture;
    const int64_t D = x.frame_size;
    const float *frame = g.forced + (t * g.N + slot) * D;
    float *innovation = row.scratch;
    predict(place, innovation + D, innovation);
    for (int64_t d = 0; d < D; ++d) {
        innovation[d] = frame[d] - innovation[d];
    }
    zero(D, place.u);
    add_product(D, D, 1, innovation, x.whitening, place.u);
    *place.last = -1;
    move_on(place, frame);
}

}  // namespace timbrel::TIMBREL_ISA
