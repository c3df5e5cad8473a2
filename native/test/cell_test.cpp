// SPDX-License-Identifier: Apache-2.0
// The cells' functions at the edges of float, where a careless formula overflows or loses all
// digits. What they compute in between the recurrent layers' tests see.
#include "cells.h"

#include <cmath>
#include <limits>

#include "check.h"

using namespace timbrel::test;
using Functions = timbrel::LibraryFunctions;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

void test_sigmoid() {
    check(Functions::sigmoid(0.0f) == 0.5f, "sigmoid(0) is %.9g", Functions::sigmoid(0.0f));
    check(Functions::sigmoid(infinity) == 1.0f && Functions::sigmoid(-infinity) == 0.0f,
            "sigmoid at infinity");
    check(Functions::sigmoid(1e30f) == 1.0f && Functions::sigmoid(-1e30f) == 0.0f,
            "sigmoid far out");
    check(std::isnan(Functions::sigmoid(nan)), "sigmoid(NaN) is %.9g", Functions::sigmoid(nan));
    for (float v = -86; v <= 86; v += 0.0625f) {
        const double exact = 1 / (1 + std::exp(-double(v)));
        // One rounding each of expf, the sum, the quotient and the product: relative, also where it
        // is tiny.
        check(std::fabs(Functions::sigmoid(v) - exact) <= 3e-7 * exact,
                "sigmoid(%g) is %.9g, exact %.9g", v, Functions::sigmoid(v), exact);
    }
}

// Saturated: the gates open and close completely, and nothing becomes NaN.
void test_lstm() {
    const auto cell = [](float i, float f, float g, float o, float c) {
        return timbrel::lstm_cell<Functions>({i, f, g, o}, c);
    };
    const timbrel::LstmCell kept = cell(-1e30f, 1e30f, 1e30f, 1e30f, 2.5f);
    check(kept.c == 2.5f, "f open, i closed: c is %.9g, expected 2.5", kept.c);
    const timbrel::LstmGradients d =
            timbrel::lstm_cell_backward<Functions>(kept.gates, 2.5f, kept.c, 0, 3);
    check(d.c_before == 3 && d.sums.i == 0 && d.sums.f == 0 && d.sums.g == 0 && d.sums.o == 0,
            "f open, i closed: dc is %.9g, expected 3", d.c_before);
    const timbrel::LstmCell replaced = cell(1e30f, -1e30f, -1e30f, -1e30f, 2.5f);
    check(replaced.c == -1 && replaced.h == 0, "f closed, i open: c is %.9g, h is %.9g", replaced.c,
            replaced.h);
    check(std::isnan(cell(0, 0, nan, 0, 0).h), "a NaN is hidden");
}

void test_gru() {
    const auto cell = [](float r, float z, float p_n, float q_n, float h) {
        return timbrel::gru_cell<Functions>({r, z, p_n}, {0, 0, q_n}, h);
    };
    const timbrel::GruCell kept = cell(0, 1e30f, 1, 1, 0.75f);
    check(kept.h == 0.75f, "z open: h is %.9g, expected 0.75", kept.h);
    const timbrel::GruGradients d = timbrel::gru_cell_backward<Functions>(kept.gates, 1, 0.75f, 3);
    check(d.h_before == 3 && d.p.r == 0 && d.p.z == 0 && d.p.n == 0 && d.q_n == 0,
            "z open: dh is %.9g, expected 3", d.h_before);
    const timbrel::GruCell replaced = cell(-1e30f, -1e30f, 1e30f, -1e30f, 0.75f);
    check(replaced.h == 1, "r and z closed: h is %.9g, expected 1", replaced.h);
    check(std::isnan(cell(0, 0, nan, 0, 0).h), "a NaN is hidden");
}

void test_rnn() {
    check(timbrel::rnn_cell<Functions>(1e30f) == 1 && timbrel::rnn_cell_backward(1, 3) == 0,
            "saturated");
    check(std::isnan(timbrel::rnn_cell<Functions>(nan)), "a NaN is hidden");
}

}  // namespace

int main() {
    test_sigmoid();
    test_lstm();
    test_gru();
    test_rnn();
    return report("cell_test");
}
