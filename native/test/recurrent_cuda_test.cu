// SPDX-License-Identifier: Apache-2.0
// The device's recurrent layers, forward and back, against double precision, and what holds bit for
// bit: chunks make up the whole, and a sequence does not depend on its batch.
#include "recurrent_double.h"

#include "cuda_device.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;

Doubles doubles(const Floats &values) {
    return Doubles(values.begin(), values.end());
}

Floats floats(const Doubles &values) {
    return Floats(values.begin(), values.end());
}

// As floats hold them, so that the device sees the same numbers. Weights as torch draws them.
RecurrentInputs inputs_of(const RecurrentCase &c, uint32_t seed) {
    const auto draw = [&seed](int64_t count, float limit) {
        return doubles(uniforms(seed += 101, count, limit));
    };
    const int64_t W = c.G() * c.H;
    const float limit = 1 / std::sqrt(static_cast<float>(c.H));
    RecurrentInputs in;
    in.x = draw(c.T * c.N * c.I, 1);
    in.w_ih = draw(W * c.I, limit);
    in.w_hh = draw(W * c.H, limit);
    in.dy = draw(c.T * c.N * c.H, 1);
    if (c.bias) {
        in.b_ih = draw(W, limit);
        in.b_hh = draw(W, limit);
    }
    if (c.norm) {
        in.norm_hh = draw(W, 1);
    }
    if (c.mask) {
        in.mask = draw(c.N * c.H, 1);
        for (double &m : in.mask) {
            m = m < 0 ? 0 : 2;
        }
    }
    if (c.state) {
        in.h0 = draw(c.N * c.H, 1);
        in.dh_n = draw(c.N * c.H, 1);
        if (c.cell == TB_LSTM) {
            in.c0 = draw(c.N * c.H, 1);
            in.dc_n = draw(c.N * c.H, 1);
        }
    }
    for (int64_t n = 0; n < c.N; ++n) {
        for (int64_t t = c.length(n); t < c.T; ++t) {
            for (int64_t i = 0; i < c.I; ++i) {
                in.x[(t * c.N + n) * c.I + i] = NAN;
            }
            for (int64_t j = 0; j < c.H; ++j) {
                in.dy[(t * c.N + n) * c.H + j] = NAN;
            }
        }
    }
    return in;
}

std::vector<int64_t> lengths_of(const RecurrentCase &c) {
    std::vector<int64_t> lengths;
    for (int64_t n = 0; c.ragged && n < c.N; ++n) {
        lengths.push_back(c.length(n));
    }
    return lengths;
}

struct Variant {
    bool product_given = false;  // x is NULL, gates holds W x
    bool stored = true;          // what the way back needs
    bool in_place = false;       // h_n is h0, c_n is c0, dx is dy
    bool state_wanted = true;    // dh0, dc0
};

// y, h_n, c_n, gates, cells, h_in, normed, rstd.
std::vector<Floats> forward(const RecurrentCase &c, const RecurrentInputs &in, const Variant &v) {
    const int64_t steps = c.T * c.N, W = c.G() * c.H, units = c.N * c.H;
    OnDevice<int64_t> lengths(lengths_of(c));
    OnDevice<float> x(v.product_given ? Floats() : floats(in.x)), w_ih(floats(in.w_ih)),
            w_hh(floats(in.w_hh)), b_ih(floats(in.b_ih)), b_hh(floats(in.b_hh)),
            norm_hh(floats(in.norm_hh)), mask(floats(in.mask)), h0(floats(in.h0)),
            c0(floats(in.c0));
    Floats product = poison(v.stored || v.product_given ? steps * W : 0);
    for (int64_t e = 0; v.product_given && e < steps * W; ++e) {
        double sum = 0;
        for (int64_t i = 0; i < c.I; ++i) {
            sum += in.w_ih[e % W * c.I + i] * in.x[e / W * c.I + i];
        }
        product[e] = static_cast<float>(sum);
    }
    const bool lstm = c.cell == TB_LSTM;
    OnDevice<float> y(poison(steps * c.H)), h_n(poison(units)), c_n(poison(lstm ? units : 0)),
            gates(product), cells(poison(v.stored && c.cell != TB_RNN_TANH ? steps * c.H : 0)),
            h_in(poison(v.stored ? steps * c.H : 0)),
            normed(poison(v.stored && c.norm ? steps * W : 0)),
            rstd(poison(v.stored && c.norm ? steps : 0));
    const bool in_place = v.in_place && c.state;
    Workspace workspace(c.N, c.H);
    Stream stream;
    stream.finish(
            tb_cuda_recurrent_forward(c.cell, c.precision, c.T, c.N, c.I, c.H, lengths.data(),
                    x.data(), w_ih.data(), w_hh.data(), b_ih.data(), b_hh.data(), norm_hh.data(),
                    mask.data(), h0.data(), c0.data(), y.data(), in_place ? h0.data() : h_n.data(),
                    in_place && lstm ? c0.data() : c_n.data(), gates.data(), cells.data(),
                    h_in.data(), normed.data(), rstd.data(), workspace.data(), stream.get()),
            c.text());
    return {y.read(), in_place ? h0.read() : h_n.read(), in_place && lstm ? c0.read() : c_n.read(),
            gates.read(), cells.read(), h_in.read(), normed.read(), rstd.read()};
}

// dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh; the last five are added to
// ones.
std::vector<Floats> backward(const RecurrentCase &c, const RecurrentInputs &in,
        const std::vector<Floats> &stored, const Variant &v) {
    const int64_t steps = c.T * c.N, W = c.G() * c.H, units = c.N * c.H;
    const bool lstm = c.cell == TB_LSTM, apart = c.cell == TB_GRU || c.norm;
    OnDevice<int64_t> lengths(lengths_of(c));
    OnDevice<float> x(floats(in.x)), w_ih(floats(in.w_ih)), w_hh(floats(in.w_hh)),
            norm_hh(floats(in.norm_hh)), mask(floats(in.mask)), h0(floats(in.h0)),
            c0(floats(in.c0)), y(stored[0]), gates(stored[3]), cells(stored[4]),
            h_in(c.mask ? stored[5] : Floats()), normed(stored[6]), rstd(stored[7]),
            dy(floats(in.dy)), dh_n(floats(in.dh_n)), dc_n(floats(in.dc_n));
    const auto ones = [](int64_t count) { return Floats(static_cast<size_t>(count), 1); };
    const bool in_place = v.in_place && c.I == c.H;
    OnDevice<float> dgates(poison(steps * W)), dhidden(poison(apart ? steps * W : 0)),
            dx(poison(in_place ? 0 : steps * c.I)), dh0(poison(v.state_wanted ? units : 0)),
            dc0(poison(v.state_wanted && lstm ? units : 0)), dw_ih(ones(W * c.I)),
            dw_hh(ones(W * c.H)), db_ih(ones(W)), db_hh(ones(W)), dnorm_hh(ones(c.norm ? W : 0));
    Workspace workspace(c.N, c.H);
    Stream stream;
    stream.finish(
            tb_cuda_recurrent_backward(c.cell, c.precision, c.T, c.N, c.I, c.H, lengths.data(),
                    x.data(), w_ih.data(), w_hh.data(), norm_hh.data(), mask.data(), h0.data(),
                    c0.data(), y.data(), gates.data(), cells.data(), h_in.data(), normed.data(),
                    rstd.data(), dy.data(), dh_n.data(), dc_n.data(), dgates.data(), dhidden.data(),
                    in_place ? dy.data() : dx.data(), dh0.data(), dc0.data(), dw_ih.data(),
                    dw_hh.data(), db_ih.data(), db_hh.data(), dnorm_hh.data(), workspace.data(),
                    stream.get()),
            c.text());
    return {dgates.read(), dhidden.read(), in_place ? dy.read() : dx.read(), dh0.read(), dc0.read(),
            dw_ih.read(), dw_hh.read(), db_ih.read(), db_hh.read(), dnorm_hh.read()};
}

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

// Sequences first..last - 1, steps from..to - 1.
RecurrentInputs slice(const RecurrentCase &c, const RecurrentInputs &in, int64_t from, int64_t to,
        int64_t first, int64_t last) {
    RecurrentInputs part = in;
    const auto of_steps = [&](const Doubles &values, int64_t width) {
        Doubles some;
        for (int64_t t = from; t < to; ++t) {
            some.insert(some.end(), values.begin() + (t * c.N + first) * width,
                    values.begin() + (t * c.N + last) * width);
        }
        return some;
    };
    const auto of_state = [&](Doubles &values) {
        values = values.empty()
                         ? values
                         : Doubles(values.begin() + first * c.H, values.begin() + last * c.H);
    };
    part.x = of_steps(in.x, c.I);
    part.dy = of_steps(in.dy, c.H);
    for (Doubles *state : {&part.mask, &part.h0, &part.c0, &part.dh_n, &part.dc_n}) {
        of_state(*state);
    }
    return part;
}

void check_slice(const std::string &where, const RecurrentCase &c, const Floats &part,
        const Floats &whole, int64_t width, int64_t from, int64_t to, int64_t first, int64_t last) {
    Floats expected;
    for (int64_t t = from; t < to; ++t) {
        expected.insert(expected.end(), whole.begin() + (t * c.N + first) * width,
                whole.begin() + (t * c.N + last) * width);
    }
    check_same_bits(where.c_str(), "slice", part, expected);
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
                              nullptr, nullptr, nullptr, workspace.data(), stream.get()),
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
