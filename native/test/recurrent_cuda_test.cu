// SPDX-License-Identifier: Apache-2.0
// The device's recurrent layers, forward and back, against double precision, and what holds bit for
// bit: chunks make up the whole, and a sequence does not depend on its batch.
#include "recurrent_device.h"

using namespace timbrel::test;

namespace {

// Bound of the error relative to 1 + |expected|. Sums of I + H products of numbers near 1 /
// sqrt(H); the recurrence contracts. Roundings to 2^-11 and 2^-8 of the operands average out in a
// sum.
double tolerance(const RecurrentCase &c) {
    return c.precision == TB_FP32 ? 3e-6 : c.precision == TB_TF32 ? 2e-3 : 2e-2;
}

// Normalised sums grow as the sums before are small, and with them their errors.
double norm_factor(const RecurrentCase &c) {
    return c.norm ? 20 : 1;
}

double largest_forward = 0, largest_backward = 0;

void compare(const RecurrentCase &c, const char *const *names, const std::vector<Floats> &actual,
        const std::vector<Doubles> &expected, double bound, double *largest) {
    for (size_t k = 0; k < actual.size(); ++k) {
        if (actual[k].empty()) {
            continue;
        }
        check_close(c.text().c_str(), names[k], actual[k], expected[k], bound);
        if (c.precision == TB_FP32) {
            *largest = std::fmax(*largest, largest_error(actual[k], expected[k]) / norm_factor(c));
        }
    }
}

void test_against_double(const RecurrentCase &c, uint32_t seed, const Variant &v = {}) {
    static const char *const outputs[] = {
            "y", "h_n", "c_n", "gates", "cells", "h_in", "normed", "rstd"};
    static const char *const gradients[] = {"dgates", "dhidden", "dx", "dh0", "dc0", "dw_ih",
            "dw_hh", "db_ih", "db_hh", "dnorm_hh"};
    const RecurrentInputs in = inputs_of(c, seed);
    const RecurrentOutputs o = forward_double(c, in);
    const double bound = tolerance(c) * norm_factor(c);
    const std::vector<Floats> actual =
            run_in_two_orders(c.text(), [&] { return forward(c, in, v); });
    compare(c, outputs, actual, {o.y, o.h_n, o.c_n, o.gates, o.cells, o.h_in, o.normed, o.rstd},
            bound, &largest_forward);
    if (!v.stored) {
        return;
    }
    RecurrentGradients d = backward_double(c, in, o);
    for (Doubles *added : {&d.dw_ih, &d.dw_hh, &d.db_ih, &d.db_hh, &d.dnorm_hh}) {
        for (double &value : *added) {
            value += 1;
        }
    }
    const std::vector<Floats> actual_gradients =
            run_in_two_orders(c.text(), [&] { return backward(c, in, actual, v); });
    // Gradients of parameters are sums over T N steps of numbers of either sign.
    const double growth = 2 * std::sqrt(1 + static_cast<double>(c.T * c.N));
    compare(c, gradients, actual_gradients,
            {d.dgates, d.dhidden, d.dx, d.dh0, d.dc0, d.dw_ih, d.dw_hh, d.db_ih, d.db_hh,
                    d.dnorm_hh},
            bound * growth, &largest_backward);
}

// The oracle's own gradients, by central differences.
void test_oracle() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        const RecurrentCase c = {cell, 4, 3, 2, 3, true, true, true, true, true};
        RecurrentInputs in = inputs_of(c, 3);
        const RecurrentGradients d = backward_double(c, in, forward_double(c, in));
        const auto loss = [&] {
            const RecurrentOutputs out = forward_double(c, in);
            double sum = 0;
            for (size_t k = 0; k < out.y.size(); ++k) {
                sum += std::isnan(in.dy[k]) ? 0 : out.y[k] * in.dy[k];
            }
            for (size_t k = 0; k < out.h_n.size(); ++k) {
                sum += out.h_n[k] * in.dh_n[k] + out.c_n[k] * value_or(in.dc_n, k, 0);
            }
            return sum;
        };
        const auto compare_gradient = [&](const char *name, Doubles &values,
                                              const Doubles &expected) {
            for (size_t k = 0; k < values.size(); ++k) {
                const double kept = values[k], step = 1e-5;
                values[k] = kept + step;
                const double above = loss();
                values[k] = kept - step;
                const double slope = (above - loss()) / (2 * step);
                values[k] = kept;
                check(std::isnan(kept) ||
                                std::fabs(slope - expected[k]) < 1e-6 * (1 + std::fabs(slope)),
                        "%s: the oracle's d%s[%zu] is %g, its slope %g", c.text().c_str(), name, k,
                        expected[k], slope);
            }
        };
        compare_gradient("x", in.x, d.dx);
        compare_gradient("w_ih", in.w_ih, d.dw_ih);
        compare_gradient("w_hh", in.w_hh, d.dw_hh);
        compare_gradient("b_ih", in.b_ih, d.db_ih);
        compare_gradient("b_hh", in.b_hh, d.db_hh);
        compare_gradient("norm_hh", in.norm_hh, d.dnorm_hh);
        compare_gradient("h0", in.h0, d.dh0);
        compare_gradient("c0", in.c0, d.dc0);
    }
}

