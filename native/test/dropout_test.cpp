// SPDX-License-Identifier: Apache-2.0
// Dropout against the words it is defined by, as a mask, in place and over threads.
#include <cmath>

#include "arrays.h"
#include "philox.h"

using namespace timbrel::test;

namespace {

tb_status dropout(int64_t T, int64_t N, int64_t W, int64_t seed, int64_t step, int64_t layer,
        float probability, const float *x, float *y) {
    return tb_cpu_dropout(0, T, N, W, &seed, &step, layer, probability, x, y);
}

void test_words() {
    const int64_t T = 5, N = 3, W = 7;
    for (const bool mask : {false, true}) {
        const std::vector<float> x(static_cast<size_t>(T * N * W), 3);
        Poisoned y(T * N * W);
        check_ok(dropout(T, N, W, 8, 0xffffffff, 2, 0.25f, mask ? nullptr : x.data(), y.data()),
                "words");
        const auto values = y.take("words", "y");
        for (int64_t k = 0; k < T * N * W; ++k) {
            const int64_t t = k / (N * W), n = k / W % N, j = k % W;
            const auto random = timbrel::draw(
                    timbrel::Domain::dropout, 8, n | INT64_C(2) << 32, 0xffffffff, t * 2 + j / 4);
            const float kept = mask ? 1 / 0.75f : 4.0f;
            const float expected = random.words[j % 4] < (1u << 30) ? 0.0f : kept;
            check(values[static_cast<size_t>(k)] == expected, "y[%d] is %g, expected %g", int(k),
                    values[static_cast<size_t>(k)], expected);
        }
    }
}

// In place, with a share that is what was asked for, and the same at any number of threads.
void test_share() {
    const int64_t T = 200, W = 303, count = T * 2 * W;
    std::vector<float> first;
    for (const int64_t threads : {1, 2, 3}) {
        check_ok(tb_cpu_set_threads(threads), "threads");
        std::vector<float> many(static_cast<size_t>(count), 1);
        check_ok(dropout(T, 2, W, 1, 0, 0, 0.3f, many.data(), many.data()), "many");
        first = threads == 1 ? many : first;
        check_same_bits("threads", "y", many, first);
    }
    check_ok(tb_cpu_set_threads(0), "threads");
    double sum = 0;
    for (const float value : first) {
        sum += value;
    }
    const double mean = sum / static_cast<double>(count);
    // Five standard errors: sqrt(0.3 / 0.7 / count) each.
    check(std::fabs(mean - 1) < 5 * std::sqrt(0.3 / 0.7 / static_cast<double>(count)), "mean %g",
            mean);
}

// A sequence's share of the mask is its own: not the batch's, and not that of another step.
void test_company() {
    const int64_t W = 40;
    std::vector<float> alone(40), many(5 * 40), next(40);
    check_ok(dropout(1, 1, W, 7, 3, 1, 0.5f, nullptr, alone.data()), "alone");
    check_ok(dropout(1, 5, W, 7, 3, 1, 0.5f, nullptr, many.data()), "many");
    check_ok(dropout(1, 1, W, 7, 4, 1, 0.5f, nullptr, next.data()), "next");
    check_same_bits("company", "y", alone.data(), many.data(), alone.size());
    check(alone != next, "two steps drop the same");
}

// What begins later in a sequence drops what the whole does from there on.
void test_chunks() {
    const int64_t T = 7, N = 3, W = 10, seed = 4, step = 9;
    std::vector<float> whole(static_cast<size_t>(T * N * W));
    check_ok(dropout(T, N, W, seed, step, 5, 0.4f, nullptr, whole.data()), "whole");
    for (const int64_t from : {1, 4}) {
        std::vector<float> chunk(static_cast<size_t>((T - from) * N * W));
        check_ok(tb_cpu_dropout(from, T - from, N, W, &seed, &step, 5, 0.4f, nullptr, chunk.data()),
                "chunk");
        check_same_bits("a chunk", "y", chunk.data(), whole.data() + from * N * W, chunk.size());
    }
}

void test_edges() {
    std::vector<float> x = {1, NAN, 3}, y(3, 0);
    check_ok(dropout(1, 1, 3, 1, 1, 1, 0, x.data(), y.data()), "nothing is dropped");
    check(y[0] == 1 && std::isnan(y[1]) && y[2] == 3, "probability 0 has changed x");
    const float almost = std::nextafter(1.0f, 0.0f);
    check_ok(dropout(1, 1, 3, 1, 1, 1, almost, nullptr, y.data()), "almost all is dropped");
    check(y[0] == 0 && y[1] == 0 && y[2] == 0, "%g %g %g were kept", y[0], y[1], y[2]);
}

void test_arguments() {
    float some[4] = {};
    int64_t word = 0;
    check_refused(dropout(1, 1, 1, 1, 0, 0, 1, some, some),
            "tb_cpu_dropout: probability is 1, but must be at least 0 and below 1");
    check_refused(dropout(1, 1, 1, 1, 0, 0, NAN, some, some),
            "tb_cpu_dropout: probability is nan, but must be at least 0 and below 1");
    check_refused(dropout(1, 1, 1, 1, -1, 0, 0, some, some),
            "tb_cpu_dropout: step is -1, outside 0..4294967295");
    check_refused(dropout(1, 1, 1, 1, INT64_C(1) << 32, 0, 0, some, some),
            "tb_cpu_dropout: step is 4294967296, outside 0..4294967295");
    check_refused(dropout(1, 1, 1, 1, 0, INT64_C(1) << 31, 0, some, some),
            "tb_cpu_dropout: layer is 2147483648, outside 0..2147483647");
    check_refused(dropout(1, 1, 0, 1, 0, 0, 0, some, some),
            "tb_cpu_dropout: W is 0, but must be at least 1");
    check_refused(dropout(1, 1, 1, 1, 0, 0, 0, some, nullptr),
            "tb_cpu_dropout: y [T,N,W] is NULL, but has elements at from 0, T 1, N 1, W 1");
    check_refused(tb_cpu_dropout(0, 1, 1, 1, nullptr, &word, 0, 0, some, some),
            "tb_cpu_dropout: seed [1] is NULL, but has elements at from 0, T 1, N 1, W 1");
    check_refused(tb_cpu_dropout(0, 1, 1, 1, &word, nullptr, 0, 0, some, some),
            "tb_cpu_dropout: step [1] is NULL, but has elements at from 0, T 1, N 1, W 1");
    check_refused(dropout(1 << 20, 1, 257, 1, 0, 0, 0, some, some),
            "tb_cpu_dropout: from 0, T 1048576, N 1, W 257: N must be below 2^32, (from + T) W at "
            "most 2^28");
    check_refused(dropout(1, INT64_C(1) << 32, 1, 1, 0, 0, 0, some, some),
            "tb_cpu_dropout: from 0, T 1, N 4294967296, W 1: N must be below 2^32, (from + T) W at "
            "most 2^28");
    check_refused(tb_cpu_dropout(-1, 1, 1, 1, &word, &word, 0, 0, some, some),
            "tb_cpu_dropout: from is -1, but must be at least 0");
    check_refused(tb_cpu_dropout(1 << 20, 1, 1, 256, &word, &word, 0, 0, some, some),
            "tb_cpu_dropout: from 1048576, T 1, N 1, W 256: N must be below 2^32, (from + T) W at "
            "most 2^28");
    check_ok(dropout(0, 3, 1 << 30, 1, 0, 0, 0, nullptr, nullptr), "no steps");
    check_ok(dropout(3, 0, 1, 1, 0, 0, 0, nullptr, nullptr), "no sequences");
}

}  // namespace

int main() {
    test_words();
    test_share();
    test_company();
    test_chunks();
    test_edges();
    test_arguments();
    return report("dropout_test");
}
