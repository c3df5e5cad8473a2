// SPDX-License-Identifier: Apache-2.0
// What works row by row on the device: dense layers, layer norm, embeddings, padding, and random
// numbers, which have the host's bits.
#include <algorithm>

#include "cuda_device.h"
#include "philox.h"
#include "token.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

Doubles zeros(int64_t count) {
    return Doubles(static_cast<size_t>(count));
}

double largest_dense = 0, largest_norm = 0;

void test_dense(
        int64_t R, int64_t I, int64_t O, tb_activation activation, bool bias, bool product) {
    char where[96];
    std::snprintf(where, sizeof where, "dense R=%d I=%d O=%d activation %d%s%s", (int)R, (int)I,
            (int)O, activation, bias ? "" : " no bias", product ? " product given" : "");
    const Floats x = uniforms(1, R * I, 1), w = uniforms(2, O * I, 1), b = uniforms(3, O, 1);
    const Floats dy = uniforms(4, R * O, 1);
    Doubles y = zeros(R * O), d = zeros(R * O), dx = zeros(R * I);
    Floats given = poison(R * O);
    Doubles dw(static_cast<size_t>(O * I), 1), db(static_cast<size_t>(O), 1);
    for (int64_t r = 0; r < R; ++r) {
        for (int64_t o = 0; o < O; ++o) {
            double sum = 0;
            for (int64_t i = 0; i < I; ++i) {
                sum += static_cast<double>(x[r * I + i]) * w[o * I + i];
            }
            given[r * O + o] = product ? static_cast<float>(sum) : given[r * O + o];
            sum += bias ? b[o] : 0;
            y[r * O + o] = activation == TB_TANH ? std::tanh(sum) : sum;
            const double slope = activation == TB_TANH ? 1 - y[r * O + o] * y[r * O + o] : 1;
            d[r * O + o] = dy[r * O + o] * slope;
            db[o] += d[r * O + o];
            for (int64_t i = 0; i < I; ++i) {
                dw[o * I + i] += d[r * O + o] * x[r * I + i];
                dx[r * I + i] += d[r * O + o] * w[o * I + i];
            }
        }
    }
    const std::vector<Floats> actual = run_in_two_orders(where, [&] {
        OnDevice<float> on_x(x), on_w(w), on_b(bias ? b : Floats()), on_y(given), on_dy(dy),
                on_dx(poison(R * I)), on_dw(Floats(dw.size(), 1)), on_db(Floats(db.size(), 1));
        Stream stream;
        stream.finish(
                tb_cuda_dense_forward(TB_FP32, R, I, O, activation, product ? nullptr : on_x.data(),
                        product ? nullptr : on_w.data(), on_b.data(), on_y.data(), stream.get()),
                where);
        stream.finish(tb_cuda_dense_backward(TB_FP32, R, I, O, activation, on_x.data(), on_w.data(),
                              on_y.data(), on_dy.data(), on_dx.data(), on_dw.data(), on_db.data(),
                              stream.get()),
                where);
        return std::vector<Floats>{
                on_y.read(), on_dy.read(), on_dx.read(), on_dw.read(), on_db.read()};
    });
    // Sums of I, O or R products.
    const double tolerance = 1e-6 * std::sqrt(static_cast<double>(I + O + R));
    const Doubles expected[] = {y, d, dx, dw, db};
    static const char *const names[] = {"y", "dy", "dx", "dw", "db"};
    for (size_t k = 0; k < actual.size(); ++k) {
        check_close(where, names[k], actual[k], expected[k], tolerance);
        largest_dense = std::fmax(largest_dense, largest_error(actual[k], expected[k]));
    }
}

