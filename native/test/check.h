// SPDX-License-Identifier: Apache-2.0
// What the test programs check with: a failed check prints what was compared, and main returns
// report().
#pragma once

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <vector>

namespace timbrel::test {

// CTest's SKIP_RETURN_CODE.
constexpr int skipped = 77;

inline int checks = 0;
inline int failures = 0;

__attribute__((format(printf, 2, 3))) inline bool check(bool holds, const char *format, ...) {
    ++checks;
    if (!holds && ++failures <= 20) {
        va_list values;
        va_start(values, format);
        std::printf("FAILED: ");
        std::vprintf(format, values);
        std::printf("\n");
        va_end(values);
    }
    return holds;
}

// |actual - expected| <= tolerance * (1 + |expected|) everywhere; a NaN never passes.
template <typename Actual, typename Expected>
void check_close(const char *where, const char *array, const std::vector<Actual> &actual,
        const std::vector<Expected> &expected, double tolerance) {
    if (!check(actual.size() == expected.size(), "%s: %s has %zu elements, expected %zu", where,
                array, actual.size(), expected.size())) {
        return;
    }
    for (size_t k = 0; k < actual.size(); ++k) {
        const double a = actual[k];
        const double e = expected[k];
        if (!check(std::fabs(a - e) <= tolerance * (1 + std::fabs(e)),
                    "%s: %s[%zu] is %.9g, expected %.9g within %.3g * (1 + |expected|)", where,
                    array, k, a, e, tolerance)) {
            return;
        }
    }
}

inline void check_same_bits(const char *where, const char *array, const float *actual,
        const float *expected, size_t count) {
    for (size_t k = 0; k < count; ++k) {
        if (!check(std::memcmp(actual + k, expected + k, sizeof(float)) == 0,
                    "%s: %s[%zu] is %.9g, expected the bits of %.9g", where, array, k, actual[k],
                    expected[k])) {
            return;
        }
    }
}

inline void check_same_bits(const char *where, const char *array, const std::vector<float> &actual,
        const std::vector<float> &expected) {
    if (check(actual.size() == expected.size(), "%s: %s has %zu elements, expected %zu", where,
                array, actual.size(), expected.size())) {
        check_same_bits(where, array, actual.data(), expected.data(), actual.size());
    }
}

inline int report(const char *program) {
    std::printf("%s: %d checks, %d failed\n", program, checks, failures);
    return failures == 0 ? 0 : 1;
}

}  // namespace timbrel::test
