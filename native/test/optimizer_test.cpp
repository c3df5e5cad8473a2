// SPDX-License-Identifier: Apache-2.0
// Adam and gradient descent against their formulas in double precision, clipping, and gradients
// that are not finite.
#include "optimizer.h"

#include <algorithm>
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

using Numbers = std::vector<double>;

// As timbrel.h orders them.
Numbers adam_how(double step, double max_norm) {
    return {step, 1e-2, 0.9, 0.999, 1e-8, 0.1, 0.01, max_norm};
}

double norm_of(const std::vector<float> &gradients, double scale) {
    double squares = 0;
    for (const float gradient : gradients) {
        squares += scale * gradient * scale * gradient;
    }
    return std::sqrt(squares);
}

void check_norm(double norm, double expected) {
    check(std::fabs(norm - expected) <= 1e-12 * (1 + expected), "norm %.15g, not %.15g", norm,
            expected);
}

void test_adam(int64_t count, double max_norm) {
    Random random(static_cast<uint64_t>(count));
    std::vector<float> p = random.uniforms(count, 1), m(p.size(), 0), v(p.size(), 0);
    Numbers exact(p.begin(), p.end()), em(p.size(), 0), ev(p.size(), 0);
    for (int step = 1; step <= 20; ++step) {
        const auto gradients = random.uniforms(count, 100);
        double norm = 0;
        check_ok(tb_cpu_adam(count, adam_how(step, max_norm).data(), p.data(), gradients.data(),
                         m.data(), v.data(), &norm),
                "adam");
        const double expected = norm_of(gradients, 0.01);
        check_norm(norm, expected);
        const double factor = max_norm > 0 && expected > max_norm ? max_norm / expected : 1;
        for (size_t k = 0; k < p.size(); ++k) {
            const double g = 0.01 * factor * gradients[k];
            em[k] = 0.9 * em[k] + 0.1 * g;
            ev[k] = 0.999 * ev[k] + 0.001 * g * g;
            const double first = em[k] / (1 - std::pow(0.9, step)),
                         second = ev[k] / (1 - std::pow(0.999, step));
            exact[k] -= 1e-3 * exact[k] + 1e-2 * first / (std::sqrt(second) + 1e-8);
        }
    }
    // Twenty steps of 0.01, each good to some 1e-6 of itself, and of the parameter's own rounding.
    check_close("adam", "parameters", p, exact, 3e-6);
    check_close("adam", "m", m, em, 1e-6);
    check_close("adam", "v", v, ev, 1e-6);
}

void test_sgd() {
    std::vector<float> p = {1, -2, 3}, u(3, 0);
    Numbers exact(p.begin(), p.end()), eu(3, 0);
    for (int step = 0; step < 5; ++step) {
        const float gradients[] = {3, 0, 4};
        const double how[] = {0.1, 0.9, 0.01, -2, 5};
        double norm;
        check_ok(tb_cpu_sgd(3, how, p.data(), gradients, u.data(), &norm), "sgd");
        check(norm == 10, "sgd: norm %g, expected 10", norm);
        for (size_t k = 0; k < 3; ++k) {
            eu[k] = 0.9 * eu[k] - 0.5 * 2 * gradients[k];
            exact[k] -= 0.1 * 0.01 * exact[k] + 0.1 * eu[k];
        }
    }
    check_close("sgd", "parameters", p, exact, 1e-6);
    check_close("sgd", "velocity", u, eu, 1e-6);
}