void test_layer_norm(int64_t R, int64_t W, bool in_place) {
    char where[64];
    std::snprintf(where, sizeof where, "norm R=%d W=%d", (int)R, (int)W);
    const Floats x = uniforms(1, R * W, 3), gain = uniforms(2, W, 1), dy = uniforms(3, R * W, 1);
    Doubles y = zeros(R * W), normed = zeros(R * W), rstd = zeros(R), dx = zeros(R * W);
    Doubles dgain(static_cast<size_t>(W), 1);
    const auto width = static_cast<double>(W);
    for (int64_t r = 0; r < R; ++r) {
        double mean = 0, variance = 0, sum = 0, along = 0;
        for (int64_t k = 0; k < W; ++k) {
            mean += x[r * W + k] / width;
        }
        for (int64_t k = 0; k < W; ++k) {
            variance += (x[r * W + k] - mean) * (x[r * W + k] - mean) / width;
        }
        rstd[r] = 1 / std::sqrt(variance + 1e-5);
        for (int64_t k = 0; k < W; ++k) {
            const int64_t e = r * W + k;
            normed[e] = (x[e] - mean) * rstd[r];
            y[e] = gain[k] * normed[e];
            dgain[k] += dy[e] * normed[e];
            sum += gain[k] * dy[e] / width;
            along += gain[k] * dy[e] * normed[e] / width;
        }
        for (int64_t k = 0; k < W; ++k) {
            const int64_t e = r * W + k;
            dx[e] = rstd[r] * (gain[k] * dy[e] - sum - normed[e] * along);
        }
    }
    const std::vector<Floats> actual = run_in_two_orders(where, [&] {
        OnDevice<float> on_x(x), on_gain(gain), on_y(poison(R * W)), on_normed(poison(R * W)),
                on_rstd(poison(R)), on_dy(dy), on_dx(poison(R * W)),
                on_dgain(Floats(dgain.size(), 1));
        float *const to = in_place ? on_x.data() : on_y.data();
        float *const back = in_place ? on_dy.data() : on_dx.data();
        Stream stream;
        stream.finish(tb_cuda_layer_norm_forward(R, W, on_x.data(), on_gain.data(), to,
                              on_normed.data(), on_rstd.data(), stream.get()),
                where);
        stream.finish(tb_cuda_layer_norm_backward(R, W, on_gain.data(), on_normed.data(),
                              on_rstd.data(), on_dy.data(), back, on_dgain.data(), stream.get()),
                where);
        return std::vector<Floats>{in_place ? on_x.read() : on_y.read(), on_normed.read(),
                on_rstd.read(), in_place ? on_dy.read() : on_dx.read(), on_dgain.read()};
    });
    // A row of one has the variance 0, and its gradients are multiplied with 1 / sqrt(1e-5).
    const double tolerance = W == 1 ? 1e-4 : 1e-5;
    const Doubles expected[] = {y, normed, rstd, dx, dgain};
    static const char *const names[] = {"y", "normed", "rstd", "dx", "dgain"};
    for (size_t k = 0; k < actual.size(); ++k) {
        check_close(where, names[k], actual[k], expected[k], tolerance);
        if (W > 2) {
            largest_norm = std::fmax(largest_norm, largest_error(actual[k], expected[k]));
        }
    }
    // What is not wanted is not stored.
    OnDevice<float> on_x(x), on_gain(gain), on_y(poison(R * W));
    Stream stream;
    stream.finish(tb_cuda_layer_norm_forward(R, W, on_x.data(), on_gain.data(), on_y.data(),
                          nullptr, nullptr, stream.get()),
            where);
    check_close(where, "y alone", on_y.read(), y, tolerance);
}

// The way back adds in the order of the rows, and so has the bits of a loop.
void test_embedding(int64_t R, int64_t V, int64_t M, int64_t C) {
    char where[64];
    std::snprintf(
            where, sizeof where, "embedding R=%d V=%d M=%d C=%d", (int)R, (int)V, (int)M, (int)C);
    Floats tokens = uniforms(1, R * (1 + C), static_cast<float>(V));
    for (size_t k = 0; k < tokens.size(); k += static_cast<size_t>(1 + C)) {
        // Some in between and out of range, for which the nearest stands.
        tokens[k] = k % 7 == 3 ? NAN : k % 5 == 4 ? tokens[k] : std::floor(std::fabs(tokens[k]));
    }
    const Floats table = uniforms(2, V * M, 1), dy = uniforms(3, R * (M + C), 1);
    Floats y(static_cast<size_t>(R * (M + C))), dtable = table;
    for (int64_t r = 0; r < R; ++r) {
        const int64_t token = timbrel::nearest_token(tokens[r * (1 + C)], V);
        for (int64_t m = 0; m < M; ++m) {
            y[r * (M + C) + m] = table[token * M + m];
            dtable[token * M + m] += dy[r * (M + C) + m];
        }
        for (int64_t c = 0; c < C; ++c) {
            y[r * (M + C) + M + c] = tokens[r * (1 + C) + 1 + c];
        }
    }
    const std::vector<Floats> actual = run_in_two_orders(where, [&] {
        OnDevice<float> on_tokens(tokens), on_table(table), on_y(poison(R * (M + C))), on_dy(dy),
                on_dtable(table);
        Stream stream;
        stream.finish(tb_cuda_embedding_forward(R, V, M, C, on_tokens.data(), on_table.data(),
                              on_y.data(), stream.get()),
                where);
        stream.finish(tb_cuda_embedding_backward(R, V, M, C, on_tokens.data(), on_dy.data(),
                              on_dtable.data(), stream.get()),
                where);
        return std::vector<Floats>{on_y.read(), on_dtable.read()};
    });
    check_same_bits(where, "y", actual[0], y);
    check_same_bits(where, "dtable", actual[1], dtable);
}

