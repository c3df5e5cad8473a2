// SPDX-License-Identifier: Apache-2.0
// A dense layer and dropout against double precision.
#include <cmath>

#include "lstm_case.h"
#include "philox.h"

using namespace timbrel::test;

namespace {

void test_dense(int64_t R, int64_t I, int64_t O, tb_activation activation) {
    char where[64];
    std::snprintf(where, sizeof where, "R=%d I=%d O=%d activation=%d", int(R), int(I), int(O),
            int(activation));
    Random random(static_cast<uint64_t>(R * 10007 + I * 101 + O));
    const auto x = random.uniforms(R * I, 1), w = random.uniforms(O * I, 0.3f),
               b = random.uniforms(O, 1), slopes = random.uniforms(R * O, 1);
    std::vector<double> y(static_cast<size_t>(R * O)), dx(x.size(), 0), dw(w.size(), 0),
            db(b.size(), 0);
    for (size_t r = 0; r < static_cast<size_t>(R); ++r) {
        for (size_t o = 0; o < b.size(); ++o) {
            double sum = b[o];
            for (size_t i = 0; i < static_cast<size_t>(I); ++i) {
                sum += double(w[o * static_cast<size_t>(I) + i]) *
                       x[r * static_cast<size_t>(I) + i];
            }
            sum = activation == TB_TANH ? std::tanh(sum) : sum;
            y[r * b.size() + o] = sum;
            const double slope =
                    slopes[r * b.size() + o] * (activation == TB_TANH ? 1 - sum * sum : 1);
            db[o] += slope;
            for (size_t i = 0; i < static_cast<size_t>(I); ++i) {
                dw[o * static_cast<size_t>(I) + i] += slope * x[r * static_cast<size_t>(I) + i];
                dx[r * static_cast<size_t>(I) + i] += slope * w[o * static_cast<size_t>(I) + i];
            }
        }
    }
    Poisoned out(R * O), out_dx(R * I);
    check(tb_cpu_dense_forward(R, I, O, activation, x.data(), w.data(), b.data(), out.data()) ==
                    TB_OK,
            "%s: %s", where, tb_cpu_last_error());
    const auto actual = out.take(where, "y");
    const double tolerance = 3e-7 * std::sqrt(static_cast<double>(I + O + R));
    check_close(where, "y", actual, y, tolerance);
    std::vector<float> dy = slopes, out_dw(w.size(), 1), out_db(b.size(), 1);
    check(tb_cpu_dense_backward(R, I, O, activation, x.data(), w.data(), actual.data(), dy.data(),
                  out_dx.data(), out_dw.data(), out_db.data()) == TB_OK,
            "%s: %s", where, tb_cpu_last_error());
    for (auto *exact : {&dw, &db}) {
        for (double &value : *exact) {
            value += 1;
        }
    }
    check_close(where, "dx", out_dx.take(where, "dx"), dx, tolerance);
    check_close(where, "dw", out_dw, dw, tolerance);
    check_close(where, "db", out_db, db, tolerance);
}

void test_dropout() {
    const int64_t T = 5, N = 3, W = 7;
    const std::vector<float> x(static_cast<size_t>(T * N * W), 3);
    Poisoned y(T * N * W);
    check(tb_cpu_dropout(T, N, W, 8, 9, 2, 0.25f, x.data(), y.data()) == TB_OK, "dropout");
    const auto values = y.take("dropout", "y");
    for (int64_t k = 0; k < T * N * W; ++k) {
        const int64_t t = k / (N * W), n = k / W % N, j = k % W;
        const auto random =
                timbrel::draw(timbrel::Domain::dropout, 8, n | INT64_C(2) << 32, 9, t * 2 + j / 4);
        const float expected = random.words[j % 4] < (1u << 30) ? 0.0f : 4.0f;
        check(values[static_cast<size_t>(k)] == expected, "dropout: y[%d] is %g, expected %g",
                int(k), values[static_cast<size_t>(k)], expected);
    }

    // In place, more often, and with a share that is what was asked for.
    std::vector<float> many(200 * 300, 1);
    check(tb_cpu_dropout(200, 1, 300, 1, 0, 0, 0.3f, many.data(), many.data()) == TB_OK, "many");
    double sum = 0;
    for (const float value : many) {
        sum += value;
    }
    // Five standard errors: sqrt(0.3 / 0.7 / 60000) each.
    check(std::fabs(sum / 60000 - 1) < 5 * std::sqrt(0.3 / 0.7 / 60000), "mean %g", sum / 60000);
    check(tb_cpu_dropout(1, 1, 1, 1, 0, 0, 1, many.data(), many.data()) == TB_INVALID_ARGUMENT,
            "probability 1");
    check(tb_cpu_dropout(1, 1, 1, 1, -1, 0, 0, many.data(), many.data()) == TB_INVALID_ARGUMENT,
            "step -1");
}

}  // namespace

int main() {
    for (const int64_t R : {1, 13, 130}) {
        for (const int64_t I : {1, 33}) {
            for (const int64_t O : {1, 7, 129}) {
                test_dense(R, I, O, TB_IDENTITY);
                test_dense(R, I, O, TB_TANH);
            }
        }
    }
    test_dense(0, 3, 3, TB_TANH);
    test_dropout();
    return report("dense_test");
}
