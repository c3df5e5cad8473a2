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
    // The roundings of a sum of n terms, which reaches about sqrt(n) / 3 on its way.
    const double root = std::sqrt(static_cast<double>(I + O + R));
    const double tolerance = 1.5e-7 * root * (1 + root / 3);
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

    // The product made by the caller; one gradient at a time.
    std::vector<float> product(actual.size()), alone_dx(x.size()), alone_dw(w.size(), 1);
    check_ok(tb_cpu_gemm(0, 1, 0, R, O, I, x.data(), w.data(), product.data()), where);
    check_ok(tb_cpu_dense_forward(R, I, O, activation, nullptr, nullptr, b.data(), product.data()),
            where);
    check_same_bits(where, "y of products", product, actual);
    dy = slopes;
    check_ok(tb_cpu_dense_backward(R, I, O, activation, nullptr, w.data(), actual.data(), dy.data(),
                     alone_dx.data(), nullptr, nullptr),
            where);
    check_close(where, "dx alone", alone_dx, dx, tolerance);
    dy = slopes;
    check_ok(tb_cpu_dense_backward(R, I, O, activation, x.data(), nullptr, actual.data(), dy.data(),
                     nullptr, alone_dw.data(), nullptr),
            where);
    check_same_bits(where, "dw alone", alone_dw, out_dw);
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
    test_dense(700, 65, 300, TB_TANH);  // more than one thread's
    return report("dense_test");
}
