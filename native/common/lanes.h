// SPDX-License-Identifier: Apache-2.0
// Sums and largest values in sixteen parts, which vectors can hold, and those in order: one order
// for every instruction set.
#pragma once

#include <math.h>
#include <stdint.h>

#include "host_device.h"

namespace timbrel {

constexpr int lane_count = 16;

// The sum of term(k) for k in 0..count-1.
template <typename Term>
TIMBREL_HOST_DEVICE inline float sum_of_terms(int64_t count, const Term &term) {
    float lanes[lane_count] = {};
    int64_t k = 0;
    for (; k + lane_count <= count; k += lane_count) {
        for (int lane = 0; lane < lane_count; ++lane) {
            lanes[lane] += term(k + lane);
        }
    }
    for (int lane = 0; lane < lane_count && k < count; ++lane, ++k) {
        lanes[lane] += term(k);
    }
    float sum = 0;
    for (int lane = 0; lane < lane_count; ++lane) {
        sum += lanes[lane];
    }
    return sum;
}

// The largest of term(k) that is a number; minus infinity where none is.
template <typename Term>
TIMBREL_HOST_DEVICE inline float largest_of_terms(int64_t count, const Term &term) {
    float lanes[lane_count];
    for (int lane = 0; lane < lane_count; ++lane) {
        lanes[lane] = -INFINITY;
    }
    int64_t k = 0;
    for (; k + lane_count <= count; k += lane_count) {
        for (int lane = 0; lane < lane_count; ++lane) {
            const float value = term(k + lane);
            lanes[lane] = value > lanes[lane] ? value : lanes[lane];
        }
    }
    for (int lane = 0; lane < lane_count && k < count; ++lane, ++k) {
        const float value = term(k);
        lanes[lane] = value > lanes[lane] ? value : lanes[lane];
    }
    float largest = -INFINITY;
    for (int lane = 0; lane < lane_count; ++lane) {
        largest = lanes[lane] > largest ? lanes[lane] : largest;
    }
    return largest;
}

}  // namespace timbrel
