// SPDX-License-Identifier: Apache-2.0
// The draws of a texture's innovations: what both devices do alike. timbrel.h has the arrays.
#pragma once

#include "host_device.h"
#include "sampling.h"
#include "timbrel.h"

namespace timbrel {

// Of sound c at a step of a slot; weights: [C] or NULL.
TIMBREL_HOST_DEVICE inline float sound_weight(const float *weights, int64_t c) {
    return weights != nullptr ? weights[c] : c == 0 ? 1.0f : 0.0f;
}

// Values of a slot's state: the past, the averages, and the last whitened innovation.
TIMBREL_HOST_DEVICE inline int64_t state_count(const tb_texture &texture) {
    return (texture.past + texture.averages + 1) * texture.frame_size;
}

// What a slot draws at a step beside the category.
struct TextureDraw {
    bool goes_on;         // from the last entry to its successor
    float sound, choice;  // uniform in 0..1
};

// K: categories, whose draw has the random numbers before.
TIMBREL_HOST_DEVICE inline TextureDraw texture_draw(
        const tb_texture &texture, int64_t K, int64_t last, const Draw &draw) {
    const PhiloxBlock block = random_block(draw, (K + 3) / 4);
    const bool has_next = last >= 0 && last < texture.entries - 1 && texture.ends[last] == 0;
    const float stops = static_cast<float>(1 / texture.run);
    return {has_next && unit_uniform(block.words[0]) >= stops, unit_uniform(block.words[1]),
            unit_uniform(block.words[2])};
}

// The sound that a uniform number stands for, whose weight is above 0; the first where none is.
TIMBREL_HOST_DEVICE inline int64_t sound_of(
        const tb_texture &texture, const float *weights, float uniform) {
    int64_t sound = 0;
    float sum = 0;
    for (int64_t c = 0; c < texture.sounds; ++c) {
        const float weight = sound_weight(weights, c);
        if (weight > 0 && sum <= uniform) {
            sound = c;
        }
        sum += weight > 0 ? weight : 0;
    }
    return sound;
}

TIMBREL_HOST_DEVICE inline int64_t nearest_whole(int64_t value, int64_t most) {
    return value < 0 ? 0 : value > most ? most : value;
}

// Of a sound and a cluster, or of all clusters of a sound: order[first] and those behind it.
struct Entries {
    int64_t first, count;
};

TIMBREL_HOST_DEVICE inline Entries entries_between(
        const tb_texture &texture, int64_t from, int64_t to) {
    const int64_t first = nearest_whole(texture.starts[from], texture.entries);
    const int64_t end = nearest_whole(texture.starts[to], texture.entries);
    return {first, end > first ? end - first : 0};
}

TIMBREL_HOST_DEVICE inline int64_t entry_of(
        const tb_texture &texture, const Entries &entries, float uniform) {
    const auto place = static_cast<int64_t>(uniform * static_cast<float>(entries.count));
    const int64_t within = place < entries.count ? place : entries.count - 1;
    return nearest_whole(texture.order[entries.first + within], texture.entries - 1);
}

// What is known of the entry that a slot goes on with before any category is drawn.
struct TexturePlan {
    bool draws;      // a category of the sound that begins at `first`, and an entry of it
    int64_t entry;   // where it does not draw; -1: none
    int64_t first;
    float choice;    // uniform in 0..1, among the category's entries
};

TIMBREL_HOST_DEVICE inline TexturePlan texture_plan(const tb_texture &texture, int64_t K,
        const float *weights, int64_t last, const Draw &draw) {
    const TextureDraw drawn = texture_draw(texture, K, last, draw);
    if (drawn.goes_on) {
        return {false, last + 1, 0, 0};
    }
    const int64_t first = sound_of(texture, weights, drawn.sound) * K;
    return {entries_between(texture, first, first + K).count > 0, -1, first, drawn.choice};
}

}  // namespace timbrel
