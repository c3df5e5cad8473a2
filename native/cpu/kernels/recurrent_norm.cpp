// SPDX-License-Identifier: Apache-2.0
// Layer norm (Ba et al. 2016) of the state's sums within a recurrent layer. Sums are made in two
// vectors' lanes and those in order.
#include "recurrent_norm.h"

#include <math.h>

#include "recurrent.h"

namespace timbrel::TIMBREL_ISA {
namespace {

constexpr int lanes = 32;

// The sum over k of term(k).
template <typename Term>
float sum_over(int64_t count, const Term &term) {
    float partial[lanes] = {};
    int64_t k = 0;
    for (; k + lanes <= count; k += lanes) {
        for (int lane = 0; lane < lanes; ++lane) {
            partial[lane] += term(k + lane);
        }
    }
    for (int lane = 0; k < count; ++k, ++lane) {
        partial[lane] += term(k);
    }
    float sum = 0;
    for (const float part : partial) {
        sum += part;
    }
    return sum;
}

}  // namespace

float norm_forward(int64_t W, const float *gain, float *sums, float *normed) {
    const auto width = static_cast<float>(W);
    const float mean = sum_over(W, [=](int64_t k) { return sums[k]; }) / width;
    const float variance = sum_over(W, [=](int64_t k) {
        const float away = sums[k] - mean;
        return away * away;
    }) / width;
    const float rstd = 1 / sqrtf(variance + norm_epsilon);
#pragma GCC ivdep
    for (int64_t k = 0; k < W; ++k) {
        sums[k] = (sums[k] - mean) * rstd;
    }
    if (normed != nullptr) {
#pragma GCC ivdep
        for (int64_t k = 0; k < W; ++k) {
            normed[k] = sums[k];
        }
    }
#pragma GCC ivdep
    for (int64_t k = 0; k < W; ++k) {
        sums[k] *= gain[k];
    }
    return rstd;
}

void norm_backward(int64_t W, const float *gain, const float *normed, float rstd, const float *d,
        float *d_sums) {
    const auto width = static_cast<float>(W);
    const float mean = sum_over(W, [=](int64_t k) { return d[k] * gain[k]; }) / width;
    const float slope = sum_over(W, [=](int64_t k) { return d[k] * gain[k] * normed[k]; }) / width;
#pragma GCC ivdep
    for (int64_t k = 0; k < W; ++k) {
        d_sums[k] = rstd * (d[k] * gain[k] - mean - normed[k] * slope);
    }
}

}  // namespace timbrel::TIMBREL_ISA
