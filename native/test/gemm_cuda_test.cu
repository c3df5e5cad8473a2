// SPDX-License-Identifier: Apache-2.0
// Products on the device against double precision with the operands rounded as they are to be, and
// the bits that do not depend on the other rows.
#include "bf16.h"
#include "cuda_device.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;

float rounded(tb_precision precision, float value) {
    return precision == TB_FP32   ? value
           : precision == TB_TF32 ? timbrel::round_to_tf32(value)
                                  : timbrel::round_to_bf16(value);
}

Floats multiply(tb_precision precision, bool transpose_a, bool transpose_b, bool accumulate,
        int64_t M, int64_t N, int64_t K, const Floats &a, const Floats &b, const Floats &c) {
    OnDevice<float> on_a(a), on_b(b), on_c(c);
    Stream stream;
    stream.finish(tb_cuda_gemm(precision, transpose_a, transpose_b, accumulate, M, N, K,
                          on_a.data(), on_b.data(), on_c.data(), stream.get()),
            "gemm");
    return on_c.read();
}

double largest = 0;

void test_against_double(tb_precision precision, bool transpose_a, bool transpose_b,
        bool accumulate, int64_t M, int64_t N, int64_t K) {
    char where[96];
    std::snprintf(where, sizeof where, "precision %d, %d %d %d, M=%d N=%d K=%d", precision,
            transpose_a, transpose_b, accumulate, (int)M, (int)N, (int)K);
    const Floats a = uniforms(1, M * K, 1), b = uniforms(2, K * N, 1);
    const Floats c = accumulate ? uniforms(3, M * N, 1) : poison(M * N);
    std::vector<double> expected(c.begin(), c.end());
    for (int64_t m = 0; m < M; ++m) {
        for (int64_t n = 0; n < N; ++n) {
            double &sum = expected[m * N + n];
            sum = accumulate ? sum : 0;
            for (int64_t k = 0; k < K; ++k) {
                sum += static_cast<double>(
                               rounded(precision, a[transpose_a ? k * M + m : m * K + k])) *
                       rounded(precision, b[transpose_b ? n * K + k : k * N + n]);
            }
        }
    }
    const Floats actual = run_in_two_orders(where, [&] {
        return std::vector<Floats>{
                multiply(precision, transpose_a, transpose_b, accumulate, M, N, K, a, b, c)};
    })[0];
    // Roundings of K additions to sums that grow with the root of K.
    const double tolerance = 3e-7 * (2 + std::sqrt(static_cast<double>(K)));
    check_close(where, "c", actual, expected, tolerance);
    largest = std::fmax(largest, largest_error(actual, expected));
}

// A row alone takes the smallest tiles, among many the largest.
void test_rows_are_alone() {
    const int64_t M = 300, N = 5000, K = 9;
    const Floats a = uniforms(4, M * K, 1), b = uniforms(5, K * N, 1);
    const Floats all = multiply(TB_FP32, false, false, false, M, N, K, a, b, poison(M * N));
    const Floats row(a.begin() + 123 * K, a.begin() + 124 * K);
    const Floats alone = multiply(TB_FP32, false, false, false, 1, N, K, row, b, poison(N));
    check_same_bits("a row", "c", alone.data(), all.data() + 123 * N, static_cast<size_t>(N));
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    const int64_t sizes[][3] = {
            {1, 1, 1}, {3, 5, 0}, {0, 4, 4}, {33, 17, 5}, {31, 70, 130}, {1, 257, 40}};
    for (const auto &s : sizes) {
        for (int which = 0; which < 8; ++which) {
            test_against_double(TB_FP32, (which & 1) != 0, (which & 2) != 0, (which & 4) != 0, s[0],
                    s[1], s[2]);
        }
    }
    for (const tb_precision precision : {TB_TF32, TB_BF16}) {
        test_against_double(precision, false, true, false, 20, 33, 65);
        test_against_double(precision, true, false, true, 20, 33, 65);
    }
    // 130 tiles of 64, and of 128.
    test_against_double(TB_FP32, true, false, true, 650, 780, 18);
    test_against_double(TB_FP32, false, true, false, 1290, 1270, 7);
    test_rows_are_alone();
    std::printf("largest error: %.2g\n", largest);
    return report("gemm_cuda_test");
}
