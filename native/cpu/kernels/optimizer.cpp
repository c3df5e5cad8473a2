// SPDX-License-Identifier: Apache-2.0
// The loops of an optimizer's step.
#include "optimizer.h"

#include "../pieces.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {
namespace {

double squares_of_part(const float *values, int64_t count) {
    constexpr int width = 16;
    double lanes[width] = {};
    int64_t k = 0;
    for (; k + width <= count; k += width) {
        for (int lane = 0; lane < width; ++lane) {
            const double value = values[k + lane];
            lanes[lane] += value * value;
        }
    }
    for (int lane = 0; k < count; ++k, ++lane) {
        const double value = values[k];
        lanes[lane] += value * value;
    }
    double sum = 0;
    for (const double lane : lanes) {
        sum += lane;
    }
    return sum;
}

}  // namespace

double sum_of_squares(const float *values, int64_t count) {
    // Of a fixed number of parts, whatever the threads, and those in order.
    constexpr int64_t parts = 64, least = 16384;
    const int64_t share = (count + parts - 1) / parts;
    const int64_t length = share > least ? share : least;
    double sums[parts] = {};
    parallel((count + length - 1) / length, [&](int64_t part) {
        const int64_t begin = part * length;
        const int64_t left = count - begin;
        sums[part] = squares_of_part(values + begin, left < length ? left : length);
    });
    double sum = 0;
    for (const double part : sums) {
        sum += part;
    }
    return sum;
}

void adam(const AdamFactors &factors, int64_t count, float *parameters, const float *gradients,
        float *m, float *v) {
    in_pieces(count, whole_vectors, 4, [=, f = factors](int64_t begin, int64_t end) {
        float *__restrict p = parameters, *__restrict first = m, *__restrict second = v;
        for (int64_t k = begin; k < end; ++k) {
            adam_parameter(f, gradients[k], p[k], first[k], second[k]);
        }
    });
}

void sgd(const SgdFactors &factors, int64_t count, float *parameters, const float *gradients,
        float *velocity) {
    in_pieces(count, whole_vectors, 4, [=, f = factors](int64_t begin, int64_t end) {
        float *__restrict p = parameters, *__restrict u = velocity;
        for (int64_t k = begin; k < end; ++k) {
            sgd_parameter(f, gradients[k], p[k], u[k]);
        }
    });
}

}  // namespace timbrel::TIMBREL_ISA
