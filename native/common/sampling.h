// SPDX-License-Identifier: Apache-2.0
// Draws from a head's outputs. A draw is a function of the outputs and of what Draw has.
#pragma once

#include <float.h>

#include "cut.h"
#include "head.h"
#include "host_device.h"
#include "philox.h"
#include "timbrel.h"

namespace timbrel {

// timbrel.h has the meanings (tb_*_generate).
struct Draw {
    float temperature;
    int64_t top_k;  // 0: all
    float top_p;    // 1: all
    int64_t seed, stream;
    uint32_t step;
};

constexpr float highest_temperature = 1000;

// The nearest draw whose numbers are in range. For a device, which cannot refuse.
TIMBREL_HOST_DEVICE inline Draw nearest_draw(Draw draw) {
    const float temperature = draw.temperature > 0 ? draw.temperature : 0;
    draw.temperature = temperature < highest_temperature ? temperature : highest_temperature;
    draw.top_k = draw.top_k > 0 ? draw.top_k : 0;
    const float top_p = draw.top_p < 1 ? draw.top_p : 1;
    draw.top_p = draw.top_p <= 0 ? FLT_MIN : top_p;
    return draw;
}

TIMBREL_HOST_DEVICE inline PhiloxBlock random_block(const Draw &draw, int64_t block) {
    return timbrel::draw(Domain::generation, draw.seed, draw.stream, draw.step, block);
}

// The index of the largest value, the first of equals; 0 where none is a number.
TIMBREL_HOST_DEVICE inline int64_t first_largest(int64_t count, const float *values) {
    const float largest = largest_of_terms(count, [=](int64_t k) { return values[k]; });
    for (int64_t k = 0; k < count; ++k) {
        if (values[k] == largest) {
            return k;
        }
    }
    return 0;
}

// Gumbel noise is in -2.82..16.64.
constexpr float most_gumbel = 16.7f;

TIMBREL_HOST_DEVICE inline float gumbel(uint32_t word) {
    return -logarithm(-logarithm(unit_uniform(word)));
}

// Blocks whose noise is made side by side: as many as vectors have lanes, where there are vectors.
#ifdef __CUDA_ARCH__
constexpr int noise_blocks = 1;
#else
constexpr int noise_blocks = 16;
#endif

// The k with the largest (logit - shift) / temperature plus Gumbel noise: a draw from the softmax
// of logits [K] / temperature. weights: [K], those with 0 are left out; or NULL: none. Where no
// score is a number, or all are left out: fallback.
TIMBREL_HOST_DEVICE inline int64_t gumbel_max(int64_t K, const float *logits, float shift,
        const float *weights, const Draw &draw, int64_t fallback) {
    constexpr int width = 4 * noise_blocks;
    int64_t chosen = fallback;
    float best = -INFINITY;
    for (int64_t first = 0; first < K; first += width) {
        const int count = K - first < width ? static_cast<int>(K - first) : width;
        float scores[width];
        for (int j = 0; j < width; ++j) {
            scores[j] = -INFINITY;
        }
        for (int j = 0; j < count; ++j) {
            scores[j] = (logits[first + j] - shift) / draw.temperature;
        }
        for (int j = 0; weights != nullptr && j < count; ++j) {
            scores[j] = weights[first + j] > 0 ? scores[j] : -INFINITY;
        }
        const float highest = largest_of_terms(width, [&](int64_t j) { return scores[j]; });
        // Most of many categories are out of the race before any noise.
        if (!(highest + most_gumbel > best)) {
            continue;
        }
        uint32_t words[width];
        draw_blocks<noise_blocks>(
                Domain::generation, draw.seed, draw.stream, draw.step, first / 4, words);
        for (int j = 0; j < width; ++j) {
            scores[j] += gumbel(words[j]);
        }
        for (int j = 0; j < count; ++j) {
            if (scores[j] > best) {
                best = scores[j];
                chosen = first + j;
            }
        }
    }
    return chosen;
}

// What is not 0 in weights [K] may be drawn. Both limits: top_p is a share of what top_k leaves.
TIMBREL_HOST_DEVICE inline void weigh_categories(
        int64_t K, const float *logits, float largest, const Draw &draw, float *weights) {
    for (int64_t k = 0; k < K; ++k) {
        weights[k] = exponential((logits[k] - largest) / draw.temperature);
    }
    if (draw.top_k > 0 && draw.top_k < K) {
        cut_weights<false>(K, logits, 1, static_cast<float>(draw.top_k), weights);
    }
    if (draw.top_p < 1) {
        const float total = sum_of_terms(K, [=](int64_t k) { return weights[k]; });
        cut_weights<true>(K, weights, total, draw.top_p, weights);
    }
}

// One of K categories. scratch: [K]; not looked at where neither top_k nor top_p limits.
TIMBREL_HOST_DEVICE inline int64_t sample_categorical(
        int64_t K, const float *logits, const Draw &draw, float *scratch) {
    const int64_t likeliest = first_largest(K, logits);
    if (!(draw.temperature > 0)) {
        return likeliest;
    }
    const bool limited = (draw.top_k > 0 && draw.top_k < K) || draw.top_p < 1;
    if (limited) {
        weigh_categories(K, logits, logits[likeliest], draw, scratch);
    }
    return gumbel_max(K, logits, logits[likeliest], limited ? scratch : nullptr, draw, likeliest);
}

// D independent events, 0 or 1 into frame [D].
TIMBREL_HOST_DEVICE inline void sample_bernoulli(
        int64_t D, const float *logits, const Draw &draw, float *frame) {
    for (int64_t first = 0; first < D; first += 4) {
        PhiloxBlock block = {};
        if (draw.temperature > 0) {
            block = random_block(draw, first / 4);
        }
        for (int64_t d = first; d < D && d < first + 4; ++d) {
            const bool happens = draw.temperature > 0
                                         ? unit_uniform(block.words[d - first]) <
                                                   logistic(logits[d] / draw.temperature)
                                         : logits[d] > 0;
            frame[d] = happens ? 1.0f : 0.0f;
        }
    }
}

// The component of a mixture that a draw takes. Below 1e-30 a temperature is as good as 0, while
// quotients by it overflow.
TIMBREL_HOST_DEVICE inline int64_t sample_component(
        int64_t K, const float *logits, const Draw &draw) {
    const int64_t likeliest = first_largest(K, logits);
    return draw.temperature > 1e-30f ? gumbel_max(K, logits, 0, nullptr, draw, likeliest)
                                     : likeliest;
}

// A frame [D] of a mixture. Temperature divides the logits and multiplies the variances, as in
// sketch-rnn (Ha and Eck 2018); 0 gives the mean of the likeliest component.
TIMBREL_HOST_DEVICE inline void sample_mixture(
        int64_t D, int64_t K, float floor, const float *outputs, const Draw &draw, float *frame) {
    const int64_t k = sample_component(K, outputs, draw);
    const float *means = outputs + K + k * D, *scales = outputs + K + K * D + k * D;
    const float spread = sqrtf(draw.temperature);
    const int64_t blocks = (K + 3) / 4;  // those before are the component's
    for (int64_t first = 0; first < D; first += 4) {
        float noise[4] = {};
        if (draw.temperature > 0) {
            const PhiloxBlock block = random_block(draw, blocks + first / 4);
            normals(block.words[0], block.words[1], &noise[0], &noise[1]);
            normals(block.words[2], block.words[3], &noise[2], &noise[3]);
        }
        for (int64_t d = first; d < D && d < first + 4; ++d) {
            frame[d] = means[d];
            if (draw.temperature > 0) {
                frame[d] += spread * (floor + exponential(scales[d])) * noise[d - first];
            }
        }
    }
}

// A frame [D] from a head's outputs. floor: a mixture's. scratch: [K] with TB_CATEGORICAL, else not
// looked at.
TIMBREL_HOST_DEVICE inline void sample_frame(tb_head head, int64_t D, int64_t K, float floor,
        const float *outputs, const Draw &draw, float *scratch, float *frame) {
    switch (head) {
        case TB_MIXTURE:
            sample_mixture(D, K, floor, outputs, draw, frame);
            break;
        case TB_CATEGORICAL:
            frame[0] = static_cast<float>(sample_categorical(K, outputs, draw, scratch));
            break;
        case TB_BERNOULLI:
            sample_bernoulli(D, outputs, draw, frame);
            break;
        case TB_MEAN:
            for (int64_t d = 0; d < D; ++d) {
                frame[d] = outputs[d];
            }
            break;
    }
}

}  // namespace timbrel
