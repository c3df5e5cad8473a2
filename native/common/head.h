// SPDX-License-Identifier: Apache-2.0
// The heads of a network: the loss of one step, with its gradient.
//
// A mixture of K Gaussians with diagonal covariance over D dimensions (Bishop 1994) takes its
// outputs [K + 2KD] in the order of logits [K], means [K,D], raw scales [K,D]; a standard deviation
// is floor + e^raw.
#pragma once

#include "elementary.h"
#include "host_device.h"
#include "lanes.h"
#include "timbrel.h"
#include "token.h"

namespace timbrel {

constexpr float half_log_two_pi = 0.91893853f;

// P, the outputs of a step.
TIMBREL_HOST_DEVICE inline int64_t output_count(tb_head head, int64_t D, int64_t K) {
    return head == TB_MIXTURE ? K * (1 + 2 * D) : head == TB_CATEGORICAL ? K : D;
}

// Floats of scratch that a step's loss needs.
TIMBREL_HOST_DEVICE inline int64_t loss_scratch(tb_head head, int64_t D, int64_t K) {
    return head == TB_CATEGORICAL ? K : D + K;
}

// ln of the Gaussian's density at target, without - D/2 ln 2 pi: a term a dimension into terms [D],
// and, where d_means is not NULL, the derivatives of minus that by means and raw scales.
TIMBREL_HOST_DEVICE inline void gaussian_terms(int64_t D, float floor,
        const float *__restrict target, const float *__restrict means,
        const float *__restrict scales, float *__restrict terms, float *__restrict d_means,
        float *__restrict d_scales) {
    if (d_means == nullptr) {
        for (int64_t d = 0; d < D; ++d) {
            const float sigma = floor + exponential(scales[d]);
            const float z = (target[d] - means[d]) / sigma;
            terms[d] = -0.5f * z * z - logarithm(sigma);
        }
        return;
    }
    for (int64_t d = 0; d < D; ++d) {
        const float e = exponential(scales[d]);
        const float sigma = floor + e;
        const float inverse = 1 / sigma;
        const float z = (target[d] - means[d]) / sigma;
        terms[d] = -0.5f * z * z - logarithm(sigma);
        d_means[d] = -z * inverse;
        d_scales[d] = (1 - z * z) * e * inverse;
    }
}

// ln of the sum of e^value, at least the largest value.
TIMBREL_HOST_DEVICE inline float log_sum_exp(const float *values, int64_t count) {
    float largest = values[0];
    for (int64_t k = 1; k < count; ++k) {
        largest = values[k] > largest ? values[k] : largest;
    }
    float sum = 0;
    for (int64_t k = 0; k < count; ++k) {
        sum += exponential(values[k] - largest);
    }
    return largest + logarithm(sum);
}

// The negative log-likelihood of target [D] in nats. d_outputs [K + 2KD] or NULL; scratch [D + K].
TIMBREL_HOST_DEVICE inline float mixture_loss(int64_t D, int64_t K, float floor,
        const float *outputs, const float *target, float *d_outputs, float *scratch) {
    const float *means = outputs + K, *scales = means + K * D;
    float *terms = scratch, *joint = scratch + D;
    float *d_means = d_outputs ? d_outputs + K : nullptr;
    float *d_scales = d_outputs ? d_means + K * D : nullptr;
    for (int64_t k = 0; k < K; ++k) {
        gaussian_terms(D, floor, target, means + k * D, scales + k * D, terms,
                d_means ? d_means + k * D : nullptr, d_scales ? d_scales + k * D : nullptr);
        joint[k] = outputs[k] + sum_of_terms(D, [=](int64_t d) { return terms[d]; });
    }
    const float all = log_sum_exp(joint, K);
    const float weights = log_sum_exp(outputs, K);
    for (int64_t k = 0; d_outputs != nullptr && k < K; ++k) {
        const float responsibility = exponential(joint[k] - all);
        d_outputs[k] = exponential(outputs[k] - weights) - responsibility;
        for (int64_t d = 0; d < D; ++d) {
            d_means[k * D + d] *= responsibility;
            d_scales[k * D + d] *= responsibility;
        }
    }
    return weights - all + static_cast<float>(D) * half_log_two_pi;
}

// The mean over D of the squared error. d_outputs [D] or NULL; scratch [D].
TIMBREL_HOST_DEVICE inline float squared_loss(
        int64_t D, const float *outputs, const float *target, float *d_outputs, float *scratch) {
    const float share = 1 / static_cast<float>(D);
    for (int64_t d = 0; d < D; ++d) {
        const float error = outputs[d] - target[d];
        scratch[d] = error * error;
        if (d_outputs != nullptr) {
            d_outputs[d] = 2 * share * error;
        }
    }
    return share * sum_of_terms(D, [=](int64_t d) { return scratch[d]; });
}

// The negative logarithm of the softmax's probability of a category in 0..K-1, in nats. d_outputs
// [K] or NULL; scratch [K].
TIMBREL_HOST_DEVICE inline float categorical_loss(
        int64_t K, const float *outputs, int64_t category, float *d_outputs, float *scratch) {
    const float largest = largest_of_terms(K, [=](int64_t k) { return outputs[k]; });
    for (int64_t k = 0; k < K; ++k) {
        scratch[k] = exponential(outputs[k] - largest);
    }
    const float sum = sum_of_terms(K, [=](int64_t k) { return scratch[k]; });
    if (d_outputs != nullptr) {
        const float share = 1 / sum;
        for (int64_t k = 0; k < K; ++k) {
            d_outputs[k] = share * scratch[k];
        }
        // p - 1, which keeps its digits where p is close to 1.
        d_outputs[category] = -share * (sum - scratch[category]);
    }
    return logarithm(sum) - (outputs[category] - largest);
}

// The sum over D of the cross entropies of events with these logits, in nats. d_outputs [D] or
// NULL; scratch [D].
TIMBREL_HOST_DEVICE inline float bernoulli_loss(
        int64_t D, const float *outputs, const float *target, float *d_outputs, float *scratch) {
    for (int64_t d = 0; d < D; ++d) {
        // With e = e^-|v| both sigmoids, and the logarithm of either, keep their digits.
        const float v = outputs[d], e = exponential(-fabsf(v));
        const float missing = v > 0 ? 1 - target[d] : -target[d];
        scratch[d] = missing * v + log_one_plus(e);
        if (d_outputs != nullptr) {
            const float larger = 1 / (1 + e), smaller = e * larger;
            const float happens = v > 0 ? larger : smaller, fails = v > 0 ? smaller : larger;
            d_outputs[d] = (1 - target[d]) * happens - target[d] * fails;
        }
    }
    return sum_of_terms(D, [=](int64_t d) { return scratch[d]; });
}

// The loss of one step. outputs [P], target [D], d_outputs [P] or NULL, scratch [loss_scratch].
// floor: a mixture's.
TIMBREL_HOST_DEVICE inline float head_step_loss(tb_head head, int64_t D, int64_t K, float floor,
        const float *outputs, const float *target, float *d_outputs, float *scratch) {
    switch (head) {
        case TB_MIXTURE:
            return mixture_loss(D, K, floor, outputs, target, d_outputs, scratch);
        case TB_CATEGORICAL:
            return categorical_loss(K, outputs, nearest_token(*target, K), d_outputs, scratch);
        case TB_BERNOULLI:
            return bernoulli_loss(D, outputs, target, d_outputs, scratch);
        case TB_MEAN:
            break;
    }
    return squared_loss(D, outputs, target, d_outputs, scratch);
}

}  // namespace timbrel
