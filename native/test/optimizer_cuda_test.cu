// SPDX-License-Identifier: Apache-2.0
// The device's optimizers against double precision.
#include "cuda_device.h"
#include "optimizer.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;

struct State {
    Floats parameters, first, second;
    double norm;
};

// adam, or gradient descent where `how` is shorter.
State step(const std::vector<double> &how, const State &before, const Floats &gradients) {
    const auto count = static_cast<int64_t>(gradients.size());
    State after;
    run_in_two_orders("optimizer", [&] {
        OnDevice<double> on_how(how), norm(std::vector<double>(1, NAN));
        OnDevice<float> parameters(before.parameters), on_gradients(gradients), first(before.first),
                second(before.second);
        Workspace workspace(0, 1);
        Stream stream;
        stream.finish(
                how.size() == timbrel::adam_numbers
                        ? tb_cuda_adam(count, on_how.data(), parameters.data(), on_gradients.data(),
                                  first.data(), second.data(), norm.data(), workspace.data(),
                                  stream.get())
                        : tb_cuda_sgd(count, on_how.data(), parameters.data(), on_gradients.data(),
                                  first.data(), norm.data(), workspace.data(), stream.get()),
                "optimizer");
        after = {parameters.read(), first.read(), second.read(), norm.read()[0]};
        return std::vector<Floats>{after.parameters, after.first, after.second};
    });
    return after;
}

double norm_of(const Floats &gradients, double scale) {
    double sum = 0;
    for (const double g : gradients) {
        sum += g * g;
    }
    return std::fabs(scale) * std::sqrt(sum);
}

double largest = 0;

void compare(const char *where, const State &actual, const std::vector<double> &parameters,
        const std::vector<double> &first, const std::vector<double> &second, double norm) {
    check_close(where, "parameters", actual.parameters, parameters, 1e-6);
    check_close(where, "first", actual.first, first, 1e-6);
    check_close(where, "second", actual.second, second, 1e-6);
    check(std::fabs(actual.norm - norm) <= 1e-12 * (1 + norm), "%s: norm is %.17g, expected %.17g",
            where, actual.norm, norm);
    largest = std::fmax(largest, largest_error(actual.parameters, parameters));
}

void test_adam(int64_t count, double max_norm) {
    const double rate = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0.1, scale = 0.5;
    State state = {uniforms(1, count, 1), Floats(static_cast<size_t>(count)),
            Floats(static_cast<size_t>(count)), 0};
    std::vector<double> p(state.parameters.begin(), state.parameters.end()), m(p.size()),
            v(p.size());
    for (int64_t t = 1; t <= 3; ++t) {
        const Floats gradients = uniforms(static_cast<uint32_t>(10 + t), count, 1);
        const double norm = norm_of(gradients, scale);
        const double factor = max_norm > 0 && norm > max_norm ? scale * max_norm / norm : scale;
        for (size_t k = 0; k < p.size(); ++k) {
            const double g = factor * gradients[k];
            m[k] = beta1 * m[k] + (1 - beta1) * g;
            v[k] = beta2 * v[k] + (1 - beta2) * g * g;
            const auto steps = static_cast<double>(t);
            p[k] -= rate * decay * p[k] +
                    rate * (m[k] / (1 - std::pow(beta1, steps))) /
                            (std::sqrt(v[k] / (1 - std::pow(beta2, steps))) + epsilon);
        }
        state = step({static_cast<double>(t), rate, beta1, beta2, epsilon, decay, scale, max_norm},
                state, gradients);
        compare("adam", state, p, m, v, norm);
    }
}

void test_sgd(int64_t count, double max_norm) {
    const double rate = 0.01, momentum = 0.9, decay = 0.1, scale = 2;
    State state = {uniforms(1, count, 1), Floats(static_cast<size_t>(count)), {}, 0};
    std::vector<double> p(state.parameters.begin(), state.parameters.end()), u(p.size());
    for (uint32_t t = 1; t <= 3; ++t) {
        const Floats gradients = uniforms(20 + t, count, 1);
        const double norm = norm_of(gradients, scale);
        const double factor = max_norm > 0 && norm > max_norm ? scale * max_norm / norm : scale;
        for (size_t k = 0; k < p.size(); ++k) {
            u[k] = momentum * u[k] + factor * gradients[k];
            p[k] -= rate * decay * p[k] + rate * u[k];
        }
        state = step({rate, momentum, decay, scale, max_norm}, state, gradients);
        compare("sgd", state, p, u, {}, norm);
    }
}

void test_norm_that_is_not_finite() {
    for (const float bad : {NAN, INFINITY}) {
        const State before = {uniforms(1, 700, 1), uniforms(2, 700, 1), uniforms(3, 700, 1), 0};
        Floats gradients = uniforms(4, 700, 1);
        gradients[699] = bad;
        for (const std::vector<double> &how :
                {std::vector<double>{1, 0.1, 0.9, 0.9, 1e-8, 0.1, 1, 1},
                        std::vector<double>{0.1, 0.9, 0.1, 1, 1}}) {
            const State after = step(how, before, gradients);
            check(!std::isfinite(after.norm), "norm is %g", after.norm);
            check_same_bits("not finite", "parameters", after.parameters, before.parameters);
            check_same_bits("not finite", "first", after.first, before.first);
            check_same_bits("not finite", "second", after.second, before.second);
        }
    }
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    for (const int64_t count : {0, 1, 257, 70001}) {
        for (const double max_norm : {0.0, 1.5}) {
            test_adam(count, max_norm);
            test_sgd(count, max_norm);
        }
    }
    test_norm_that_is_not_finite();
    std::printf("largest error of parameters: %.2g\n", largest);
    return report("optimizer_cuda_test");
}
