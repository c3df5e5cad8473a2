// SPDX-License-Identifier: Apache-2.0
// A dense layer against double precision.
#include <cmath>

#include "arrays.h"

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
    return report("dense_test");
}