// The same bits at any number of threads, and nothing beyond the end.
void test_threads() {
    const int64_t count = 300007;
    Random random(9);
    const auto start = random.uniforms(count, 1), gradients = random.uniforms(count, 1);
    std::vector<float> first_p, first_u;
    double first_norm = 0;
    for (const int64_t threads : {1, 2, 3}) {
        check_ok(tb_cpu_set_threads(threads), "threads");
        Poisoned p(count), m(count), v(count), u(count);
        std::copy(start.begin(), start.end(), p.data());
        for (Poisoned *zeros : {&m, &v, &u}) {
            std::fill_n(zeros->data(), count, 0.0f);
        }
        double norm = 0, sgd_norm = 0;
        check_ok(tb_cpu_adam(count, adam_how(1, 0.5).data(), p.data(), gradients.data(), m.data(),
                         v.data(), &norm),
                "adam");
        check_norm(norm, norm_of(gradients, 0.01));
        const double how[] = {0.1, 0.9, 0.01, 0.01, 0.5};
        check_ok(tb_cpu_sgd(count, how, p.data(), gradients.data(), u.data(), &sgd_norm), "sgd");
        check(sgd_norm == norm, "the norms are %.17g and %.17g", sgd_norm, norm);
        const auto parameters = p.take("threads", "parameters"), velocity = u.take("threads", "u");
        m.take("threads", "m");
        v.take("threads", "v");
        if (threads == 1) {
            first_p = parameters;
            first_u = velocity;
            first_norm = norm;
        }
        check(norm == first_norm, "norm %.17g, not %.17g", norm, first_norm);
        check_same_bits("threads", "parameters", parameters, first_p);
        check_same_bits("threads", "velocity", velocity, first_u);
    }
    check_ok(tb_cpu_set_threads(0), "threads");
}

void test_not_finite() {
    for (const float bad : {NAN, INFINITY}) {
        std::vector<float> p = {1, 2}, m = {3, 4}, v = {5, 6}, before = p;
        const float gradients[] = {1, bad};
        const double how[] = {1, 0, 0, 1, 0};
        double norm = 0;
        check_ok(tb_cpu_adam(
                         2, adam_how(1, 1).data(), p.data(), gradients, m.data(), v.data(), &norm),
                "it is no error");
        check(!std::isfinite(norm), "norm is %g", norm);
        check_same_bits("not finite", "parameters", p, before);
        check(m[0] == 3 && v[1] == 6, "moments were changed");
        check_ok(tb_cpu_sgd(2, how, p.data(), gradients, m.data(), &norm), "it is no error");
        check(!std::isfinite(norm), "norm is %g", norm);
        check_same_bits("not finite", "parameters", p, before);
        check(m[0] == 3, "the velocity was changed");
    }
}

// Squares beyond float's range are none beyond double's.
void test_large() {
    float p[] = {0, 0}, u[] = {0, 0};
    const float gradients[] = {3e38f, -3e38f};
    const double how[] = {1, 0, 0, 1, 1};
    double norm = 0;
    check_ok(tb_cpu_sgd(2, how, p, gradients, u, &norm), "large");
    check(std::fabs(norm / 3e38 - std::sqrt(2.0)) < 1e-6, "norm %g", norm);
    check(std::fabs(p[0] + std::sqrt(0.5)) < 1e-6 && p[1] == -p[0], "%g %g", p[0], p[1]);
}

void refuse_adam(timbrel::AdamNumber place, double value, const char *message) {
    Numbers how = adam_how(1, 1);
    how[static_cast<size_t>(place)] = value;
    float p = 1, m = 1, v = 1;
    const float gradient = 1;
    double norm = 42;
    check_refused(tb_cpu_adam(1, how.data(), &p, &gradient, &m, &v, &norm), message);
    check(p == 1 && m == 1 && v == 1 && norm == 42, "%s: something was written", message);
}

void refuse_sgd(timbrel::SgdNumber place, double value, const char *message) {
    Numbers how = {0.1, 0.9, 0.01, 1, 1};
    how[static_cast<size_t>(place)] = value;
    float p = 1, u = 1;
    const float gradient = 1;
    double norm = 42;
    check_refused(tb_cpu_sgd(1, how.data(), &p, &gradient, &u, &norm), message);
    check(p == 1 && u == 1 && norm == 42, "%s: something was written", message);
}

