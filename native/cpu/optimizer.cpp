// SPDX-License-Identifier: Apache-2.0
// Optimizers' steps on the CPU.
#include "optimizer.h"

#include <cmath>
#include <limits>

#include "arguments.h"
#include "error.h"
#include "kernels.h"

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<float>::max();
constexpr double below_one = 1 - std::numeric_limits<double>::epsilon();

// The norm of scale * gradients, and what they are to be multiplied by in all.
struct Clipping {
    double norm;
    double factor;

    Clipping(double scale, double max_norm, const float *gradients, int64_t count)
        : norm(std::fabs(scale) * std::sqrt(timbrel::kernels().sum_of_squares(gradients, count))),
          factor(max_norm > 0 && norm > max_norm ? scale * (max_norm / norm) : scale) {}
};

tb_status check_common(const char *function, int64_t count, double rate, double decay, double scale,
        double max_norm) {
    tb_status checked = timbrel::check_sizes(function, {{"count", count, 0}});
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "rate", rate, 0, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "decay", decay, 0, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "scale", scale, -largest, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "max_norm", max_norm, 0, infinity);
    }
    return checked;
}

}  // namespace

tb_status tb_cpu_adam(int64_t count, const double *how, float *parameters,
        const float *gradients, float *m, float *v, double *norm) {
    constexpr const char *function = "tb_cpu_adam";
    if (how == nullptr) {
        return timbrel::fail(TB_INVALID_ARGUMENT, "%s: how [8] is NULL", function);
    }
    const double step = how[0], rate = how[1], beta1 = how[2], beta2 = how[3], epsilon = how[4],
                 decay = how[5], scale = how[6], max_norm = how[7];
    tb_status checked = check_common(function, count, rate, decay, scale, max_norm);
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "step", step, 1, 1e15);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "beta1", beta1, 0, below_one);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "beta2", beta2, 0, below_one);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "epsilon", epsilon, 1e-37, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {
                        {"parameters [count]", parameters, count > 0},
                        {"gradients [count]", gradients, count > 0},
                        {"m [count]", m, count > 0},
                        {"v [count]", v, count > 0},
                        {"norm [1]", norm, true},
                },
                {{"count", count, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    const Clipping clipping(scale, max_norm, gradients, count);
    *norm = clipping.norm;
    if (std::isfinite(clipping.norm)) {
        const timbrel::AdamFactors factors = {
                static_cast<float>(clipping.factor),
                static_cast<float>(beta1),
                static_cast<float>(beta2),
                static_cast<float>(1 - beta1),
                static_cast<float>(1 - beta2),
                static_cast<float>(rate / (1 - std::pow(beta1, step))),
                static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step))),
                static_cast<float>(epsilon),
                static_cast<float>(1 - rate * decay),
        };
        timbrel::kernels().adam(factors, count, parameters, gradients, m, v);
    }
    return TB_OK;
}

tb_status tb_cpu_sgd(int64_t count, const double *how, float *parameters, const float *gradients,
        float *velocity, double *norm) {
    constexpr const char *function = "tb_cpu_sgd";
    if (how == nullptr) {
        return timbrel::fail(TB_INVALID_ARGUMENT, "%s: how [5] is NULL", function);
    }
    const double rate = how[0], momentum = how[1], decay = how[2], scale = how[3],
                 max_norm = how[4];
    tb_status checked = check_common(function, count, rate, decay, scale, max_norm);
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "momentum", momentum, 0, below_one);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {
                        {"parameters [count]", parameters, count > 0},
                        {"gradients [count]", gradients, count > 0},
                        {"velocity [count]", velocity, count > 0},
                        {"norm [1]", norm, true},
                },
                {{"count", count, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    const Clipping clipping(scale, max_norm, gradients, count);
    *norm = clipping.norm;
    if (std::isfinite(clipping.norm)) {
        const timbrel::SgdFactors factors = {
                static_cast<float>(clipping.factor),
                static_cast<float>(momentum),
                static_cast<float>(rate),
                static_cast<float>(1 - rate * decay),
        };
        timbrel::kernels().sgd(factors, count, parameters, gradients, velocity);
    }
    return TB_OK;
}
