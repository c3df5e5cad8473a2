// SPDX-License-Identifier: Apache-2.0
// What one step of an optimizer does to one parameter.
#pragma once

#include <math.h>
#include <stdint.h>

#include "host_device.h"

namespace timbrel {

// Where the numbers of how lie; timbrel.h says what they are.
enum AdamNumber {
    adam_step,
    adam_rate,
    adam_beta1,
    adam_beta2,
    adam_epsilon,
    adam_decay,
    adam_scale,
    adam_max_norm,
    adam_numbers
};
enum SgdNumber { sgd_rate, sgd_momentum, sgd_decay, sgd_scale, sgd_max_norm, sgd_numbers };

// Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019).
struct AdamFactors {
    float gradient;  // scale and clipping
    float beta1, beta2;
    float one_less_beta1, one_less_beta2;  // rounded once, where float's 1 - beta2 has few digits
    float step_size;                       // rate / (1 - beta1^step)
    float root_correction;                 // 1 / sqrt(1 - beta2^step)
    float epsilon;
    float keep;  // 1 - rate * decay
};

struct SgdFactors {
    float gradient;  // scale and clipping
    float momentum;
    float rate;
    float keep;  // 1 - rate * decay
};

// The norm of scale * gradients.
TIMBREL_HOST_DEVICE inline double scaled_norm(double scale, double sum_of_squares) {
    return fabs(scale) * sqrt(sum_of_squares);
}

// What gradients are multiplied with so that their norm is at most max_norm; 0: no limit.
TIMBREL_HOST_DEVICE inline float clipped_scale(double scale, double max_norm, double norm) {
    const bool longer = max_norm > 0 && norm > max_norm;
    return static_cast<float>(longer ? scale * (max_norm / norm) : scale);
}

// how: [adam_numbers].
TIMBREL_HOST_DEVICE inline AdamFactors adam_factors(const double *how, double norm) {
    const double step = how[adam_step], beta1 = how[adam_beta1], beta2 = how[adam_beta2];
    AdamFactors f;
    f.gradient = clipped_scale(how[adam_scale], how[adam_max_norm], norm);
    f.beta1 = static_cast<float>(beta1);
    f.beta2 = static_cast<float>(beta2);
    f.one_less_beta1 = static_cast<float>(1 - beta1);
    f.one_less_beta2 = static_cast<float>(1 - beta2);
    f.step_size = static_cast<float>(how[adam_rate] / (1 - pow(beta1, step)));
    f.root_correction = static_cast<float>(1 / sqrt(1 - pow(beta2, step)));
    f.epsilon = static_cast<float>(how[adam_epsilon]);
    f.keep = static_cast<float>(1 - how[adam_rate] * how[adam_decay]);
    return f;
}

// how: [sgd_numbers].
TIMBREL_HOST_DEVICE inline SgdFactors sgd_factors(const double *how, double norm) {
    SgdFactors f;
    f.gradient = clipped_scale(how[sgd_scale], how[sgd_max_norm], norm);
    f.momentum = static_cast<float>(how[sgd_momentum]);
    f.rate = static_cast<float>(how[sgd_rate]);
    f.keep = static_cast<float>(1 - how[sgd_rate] * how[sgd_decay]);
    return f;
}

TIMBREL_HOST_DEVICE inline void adam_parameter(
        const AdamFactors &f, float gradient, float &parameter, float &first, float &second) {
    const float g = gradient * f.gradient;
    first = f.beta1 * first + f.one_less_beta1 * g;
    second = f.beta2 * second + f.one_less_beta2 * g * g;
    const float root = sqrtf(second) * f.root_correction + f.epsilon;
    parameter = parameter * f.keep - f.step_size * first / root;
}

TIMBREL_HOST_DEVICE inline void sgd_parameter(
        const SgdFactors &f, float gradient, float &parameter, float &velocity) {
    velocity = f.momentum * velocity + gradient * f.gradient;
    parameter = parameter * f.keep - f.rate * velocity;
}

}  // namespace timbrel
