// SPDX-License-Identifier: Apache-2.0
// Roundings to bf16 and tf32, and tokens that travel as floats, by their definitions.
#include <algorithm>
#include <cmath>

#include "arrays.h"
#include "bf16.h"
#include "token.h"

using namespace timbrel::test;

namespace {

// The nearest of the numbers with so many bits of mantissa, by the C library's ties to even.
double nearest(float value, int mantissa) {
    int exponent;
    std::frexp(value, &exponent);
    // Subnormal numbers have the digits of the smallest normal one.
    const double unit = std::ldexp(1.0, std::max(exponent - 1, -126) - mantissa);
    return std::nearbyint(value / unit) * unit;
}

void test_numbers() {
    uint32_t bits = 1;
    for (int k = 0; k < 200000; ++k) {
        bits = bits * 1664525u + 1013904223u;
        // A third of them in the middle between two neighbours, or close to it.
        const uint32_t tie = k % 3 == 0 ? bits & 0xffff0000u : bits & 0xffffe000u;
        const uint32_t tried = k % 3 == 2 ? bits : tie + (k % 3 == 0 ? 0x8000u : 0x1000u) + k % 2;
        const float value = timbrel::float_of_bits(static_cast<int32_t>(tried));
        if (!std::isfinite(value) || std::fabs(value) > 3e38f) {
            continue;
        }
        const float bf16 = timbrel::round_to_bf16(value), tf32 = timbrel::round_to_tf32(value);
        check(bf16 == nearest(value, 7), "%.9g to bf16 is %.9g", value, bf16);
        check(tf32 == nearest(value, 10), "%.9g to tf32 is %.9g", value, tf32);
        const float back = timbrel::float_of_bf16(timbrel::bf16_of_float(value));
        check_same_bits("there and back", "bf16", &back, &bf16, 1);
    }
}

void test_edges() {
    const float inf = INFINITY;
    for (const float value : {0.0f, -0.0f, 1.0f, -2.0f, inf, -inf}) {
        const float bf16 = timbrel::round_to_bf16(value), tf32 = timbrel::round_to_tf32(value);
        check_same_bits("edges", "bf16", &bf16, &value, 1);
        check_same_bits("edges", "tf32", &tf32, &value, 1);
    }
    check(timbrel::round_to_bf16(3.4028235e38f) == inf, "the largest float fits into bf16");
    check(timbrel::bf16_of_float(1.0f) == 0x3f80 && timbrel::bf16_of_float(-inf) == 0xff80,
            "halves of floats");
    for (const int32_t bits : {0x7fc00000, 0x7f800001, 0x7fffffff, -1}) {
        const float nan = timbrel::float_of_bits(bits);
        check(std::isnan(timbrel::round_to_bf16(nan)) && std::isnan(timbrel::round_to_tf32(nan)) &&
                        std::isnan(timbrel::float_of_bf16(timbrel::bf16_of_float(nan))),
                "the NaN %08x becomes a number", bits);
    }
}

void test_tokens() {
    const struct {
        float value;
        int64_t count;
        bool is_token;
        int64_t nearest;
    } cases[] = {{0, 1, true, 0}, {-0.0f, 1, true, 0}, {1, 1, false, 0}, {0.49999997f, 3, false, 0},
            {0.5f, 3, false, 1}, {1.5f, 3, false, 2}, {2.5f, 3, false, 2}, {-7, 3, false, 0},
            {NAN, 3, false, 0}, {INFINITY, 3, false, 2}, {-INFINITY, 3, false, 0},
            {1e30f, 3, false, 2}, {16777215, INT64_C(1) << 24, true, 16777215},
            {16777216, INT64_C(1) << 24, false, 16777215}};
    for (const auto &c : cases) {
        check(timbrel::is_token(c.value, c.count) == c.is_token, "%g of %d", c.value, int(c.count));
        check(timbrel::nearest_token(c.value, c.count) == c.nearest, "%g of %d is nearest to %d",
                c.value, int(c.count), int(timbrel::nearest_token(c.value, c.count)));
    }
}

}  // namespace

int main() {
    test_numbers();
    test_edges();
    test_tokens();
    return report("rounding_test");
}