void test_cases() {
    uint32_t seed = 1;
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        const int64_t sizes[][4] = {{1, 1, 1, 1}, {0, 3, 2, 5}, {3, 0, 2, 5}, {11, 3, 5, 5},
                {4, 17, 7, 33}, {3, 1, 40, 130}, {2, 33, 3, 132}};
        for (const auto &s : sizes) {
            RecurrentCase c = {cell, s[0], s[1], s[2], s[3]};
            test_against_double(c, seed++);
            c.ragged = c.norm = c.mask = true;
            test_against_double(c, seed++);
        }
        RecurrentCase c = {cell, 9, 5, 6, 6, true};
        test_against_double(c, seed++, {true});
        test_against_double(c, seed++, {false, false});
        test_against_double(c, seed++, {false, true, true});
        test_against_double(c, seed++, {false, true, false, false});
        c.state = c.bias = false;
        test_against_double(c, seed++);
        test_against_double(c, seed++, {false, true, true});
        c.norm = true;
        test_against_double(c, seed++);
        for (const tb_precision precision : {TB_TF32, TB_BF16}) {
            test_against_double(
                    {cell, 4, 9, 21, 36, true, true, true, false, true, precision}, seed++);
        }
    }
}

// Roundings do not add up over many steps.
void test_long() {
    const double bounds[] = {1e-5, 1e-3, 1e-2};
    for (const tb_cell cell : {TB_LSTM, TB_GRU}) {
        for (const tb_precision precision : {TB_FP32, TB_TF32, TB_BF16}) {
            const RecurrentCase c = {
                    cell, 1024, 2, 5, 33, false, true, true, false, false, precision};
            const RecurrentInputs in = inputs_of(c, 77);
            const Floats y = forward(c, in, {})[0];
            const double error = largest_error(y, forward_double(c, in).y);
            std::printf("%s: error of y %.2g\n", c.text().c_str(), error);
            check(error <= bounds[precision], "%s: error %g", c.text().c_str(), error);
            check(precision == TB_FP32 || error > 1e-6, "%s: nothing was rounded",
                    c.text().c_str());
        }
    }
}

void test_chunks_make_the_whole() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU}) {
        RecurrentCase c = {cell, 19, 3, 6, 33, false, true, true, true, true};
        const RecurrentInputs in = inputs_of(c, 5);
        const std::vector<Floats> whole = forward(c, in, {});
        for (const bool stored : {true, false}) {
            RecurrentInputs carried = in;
            for (int64_t from = 0; from < c.T; from += 7) {
                RecurrentCase chunk = c;
                chunk.T = std::min<int64_t>(7, c.T - from);
                RecurrentInputs part = slice(c, carried, from, from + chunk.T, 0, c.N);
                const std::vector<Floats> out = forward(chunk, part, {false, stored, true});
                check_slice("chunk", c, out[0], whole[0], c.H, from, from + chunk.T, 0, c.N);
                carried.h0 = doubles(out[1]);
                carried.c0 = doubles(out[2]);
            }
            check_same_bits("chunks", "h_n", floats(carried.h0), whole[1]);
            check_same_bits("chunks", "c_n", floats(carried.c0), whole[2]);
        }
    }
}

// 40 sequences take other tiles than one; a sequence's gradients of x and the state stay, too.
void test_sequences_are_alone() {
    for (const bool norm : {false, true}) {
        const RecurrentCase c = {TB_LSTM, 5, 40, 4, 20, true, true, true, norm, true, TB_BF16};
        const RecurrentInputs in = inputs_of(c, 8);
        const std::vector<Floats> whole = forward(c, in, {});
        const std::vector<Floats> gradients = backward(c, in, whole, {});
        for (const int64_t n : {0, 7, 33}) {
            RecurrentCase alone = c;
            alone.N = 1;
            alone.T = c.length(n);
            alone.ragged = false;
            const RecurrentInputs part = slice(c, in, 0, alone.T, n, n + 1);
            const std::vector<Floats> out = forward(alone, part, {});
            check_slice("alone: y", c, out[0], whole[0], c.H, 0, alone.T, n, n + 1);
            check_slice("alone: gates", c, out[3], whole[3], 4 * c.H, 0, alone.T, n, n + 1);
            const std::vector<Floats> d = backward(alone, part, out, {});
            check_slice("alone: dgates", c, d[0], gradients[0], 4 * c.H, 0, alone.T, n, n + 1);
            check_slice("alone: dx", c, d[2], gradients[2], c.I, 0, alone.T, n, n + 1);
            check_slice("alone: dh0", c, d[3], gradients[3], c.H, 0, 1, n, n + 1);
        }
    }
}

// Lengths outside 0..T cannot be refused by the host; they are taken as the nearest.
void test_lengths_are_clamped() {
    OnDevice<float> w(uniforms(1, 4 * 3 * 3, 1)), x(uniforms(2, 6 * 4 * 3, 1));
    const auto run = [&](const std::vector<int64_t> &values) {
        OnDevice<int64_t> lengths(values);
        OnDevice<float> y(poison(6 * 4 * 3)), h_n(poison(12)), c_n(poison(12));
        Workspace workspace(4, 3);
        Stream stream;
        stream.finish(tb_cuda_recurrent_forward(TB_LSTM, TB_FP32, 6, 4, 3, 3, lengths.data(),
                              x.data(), w.data(), w.data(), nullptr, nullptr, nullptr, nullptr,
                              nullptr, nullptr, y.data(), h_n.data(), c_n.data(), nullptr, nullptr,
                              nullptr, nullptr, nullptr, nullptr, nullptr, workspace.data(), stream.get()),
                "clamped lengths");
        return y.read();
    };
    check_same_bits("clamped lengths", "y", run({-1, 7, INT64_MAX, INT64_MIN}), run({0, 6, 6, 0}));
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    test_oracle();
    test_cases();
    test_long();
    test_chunks_make_the_whole();
    test_sequences_are_alone();
    test_lengths_are_clamped();
    std::printf("largest errors in fp32: forward %.2g, backward %.2g\n", largest_forward,
            largest_backward);
    return report("recurrent_cuda_test");
}
