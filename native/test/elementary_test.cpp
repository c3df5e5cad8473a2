// SPDX-License-Identifier: Apache-2.0
// The functions that become vector code, against the C library in double precision.
#include "elementary.h"

#include <cmath>
#include <limits>

#include "check.h"

using namespace timbrel::test;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// A relative error of 2.5e-7 is about four units in the last place.
void close(const char *function, float v, float actual, double exact) {
    check(std::fabs(actual - exact) <= 2.5e-7 * std::fabs(exact), "%s(%.9g) is %.9g, exact %.9g",
            function, v, actual, exact);
}

void test_values() {
    for (int k = -87 * 64; k <= 88 * 64; ++k) {
        const float v = static_cast<float>(k) / 64;
        close("exponential", v, timbrel::exponential(v), std::exp(double(v)));
        close("logistic", v, timbrel::logistic(v), 1 / (1 + std::exp(-double(v))));
        close("tanh", v, timbrel::hyperbolic_tangent(v), std::tanh(double(v)));
    }
    for (int k = 0; k <= 4096; ++k) {
        const float v = static_cast<float>(k) / 4096;
        close("log_one_plus", v, timbrel::log_one_plus(v), std::log1p(double(v)));
    }
    // Every power of two's vicinity, where a formula changes its range.
    for (int e = -125; e <= 126; ++e) {
        for (const float m : {1.0f, 1.0000001f, 1.25f, 1.4142135f, 1.4142137f, 1.9999999f}) {
            const float v = std::ldexp(m, e);
            close("logarithm", v, timbrel::logarithm(v), std::log(double(v)));
            if (e < 0) {
                close("log_one_plus", v, timbrel::log_one_plus(v), std::log1p(double(v)));
            }
            if (e < 7) {
                close("tanh", v, timbrel::hyperbolic_tangent(v), std::tanh(double(v)));
                close("tanh", -v, timbrel::hyperbolic_tangent(-v), std::tanh(-double(v)));
            }
        }
    }
}

void test_edges() {
    check(timbrel::exponential(0) == 1, "exponential(0)");
    check(timbrel::exponential(infinity) == timbrel::exponential(88), "exponential far out");
    check(timbrel::exponential(-infinity) == timbrel::exponential(-87), "exponential far below");
    check(timbrel::logarithm(1) == 0, "logarithm(1) is %g", timbrel::logarithm(1));
    check(timbrel::hyperbolic_tangent(0) == 0, "tanh(0)");
    check(timbrel::hyperbolic_tangent(infinity) == 1 && timbrel::hyperbolic_tangent(-1e30f) == -1,
            "tanh far out");
    check(timbrel::logistic(0) == 0.5f && timbrel::logistic(1e30f) == 1, "logistic");
    check(timbrel::logistic(-1e30f) < 1e-37f, "logistic far below");
    check(std::isnan(timbrel::exponential(nan)) && std::isnan(timbrel::logarithm(nan)) &&
                    std::isnan(timbrel::logarithm(infinity)) &&
                    std::isnan(timbrel::hyperbolic_tangent(nan)) &&
                    std::isnan(timbrel::log_one_plus(nan)) && std::isnan(timbrel::logistic(nan)),
            "a NaN is hidden");
}

}  // namespace

int main() {
    test_values();
    test_edges();
    return report("elementary_test");
}
