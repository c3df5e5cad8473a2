// SPDX-License-Identifier: Apache-2.0
// The head of a network: the loss of one step with its gradient, and the sampling of a frame.
//
// A mixture of K Gaussians with diagonal covariance over D dimensions (Bishop 1994) takes its
// outputs [K + 2KD] in the order of logits [K], means [K,D], raw scales [K,D]; a standard deviation
// is floor + e^raw. K = 0 stands for outputs [D] that are the mean, with the squared error as loss.
#pragma once

#include "elementary.h"
#include "host_device.h"
#include "philox.h"

namespace timbrel {

constexpr float half_log_two_pi = 0.91893853f;

// Sums in sixteen partial sums, which vectors can hold, and those in order.
TIMBREL_HOST_DEVICE inline float sum_in_lanes(const float *values, int64_t count) {
    float lanes[16] = {};
    int64_t k = 0;
    for (; k + 16 <= count; k += 16) {
        for (int lane = 0; lane < 16; ++lane) {
            lanes[lane] += values[k + lane];
        }
    }
    for (int lane = 0; k < count; ++k, ++lane) {
        lanes[lane] += values[k];
    }
    float sum = 0;
    for (int lane = 0; lane < 16; ++lane) {
        sum += lanes[lane];
    }
    return sum;
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
        joint[k] = outputs[k] + sum_in_lanes(terms, D);
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
    return share * sum_in_lanes(scratch, D);
}

// The component that a draw at this temperature takes: the largest of logit / temperature plus
// Gumbel noise; at temperature 0 the likeliest. Equal ones: the first.
TIMBREL_HOST_DEVICE inline int64_t sample_component(int64_t K, const float *logits,
        float temperature, int64_t seed, int64_t stream, uint32_t step) {
    int64_t chosen = 0;
    float best = 0;
    PhiloxBlock block = {};
    for (int64_t k = 0; k < K; ++k) {
        float score = logits[k];
        if (temperature > 0) {
            if (k % 4 == 0) {
                block = draw(Domain::generation, seed, stream, step, k / 4);
            }
            score = score / temperature - logarithm(-logarithm(unit_uniform(block.words[k % 4])));
        }
        if (k == 0 || score > best) {
            best = score;
            chosen = k;
        }
    }
    return chosen;
}

// One frame [D]. Temperature divides the logits and multiplies the variances, as in sketch-rnn (Ha
// and Eck 2018); 0 gives the mean of the likeliest component. K = 0: the mean at any temperature.
TIMBREL_HOST_DEVICE inline void sample_frame(int64_t D, int64_t K, float floor,
        const float *outputs, float temperature, int64_t seed, int64_t stream, uint32_t step,
        float *frame) {
    const int64_t k = K == 0 ? 0 : sample_component(K, outputs, temperature, seed, stream, step);
    const float *means = outputs + K + k * D, *scales = outputs + K + K * D + k * D;
    const float spread = sqrtf(temperature);
    const int64_t first = (K + 3) / 4;  // the blocks before are the component's
    for (int64_t d = 0; d < D; d += 4) {
        float noise[4] = {};
        if (K > 0 && temperature > 0) {
            const PhiloxBlock block = draw(Domain::generation, seed, stream, step, first + d / 4);
            normals(block.words[0], block.words[1], &noise[0], &noise[1]);
            normals(block.words[2], block.words[3], &noise[2], &noise[3]);
        }
        for (int64_t j = d; j < D && j < d + 4; ++j) {
            frame[j] = means[j];
            if (K > 0 && temperature > 0) {
                frame[j] += spread * (floor + exponential(scales[j])) * noise[j - d];
            }
        }
    }
}

}  // namespace timbrel
