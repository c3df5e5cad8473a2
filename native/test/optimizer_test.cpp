// SPDX-License-Identifier: Apache-2.0
// Adam and gradient descent against their formulas in double precision, clipping, and gradients
// that are not finite.
#include <cmath>

#include "lstm_case.h"

using namespace timbrel::test;

namespace {

void test_adam(int64_t count, double max_norm) {
    Random random(static_cast<uint64_t>(count));
    std::vector<float> p = random.uniforms(count, 1), m(p.size(), 0), v(p.size(), 0);
    std::vector<double> exact(p.begin(), p.end()), em(p.size(), 0), ev(p.size(), 0);
    for (int step = 1; step <= 20; ++step) {
        const auto gradients = random.uniforms(count, 100);
        double norm = 0, squares = 0;
        const tb_status status = tb_cpu_adam(count, step, 1e-2, 0.9, 0.999, 1e-8, 0.1, 0.01,
                max_norm, p.data(), gradients.data(), m.data(), v.data(), &norm);
        check(status == TB_OK, "adam: status %d: %s", status, tb_cpu_last_error());
        for (const float gradient : gradients) {
            squares += 1e-4 * gradient * gradient;
        }
        const double expected_norm = std::sqrt(squares);
        check(std::fabs(norm - expected_norm) <= 1e-12 * (1 + expected_norm),
                "norm %.15g, not %.15g", norm, expected_norm);
        const double factor =
                max_norm > 0 && expected_norm > max_norm ? max_norm / expected_norm : 1;
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
    std::vector<double> exact(p.begin(), p.end()), eu(3, 0);
    for (int step = 0; step < 5; ++step) {
        const float gradients[] = {3, 0, 4};
        double norm;
        check(tb_cpu_sgd(3, 0.1, 0.9, 0.01, 2, 5, p.data(), gradients, u.data(), &norm) == TB_OK,
                "sgd: %s", tb_cpu_last_error());
        check(norm == 10, "sgd: norm %g, expected 10", norm);
        for (size_t k = 0; k < 3; ++k) {
            eu[k] = 0.9 * eu[k] + 0.5 * 2 * gradients[k];
            exact[k] -= 0.1 * 0.01 * exact[k] + 0.1 * eu[k];
        }
    }
    check_close("sgd", "parameters", p, exact, 1e-6);
}

void test_not_finite() {
    for (const float bad : {NAN, INFINITY}) {
        std::vector<float> p = {1, 2}, m = {3, 4}, v = {5, 6}, before = p;
        const float gradients[] = {1, bad};
        double norm = 0;
        check(tb_cpu_adam(2, 1, 1, 0.9, 0.999, 1e-8, 0, 1, 1, p.data(), gradients, m.data(),
                      v.data(), &norm) == TB_OK,
                "it is no error");
        check(!std::isfinite(norm), "norm is %g", norm);
        check_same_bits("not finite", "parameters", p, before);
        check(m[0] == 3 && v[1] == 6, "moments were changed");
        check(tb_cpu_sgd(2, 1, 0, 0, 1, 0, p.data(), gradients, m.data(), &norm) == TB_OK &&
                        !std::isfinite(norm),
                "sgd");
        check_same_bits("not finite", "parameters", p, before);
    }
}

void test_arguments() {
    double norm;
    check(tb_cpu_adam(0, 0, 1, 0.9, 0.999, 1e-8, 0, 1, 1, nullptr, nullptr, nullptr, nullptr,
                  &norm) == TB_INVALID_ARGUMENT,
            "step 0");
    check(tb_cpu_adam(0, 1, 1, 1, 0.999, 1e-8, 0, 1, 1, nullptr, nullptr, nullptr, nullptr,
                  &norm) == TB_INVALID_ARGUMENT,
            "beta1 1");
    check(tb_cpu_adam(0, 1, 1, 0.9, 0.999, 1e-8, 0, 1, 1, nullptr, nullptr, nullptr, nullptr,
                  &norm) == TB_OK &&
                    norm == 0,
            "nothing at all");
}

}  // namespace

int main() {
    for (const int64_t count : {1, 7, 33, 1000}) {
        test_adam(count, 0);
        test_adam(count, 0.5);
    }
    test_sgd();
    test_not_finite();
    test_arguments();
    return report("optimizer_test");
}
