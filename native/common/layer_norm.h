// SPDX-License-Identifier: Apache-2.0
// Layer norm of one row (Ba, Kiros and Hinton 2016) without a shift, forward and back.
#pragma once

#include <math.h>

#include "host_device.h"
#include "lanes.h"

namespace timbrel {

constexpr float layer_norm_epsilon = 1e-5f;

// y [W] = gain (x - mean) / sqrt(variance + epsilon); returns 1 over the root. y may be x; normed
// [W] is y without the gain, or NULL: not stored.
TIMBREL_HOST_DEVICE inline float normalise_row(
        int64_t W, const float *x, const float *gain, float *y, float *normed) {
    const float share = 1 / static_cast<float>(W);
    const float mean = share * sum_of_terms(W, [=](int64_t k) { return x[k]; });
    const float variance = share * sum_of_terms(W, [=](int64_t k) {
        const float distance = x[k] - mean;
        return distance * distance;
    });
    const float rstd = 1 / sqrtf(variance + layer_norm_epsilon);
    for (int64_t k = 0; k < W; ++k) {
        const float value = (x[k] - mean) * rstd;
        if (normed != nullptr) {
            normed[k] = value;
        }
        y[k] = gain[k] * value;
    }
    return rstd;
}

// dx [W], the gradient of x, from dy, that of y; dx may be dy.
TIMBREL_HOST_DEVICE inline void normalise_row_backward(
        int64_t W, const float *gain, const float *normed, float rstd, const float *dy, float *dx) {
    const float share = 1 / static_cast<float>(W);
    const float mean = share * sum_of_terms(W, [=](int64_t k) { return gain[k] * dy[k]; });
    const float along =
            share * sum_of_terms(W, [=](int64_t k) { return gain[k] * dy[k] * normed[k]; });
    for (int64_t k = 0; k < W; ++k) {
        dx[k] = rstd * (gain[k] * dy[k] - mean - normed[k] * along);
    }
}

}  // namespace timbrel