void test_clear_past() {
    const int64_t T = 5, N = 4, W = 300;
    const Floats before = uniforms(1, T * N * W, 1);
    OnDevice<float> x(before);
    OnDevice<int64_t> lengths(std::vector<int64_t>{0, 5, 3, -2});
    Stream stream;
    stream.finish(tb_cuda_clear_past(T, N, W, nullptr, x.data(), stream.get()), "clear_past");
    check_same_bits("clear_past", "without lengths", x.read(), before);
    stream.finish(
            tb_cuda_clear_past(T, N, W, lengths.data(), x.data(), stream.get()), "clear_past");
    Floats expected = before;
    const int64_t steps[] = {0, 5, 3, 0};
    for (int64_t e = 0; e < T * N * W; ++e) {
        expected[e] = e / W / N < steps[e / W % N] ? expected[e] : 0.0f;
    }
    check_same_bits("clear_past", "x", x.read(), expected);
}

void test_uniform(int64_t count, float low, float high) {
    OnDevice<float> out(poison(count));
    Stream stream;
    stream.finish(tb_cuda_uniform(-5, INT64_C(1) << 40, low, high, count, out.data(), stream.get()),
            "uniform");
    Floats expected(static_cast<size_t>(count));
    for (int64_t k = 0; k < count; ++k) {
        const uint32_t word =
                timbrel::draw(timbrel::Domain::initial_parameters, -5, INT64_C(1) << 40, 0, k / 4)
                        .words[k % 4];
        const float unit = timbrel::unit_uniform(word);
        expected[k] = std::clamp(low * (1 - unit) + high * unit, low, high);
    }
    check_same_bits("uniform", "out", out.read(), expected);
}

void test_dropout(int64_t from, int64_t T, int64_t N, int64_t W, float probability, bool given) {
    const Floats x = uniforms(1, T * N * W, 1);
    Floats expected(x.size());
    const int64_t seed = -77, step = 12345, layer = 3;
    for (int64_t e = 0; e < T * N * W; ++e) {
        const int64_t t = from + e / W / N, n = e / W % N, j = e % W, blocks = (W + 3) / 4;
        const uint32_t word = timbrel::draw(timbrel::Domain::dropout, seed, n | layer << 32,
                static_cast<uint32_t>(step), t * blocks + j / 4)
                                      .words[j % 4];
        const float value = given ? x[e] : 1.0f;
        const bool drops = word < static_cast<uint32_t>(static_cast<double>(probability) * 0x1p32);
        expected[e] = drops ? 0.0f : value * (1 / (1 - probability));
    }
    OnDevice<float> on_x(x), y(poison(T * N * W));
    OnDevice<int64_t> on_seed({seed}), on_step({step | INT64_C(5) << 32});
    Stream stream;
    stream.finish(tb_cuda_dropout(from, T, N, W, on_seed.data(), on_step.data(), layer, probability,
                          given ? on_x.data() : nullptr, y.data(), stream.get()),
            "dropout");
    check_same_bits("dropout", "y", y.read(), expected);
    stream.finish(tb_cuda_dropout(from, T, N, W, on_seed.data(), on_step.data(), layer, probability,
                          on_x.data(), on_x.data(), stream.get()),
            "dropout in place");
    if (given) {
        check_same_bits("dropout", "y in place", on_x.read(), expected);
    }
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    for (const tb_activation activation : {TB_IDENTITY, TB_TANH}) {
        test_dense(1, 1, 1, activation, true, false);
        test_dense(33, 17, 130, activation, false, false);
        test_dense(70, 5, 3, activation, true, true);
        test_dense(0, 4, 4, activation, true, false);
    }
    for (const int64_t W : {1, 5, 33, 700}) {
        test_layer_norm(3, W, false);
        test_layer_norm(17, W, true);
    }
    test_layer_norm(0, 4, false);
    test_embedding(1, 1, 1, 0);
    test_embedding(700, 9, 33, 0);
    test_embedding(700, 9, 33, 5);
    test_embedding(5, 40, 300, 2);
    test_embedding(0, 3, 3, 1);
    test_clear_past();
    for (const int64_t count : {0, 1, 7, 3001}) {
        test_uniform(count, -0.3f, 0.7f);
    }
    test_uniform(50, -3e38f, 3e38f);
    test_uniform(1001, 0.1f, 0.1f);
    test_dropout(0, 3, 5, 7, 0.3f, true);
    test_dropout(0, 1, 17, 33, 0.5f, false);
    test_dropout(4, 2, 1, 1, 0, true);
    test_dropout(1, 0, 2, 2, 0.5f, true);
    std::printf("largest errors: dense %.2g, norm %.2g\n", largest_dense, largest_norm);
    return report("rows_cuda_test");
}
