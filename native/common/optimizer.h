// SPDX-License-Identifier: Apache-2.0
// What one step of an optimizer does to one parameter.
#pragma once

#include <math.h>

#include "host_device.h"

namespace timbrel {

// Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019).
struct AdamFactors {
    float gradient;  // scale and clipping
    float beta1, beta2;
    float one_less_beta1, one_less_beta2;  // rounded once, where float's 1 - beta2 has few digits
    float step_size;                       // learning rate / (1 - beta1^step)
    float root_correction;                 // 1 / sqrt(1 - beta2^step)
    float epsilon;
    float keep;  // 1 - learning rate * weight decay
};

TIMBREL_HOST_DEVICE inline void adam_parameter(
        const AdamFactors &f, float gradient, float &parameter, float &first, float &second) {
    const float g = gradient * f.gradient;
    first = f.beta1 * first + f.one_less_beta1 * g;
    second = f.beta2 * second + f.one_less_beta2 * g * g;
    const float root = sqrtf(second) * f.root_correction + f.epsilon;
    parameter = parameter * f.keep - f.step_size * first / root;
}

struct SgdFactors {
    float gradient;  // scale and clipping
    float momentum;
    float learning_rate;
    float keep;  // 1 - learning rate * weight decay
};

TIMBREL_HOST_DEVICE inline void sgd_parameter(
        const SgdFactors &f, float gradient, float &parameter, float &velocity) {
    velocity = f.momentum * velocity + gradient * f.gradient;
    parameter = parameter * f.keep - f.learning_rate * velocity;
}

}  // namespace timbrel
