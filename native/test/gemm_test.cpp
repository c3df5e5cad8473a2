// SPDX-License-Identifier: Apache-2.0
// Products against plain loops in double precision, at sizes around every block's edge, and rows
// that do not depend on the others.
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

std::vector<float> transposed(const std::vector<float> &a, int64_t rows, int64_t columns) {
    std::vector<float> t(a.size());
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < columns; ++c) {
            t[static_cast<size_t>(c * rows + r)] = a[static_cast<size_t>(r * columns + c)];
        }
    }
    return t;
}

void test_size(int64_t M, int64_t N, int64_t K) {
    Random random(static_cast<uint64_t>(M * 1000003 + N * 1009 + K));
    const auto a = random.uniforms(M * K, 1), b = random.uniforms(K * N, 1),
               before = random.uniforms(M * N, 1);
    const auto ta = transposed(a, M, K), tb = transposed(b, K, N);
    std::vector<double> exact(static_cast<size_t>(M * N), 0);
    for (int64_t m = 0; m < M; ++m) {
        for (int64_t k = 0; k < K; ++k) {
            for (int64_t n = 0; n < N; ++n) {
                exact[static_cast<size_t>(m * N + n)] += double(a[static_cast<size_t>(m * K + k)]) *
                                                         b[static_cast<size_t>(k * N + n)];
            }
        }
    }
    char where[64];
    std::snprintf(where, sizeof where, "M=%d N=%d K=%d", int(M), int(N), int(K));
    // The errors of K roundings of sums of about sqrt(K) / 3.
    const double tolerance = 1.2e-7 * (1 + static_cast<double>(K) / 3);
    std::vector<float> first;
    for (int form = 0; form < 4; ++form) {
        Poisoned c(M * N);
        const tb_status status = tb_cpu_gemm(form & 1, form >> 1, 0, M, N, K,
                (form & 1) ? ta.data() : a.data(), (form >> 1) ? tb.data() : b.data(), c.data());
        check(status == TB_OK, "%s: status %d: %s", where, status, tb_cpu_last_error());
        const auto values = c.take(where, "c");
        check_close(where, "c", values, exact, tolerance);
        if (form == 0) {
            first = values;
        }
        check_same_bits(where, "c of another form", values, first);
    }

    std::vector<float> sum = before;
    check(tb_cpu_gemm(0, 0, 1, M, N, K, a.data(), b.data(), sum.data()) == TB_OK, "%s", where);
    for (size_t k = 0; k < exact.size(); ++k) {
        exact[k] += before[k];
    }
    check_close(where, "c + a b", sum, exact, tolerance);

    for (int64_t m = 0; m < M; m += 1 + M / 3) {
        std::vector<float> row(static_cast<size_t>(N));
        tb_cpu_gemm(0, 0, 0, 1, N, K, a.data() + m * K, b.data(), row.data());
        check_same_bits(
                where, "a row alone", row.data(), first.data() + m * N, static_cast<size_t>(N));
    }
}

// Large enough that all threads have a part.
void test_threads(int64_t M, int64_t N, int64_t K) {
    Random random(7);
    const auto a = random.uniforms(M * K, 1), b = random.uniforms(K * N, 1);
    const auto before = random.uniforms(M * N, 1);
    std::vector<float> alone;
    for (const int64_t threads : {1, 2, 3, 16}) {
        tb_cpu_set_threads(threads);
        for (const int transpose : {0, 1}) {
            auto c = before;
            check_ok(
                    tb_cpu_gemm(transpose, 1 - transpose, 1, M, N, K, a.data(), b.data(), c.data()),
                    "threads");
            if (threads == 1) {
                alone.insert(alone.end(), c.begin(), c.end());
            }
            const std::string where = std::to_string(threads) + " threads";
            check_same_bits(where.c_str(), "c", c.data(),
                    alone.data() + static_cast<size_t>(transpose) * c.size(), c.size());
        }
    }
    tb_cpu_set_threads(0);
}

void test_arguments() {
    float some = 0;
    check(tb_cpu_gemm(0, 0, 0, -1, 1, 1, &some, &some, &some) == TB_INVALID_ARGUMENT, "M");
    check(std::strcmp(tb_cpu_last_error(), "tb_cpu_gemm: M is -1, but must be at least 0") == 0,
            "\"%s\"", tb_cpu_last_error());
    check(tb_cpu_gemm(0, 0, 0, 1, 1, 1, &some, nullptr, &some) == TB_INVALID_ARGUMENT, "NULL");
    check(std::strcmp(tb_cpu_last_error(),
                  "tb_cpu_gemm: b [K,N] is NULL, but has elements at M 1, N 1, K 1") == 0,
            "\"%s\"", tb_cpu_last_error());
    check(tb_cpu_gemm(0, 0, 0, 0, 5, 5, nullptr, &some, nullptr) == TB_OK, "M=0");
}

}  // namespace

int main() {
    for (const int64_t M : {1, 3, 7, 13, 121}) {
        for (const int64_t N : {1, 16, 33, 129}) {
            for (const int64_t K : {1, 5, 128, 300}) {
                test_size(M, N, K);
            }
        }
    }
    test_size(5, 3, 0);
    test_size(250, 600, 17);
    test_size(2, 1025, 513);
    // More columns, and more depth, than are packed at a time.
    test_size(2, 4200, 70);
    test_size(3, 2, 70000);
    test_threads(250, 300, 1100);
    test_threads(13, 2000, 130);
    test_arguments();
    std::printf("%s kernels\n", tb_cpu_kernels());
    return report("gemm_test");
}
