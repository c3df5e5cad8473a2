// SPDX-License-Identifier: Apache-2.0
// Which categories top_k and top_p leave to be drawn, found without sorting them: all that lie
// above a cut, and the first of those on it.
#pragma once

#include <math.h>
#include <stdint.h>

#include "host_device.h"
#include "lanes.h"

namespace timbrel {

// What a value counts towards a goal: one, for top_k; itself, for top_p.
template <bool by_value>
TIMBREL_HOST_DEVICE inline float share_of(float value) {
    return by_value ? value : 1.0f;
}

// The shares from a value on are at least the goal, a part of total.
template <bool by_value>
TIMBREL_HOST_DEVICE inline bool reaches(
        int64_t count, const float *values, float from, float total, float goal) {
    const float sum = sum_of_terms(count,
            [=](int64_t k) { return values[k] >= from ? share_of<by_value>(values[k]) : 0.0f; });
    return sum / total >= goal;
}

TIMBREL_HOST_DEVICE inline float smallest_from(int64_t count, const float *values, float from) {
    return -largest_of_terms(
            count, [=](int64_t k) { return values[k] >= from ? -values[k] : -INFINITY; });
}

TIMBREL_HOST_DEVICE inline float largest_below(int64_t count, const float *values, float end) {
    return largest_of_terms(
            count, [=](int64_t k) { return values[k] < end ? values[k] : -INFINITY; });
}

// The largest of values [count] that reaches the goal; where none does, the smallest number. Shares
// are not negative. NaN counts nothing.
template <bool by_value>
TIMBREL_HOST_DEVICE inline float find_cut(
        int64_t count, const float *values, float total, float goal) {
    float low = smallest_from(count, values, -3.4028235e38f);
    float end = largest_of_terms(count, [=](int64_t k) { return values[k]; });
    if (reaches<by_value>(count, values, end, total, goal)) {
        return end;
    }
    // low reaches the goal, end does not; between them the range of numbers is halved some times,
    // then brought back to values, until none is left.
    for (;;) {
        for (int halving = 0; halving < 6; ++halving) {
            const float from = 0.5f * low + 0.5f * end;
            if (from > low && from < end) {
                const bool reached = reaches<by_value>(count, values, from, total, goal);
                low = reached ? from : low;
                end = reached ? end : from;
            }
        }
        low = smallest_from(count, values, low);
        const float below = largest_below(count, values, end);
        if (!(below > low) || reaches<by_value>(count, values, below, total, goal)) {
            return below > low ? below : low;
        }
        end = below;
    }
}

// Sets the weights of what lies below the cut of values [count] to 0, and of what lies on it all
// but the first that the goal takes. weights may be values.
template <bool by_value>
TIMBREL_HOST_DEVICE inline void cut_weights(
        int64_t count, const float *values, float total, float goal, float *weights) {
    const float cut = find_cut<by_value>(count, values, total, goal);
    float sum = sum_of_terms(count,
            [=](int64_t k) { return values[k] > cut ? share_of<by_value>(values[k]) : 0.0f; });
    for (int64_t k = 0; k < count; ++k) {
        if (values[k] == cut) {
            const bool taken = sum / total < goal;
            sum += share_of<by_value>(cut);
            weights[k] = taken ? weights[k] : 0.0f;
        }
    }
    for (int64_t k = 0; k < count; ++k) {
        weights[k] = values[k] >= cut ? weights[k] : 0.0f;
    }
}

}  // namespace timbrel
