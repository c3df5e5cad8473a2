// SPDX-License-Identifier: Apache-2.0
// The cell's functions at the edges of float, where a careless formula overflows or loses all
// digits.
#include <cmath>
#include <limits>

#include "check.h"
#include "lstm_cell.h"

using namespace timbrel::test;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

void test_sigmoid() {
    check(timbrel::sigmoid(0.0f) == 0.5f, "sigmoid(0) is %.9g", timbrel::sigmoid(0.0f));
    check(timbrel::sigmoid(infinity) == 1.0f && timbrel::sigmoid(-infinity) == 0.0f,
            "sigmoid at infinity");
    check(timbrel::sigmoid(1e30f) == 1.0f && timbrel::sigmoid(-1e30f) == 0.0f, "sigmoid far out");
    check(std::isnan(timbrel::sigmoid(nan)), "sigmoid(NaN) is %.9g", timbrel::sigmoid(nan));
    for (float v = -86; v <= 86; v += 0.0625f) {
        const double exact = 1 / (1 + std::exp(-double(v)));
        // One rounding each of expf, the sum, the quotient and the product: relative, also where it
        // is tiny.
        check(std::fabs(timbrel::sigmoid(v) - exact) <= 3e-7 * exact,
                "sigmoid(%g) is %.9g, exact %.9g", v, timbrel::sigmoid(v), exact);
    }
}

void test_cell() {
    // Saturated: the gates open and close completely, and nothing becomes NaN.
    const timbrel::LstmCell kept = timbrel::lstm_cell({-1e30f, 1e30f, 1e30f, 1e30f}, 2.5f);
    check(kept.c == 2.5f, "f open, i closed: c is %.9g, expected 2.5", kept.c);
    const timbrel::LstmCell replaced = timbrel::lstm_cell({1e30f, -1e30f, -1e30f, -1e30f}, 2.5f);
    check(replaced.c == -1 && replaced.h == 0, "f closed, i open: c is %.9g, h is %.9g", replaced.c,
            replaced.h);
    check(std::isnan(timbrel::lstm_cell({0, 0, nan, 0}, 0).h), "a NaN is hidden");
}

}  // namespace

int main() {
    test_sigmoid();
    test_cell();
    return report("cell_test");
}
