// SPDX-License-Identifier: Apache-2.0
// The loops of an optimizer's step.
#include "optimizer.h"

#include "operations.h"

namespace timbrel::TIMBREL_ISA {

double sum_of_squares(const float *values, int64_t count) {
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

void adam(const AdamFactors &factors, int64_t count, float *__restrict parameters,
        const float *__restrict gradients, float *__restrict first, float *__restrict second) {
    const AdamFactors f = factors;
    for (int64_t k = 0; k < count; ++k) {
        adam_parameter(f, gradients[k], parameters[k], first[k], second[k]);
    }
}

void sgd(const SgdFactors &factors, int64_t count, float *__restrict parameters,
        const float *__restrict gradients, float *__restrict velocity) {
    const SgdFactors f = factors;
    for (int64_t k = 0; k < count; ++k) {
        sgd_parameter(f, gradients[k], parameters[k], velocity[k]);
    }
}

}  // namespace timbrel::TIMBREL_ISA
