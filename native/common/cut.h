// SPDX-License-Identifier: Apache-2.0
// Which categories top_k and top_p leave to be drawn, found without sorting them.
#pragma once

#include "elementary.h"
#include "host_device.h"
#include "lanes.h"

namespace timbrel {

// The search for a cut: the largest of some values such that the shares of all that are at least as
// large reach a goal, which all shares together do. The range of numbers is halved until one value
// is left in it.
struct CutSearch {
    float low, high;  // two of the values; the cut is in low..high
};

TIMBREL_HOST_DEVICE inline bool is_found(const CutSearch &search) {
    return !(search.high > search.low);
}

// What to sum the shares from next: above low, so that the range always shrinks.
TIMBREL_HOST_DEVICE inline float middle(const CutSearch &search) {
    const float between = 0.5f * search.low + 0.5f * search.high;
    return between > search.low && between < search.high ? between : search.high;
}

// A value's share in the sum that top_k limits is one, in that of top_p itself.
template <bool by_value>
TIMBREL_HOST_DEVICE inline float share_of(float value) {
    return by_value ? value : 1.0f;
}

// The search over values [count], none of them negative where they are shares themselves. NaN and
// infinities are no part of it. The goal is reached by a share of total.
template <bool by_value>
TIMBREL_HOST_DEVICE inline float find_cut(
        int64_t count, const float *values, float total, float goal) {
    const float lowest = -3.4028235e38f;
    CutSearch search;
    search.low = -largest_of_terms(
            count, [=](int64_t k) { return values[k] >= lowest ? -values[k] : -INFINITY; });
    search.high = largest_of_terms(count, [=](int64_t k) { return values[k]; });
    while (!is_found(search)) {
        const float from = middle(search);
        const float sum = sum_of_terms(count, [=](int64_t k) {
            return values[k] >= from ? share_of<by_value>(values[k]) : 0.0f;
        });
        if (sum / total >= goal) {
            search.low = -largest_of_terms(
                    count, [=](int64_t k) { return values[k] >= from ? -values[k] : -INFINITY; });
        } else {
            search.high = largest_of_terms(
                    count, [=](int64_t k) { return values[k] < from ? values[k] : -INFINITY; });
        }
    }
    return search.low;
}

// Sets the weights of what lies below the cut of values [count] to 0; of those that lie on it the
// first are kept that the goal takes. weights may be values.
template <bool by_value>
TIMBREL_HOST_DEVICE inline void cut_weights(
        int64_t count, const float *values, float total, float goal, float *weights) {
    const float cut = find_cut<by_value>(count, values, total, goal);
    float sum = sum_of_terms(count,
            [=](int64_t k) { return values[k] > cut ? share_of<by_value>(values[k]) : 0.0f; });
    for (int64_t k = 0; k < count; ++k) {
        const float value = values[k];
        const bool taken = value > cut || (value == cut && sum / total < goal);
        sum += value == cut && taken ? share_of<by_value>(value) : 0.0f;
        weights[k] = taken ? weights[k] : 0.0f;
    }
}

}  // namespace timbrel
