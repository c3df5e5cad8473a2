// SPDX-License-Identifier: Apache-2.0
// Zeros past every length, and nothing else.
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

void test_lengths() {
    const int64_t T = 5, N = 4, W = 3, lengths[] = {0, 5, 2, 4};
    Poisoned x(T * N * W);
    for (int64_t k = 0; k < T * N * W; ++k) {
        const int64_t t = k / (N * W), n = k / W % N;
        x.data()[k] = t < lengths[n] ? static_cast<float>(k + 1) : NAN;
    }
    check_ok(tb_cpu_clear_past(T, N, W, lengths, x.data()), "lengths");
    const auto values = x.take("lengths", "x");
    for (int64_t k = 0; k < T * N * W; ++k) {
        const int64_t t = k / (N * W), n = k / W % N;
        const float expected = t < lengths[n] ? static_cast<float>(k + 1) : 0.0f;
        check(values[static_cast<size_t>(k)] == expected, "x[%d] is %g, expected %g", int(k),
                values[static_cast<size_t>(k)], expected);
    }
}

void test_arguments() {
    float some[4] = {1, NAN, 3, 4};
    const int64_t low[] = {1, -1}, high[] = {3, 1};
    check_ok(tb_cpu_clear_past(2, 2, 1, nullptr, some), "no lengths");
    check(some[0] == 1 && std::isnan(some[1]) && some[3] == 4, "without lengths x has changed");
    check_refused(tb_cpu_clear_past(2, 2, 1, low, some),
            "tb_cpu_clear_past: lengths[1] is -1, outside 0..T (2)");
    check_refused(tb_cpu_clear_past(2, 2, 1, high, some),
            "tb_cpu_clear_past: lengths[0] is 3, outside 0..T (2)");
    check(some[2] == 3, "x was written before the refusal");
    check_refused(tb_cpu_clear_past(2, 2, 0, nullptr, some),
            "tb_cpu_clear_past: W is 0, but must be at least 1");
    check_refused(tb_cpu_clear_past(2, 2, 1, nullptr, nullptr),
            "tb_cpu_clear_past: x [T,N,W] is NULL, but has elements at T 2, N 2, W 1");
    check_refused(tb_cpu_clear_past(INT64_C(1) << 40, INT64_C(1) << 30, 1, nullptr, some),
            "tb_cpu_clear_past: T 1099511627776, N 1073741824, W 1 make an array of more than "
            "2^63 - 1 bytes");
    check_ok(tb_cpu_clear_past(0, 2, 1, nullptr, nullptr), "no steps");
    check_ok(tb_cpu_clear_past(2, 0, 1, nullptr, nullptr), "no sequences");
}

}  // namespace

int main() {
    test_lengths();
    test_arguments();
    return report("clear_past_test");
}