void test_numbers() {
    using namespace timbrel;
    refuse_adam(adam_step, 0, "tb_cpu_adam: step is 0, outside 1..1e+15");
    refuse_adam(adam_step, NAN, "tb_cpu_adam: step is nan, outside 1..1e+15");
    refuse_adam(adam_step, 1.5, "tb_cpu_adam: step is 1.5, but must be a whole number");
    refuse_adam(adam_rate, -1, "tb_cpu_adam: rate is -1, outside 0..3.40282e+38");
    refuse_adam(adam_rate, NAN, "tb_cpu_adam: rate is nan, outside 0..3.40282e+38");
    refuse_adam(adam_beta1, 1, "tb_cpu_adam: beta1 is 1, but must be at least 0 and below 1");
    refuse_adam(adam_beta1, NAN, "tb_cpu_adam: beta1 is nan, but must be at least 0 and below 1");
    refuse_adam(adam_beta2, -0.1, "tb_cpu_adam: beta2 is -0.1, but must be at least 0 and below 1");
    refuse_adam(adam_epsilon, 0, "tb_cpu_adam: epsilon is 0, outside 1e-37..3.40282e+38");
    refuse_adam(adam_epsilon, NAN, "tb_cpu_adam: epsilon is nan, outside 1e-37..3.40282e+38");
    refuse_adam(adam_decay, -1, "tb_cpu_adam: decay is -1, outside 0..3.40282e+38");
    refuse_adam(
            adam_scale, INFINITY, "tb_cpu_adam: scale is inf, outside -3.40282e+38..3.40282e+38");
    refuse_adam(adam_max_norm, -1, "tb_cpu_adam: max_norm is -1, outside 0..inf");
    refuse_adam(adam_max_norm, NAN, "tb_cpu_adam: max_norm is nan, outside 0..inf");
    refuse_sgd(sgd_rate, NAN, "tb_cpu_sgd: rate is nan, outside 0..3.40282e+38");
    refuse_sgd(sgd_momentum, 1, "tb_cpu_sgd: momentum is 1, but must be at least 0 and below 1");
    refuse_sgd(sgd_decay, -2, "tb_cpu_sgd: decay is -2, outside 0..3.40282e+38");
    refuse_sgd(sgd_scale, NAN, "tb_cpu_sgd: scale is nan, outside -3.40282e+38..3.40282e+38");
    refuse_sgd(sgd_max_norm, -2, "tb_cpu_sgd: max_norm is -2, outside 0..inf");
}

void test_arrays() {
    const Numbers how = adam_how(1, 1);
    float some = 0;
    double norm = 1;
    check_refused(tb_cpu_adam(-1, how.data(), &some, &some, &some, &some, &norm),
            "tb_cpu_adam: count is -1, but must be at least 0");
    check_refused(tb_cpu_adam(INT64_MAX, how.data(), &some, &some, &some, &some, &norm),
            "tb_cpu_adam: count 9223372036854775807 make an array of more than 2^63 - 1 bytes");
    check_refused(tb_cpu_adam(1, nullptr, &some, &some, &some, &some, &norm),
            "tb_cpu_adam: how [8] is NULL, but has elements at count 1");
    check_refused(tb_cpu_adam(1, how.data(), &some, &some, &some, nullptr, &norm),
            "tb_cpu_adam: v [count] is NULL, but has elements at count 1");
    check_refused(tb_cpu_sgd(1, how.data(), &some, &some, nullptr, &norm),
            "tb_cpu_sgd: velocity [count] is NULL, but has elements at count 1");
    check_refused(tb_cpu_sgd(1, how.data(), &some, &some, &some, nullptr),
            "tb_cpu_sgd: norm [1] is NULL, but has elements at count 1");
    check_ok(tb_cpu_adam(0, how.data(), nullptr, nullptr, nullptr, nullptr, &norm), "nothing");
    check(norm == 0, "the norm of nothing is %g", norm);
}

}  // namespace

int main() {
    for (const int64_t count : {1, 7, 33, 1000}) {
        test_adam(count, 0);
        test_adam(count, 0.5);
        test_adam(count, INFINITY);
    }
    test_sgd();
    test_threads();
    test_not_finite();
    test_large();
    test_numbers();
    test_arrays();
    return report("optimizer_test");
}
