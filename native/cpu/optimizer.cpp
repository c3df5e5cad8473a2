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

tb_status check_fraction(const char *function, const char *name, double value) {
    if (!(value >= 0 && value < 1)) {
        return timbrel::fail(TB_INVALID_ARGUMENT,
                "%s: %s is %g, but must be at least 0 and below 1", function, name, value);
    }
    return TB_OK;
}

tb_status check_step(const char *function, double step) {
    const tb_status checked = timbrel::check_range(function, "step", step, 1, 1e15);
    if (checked == TB_OK && step != std::floor(step)) {
        return timbrel::fail(
                TB_INVALID_ARGUMENT, "%s: step is %g, but must be a whole number", function, step);
    }
    return checked;
}

tb_status check_common(
        const char *function, double rate, double decay, double scale, double max_norm) {
    tb_status checked = timbrel::check_range(function, "rate", rate, 0, largest);
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

tb_status check_adam(const char *function, const double *how) {
    using namespace timbrel;
    tb_status checked = check_step(function, how[adam_step]);
    if (checked == TB_OK) {
        checked = check_common(
                function, how[adam_rate], how[adam_decay], how[adam_scale], how[adam_max_norm]);
    }
    if (checked == TB_OK) {
        checked = check_fraction(function, "beta1", how[adam_beta1]);
    }
    if (checked == TB_OK) {
        checked = check_fraction(function, "beta2", how[adam_beta2]);
    }
    if (checked == TB_OK) {
        // Smaller ones would be rounded away where the roots are 0.
        checked = check_range(function, "epsilon", how[adam_epsilon], 1e-37, largest);
    }
    return checked;
}

}  // namespace

tb_status tb_cpu_adam(int64_t count, const double *how, float *parameters, const float *gradients,
        float *m, float *v, double *norm) {
    constexpr const char *function = "tb_cpu_adam";
    const bool some = count > 0;
    tb_status checked = timbrel::check_count(function, count);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"how [8]", how, true}, {"parameters [count]", parameters, some},
                        {"gradients [count]", gradients, some}, {"m [count]", m, some},
                        {"v [count]", v, some}, {"norm [1]", norm, true}},
                {{"count", count, 0}});
    }
    if (checked == TB_OK) {
        checked = check_adam(function, how);
    }
    if (checked == TB_OK) {
        const double squares = timbrel::kernels().sum_of_squares(gradients, count);
        *norm = timbrel::scaled_norm(how[timbrel::adam_scale], squares);
        if (std::isfinite(*norm)) {
            timbrel::kernels().adam(
                    timbrel::adam_factors(how, *norm), count, parameters, gradients, m, v);
        }
    }
    return checked;
}

tb_status tb_cpu_sgd(int64_t count, const double *how, float *parameters, const float *gradients,
        float *velocity, double *norm) {
    constexpr const char *function = "tb_cpu_sgd";
    const bool some = count > 0;
    tb_status checked = timbrel::check_count(function, count);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"how [5]", how, true}, {"parameters [count]", parameters, some},
                        {"gradients [count]", gradients, some},
                        {"velocity [count]", velocity, some}, {"norm [1]", norm, true}},
                {{"count", count, 0}});
    }
    if (checked == TB_OK) {
        using namespace timbrel;
        checked = check_common(
                function, how[sgd_rate], how[sgd_decay], how[sgd_scale], how[sgd_max_norm]);
    }
    if (checked == TB_OK) {
        checked = check_fraction(function, "momentum", how[timbrel::sgd_momentum]);
    }
    if (checked == TB_OK) {
        const double squares = timbrel::kernels().sum_of_squares(gradients, count);
        *norm = timbrel::scaled_norm(how[timbrel::sgd_scale], squares);
        if (std::isfinite(*norm)) {
            timbrel::kernels().sgd(
                    timbrel::sgd_factors(how, *norm), count, parameters, gradients, velocity);
        }
    }
    return checked;
}
