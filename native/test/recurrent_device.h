// SPDX-License-Identifier: Apache-2.0
// Recurrent layers on the device: the inputs of a case, the calls forward and back with all
// they can store, and parts of sequences, which must have the same bits as in the whole.
#pragma once

#include "cuda_device.h"
#include "recurrent_double.h"

namespace timbrel::test {

using Floats = std::vector<float>;

inline Doubles doubles(const Floats &values) {
    return Doubles(values.begin(), values.end());
}

inline Floats floats(const Doubles &values) {
    return Floats(values.begin(), values.end());
}

// As floats hold them, so that the device sees the same numbers. Weights as torch draws them.
inline RecurrentInputs inputs_of(const RecurrentCase &c, uint32_t seed) {
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

inline std::vector<int64_t> lengths_of(const RecurrentCase &c) {
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
    const tb_plan *plan = nullptr;
    int32_t *signal = nullptr;
};

// y, h_n, c_n, gates, cells, h_in, normed, rstd.
inline std::vector<Floats> forward(
        const RecurrentCase &c, const RecurrentInputs &in, const Variant &v) {
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
                    h_in.data(), normed.data(), rstd.data(), v.plan, v.signal, workspace.data(),
                    stream.get()),
            c.text());
    return {y.read(), in_place ? h0.read() : h_n.read(), in_place && lstm ? c0.read() : c_n.read(),
            gates.read(), cells.read(), h_in.read(), normed.read(), rstd.read()};
}

// dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh; the last five are added to
// ones.
inline std::vector<Floats> backward(const RecurrentCase &c, const RecurrentInputs &in,
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
                    dw_hh.data(), db_ih.data(), db_hh.data(), dnorm_hh.data(), v.plan, v.signal,
                    workspace.data(), stream.get()),
            c.text());
    return {dgates.read(), dhidden.read(), in_place ? dy.read() : dx.read(), dh0.read(), dc0.read(),
            dw_ih.read(), dw_hh.read(), db_ih.read(), db_hh.read(), dnorm_hh.read()};
}

// Sequences first..last - 1, steps from..to - 1.
inline RecurrentInputs slice(const RecurrentCase &c, const RecurrentInputs &in, int64_t from,
        int64_t to, int64_t first, int64_t last) {
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

inline void check_slice(const std::string &where, const RecurrentCase &c, const Floats &part,
        const Floats &whole, int64_t width, int64_t from, int64_t to, int64_t first, int64_t last) {
    Floats expected;
    for (int64_t t = from; t < to; ++t) {
        expected.insert(expected.end(), whole.begin() + (t * c.N + first) * width,
                whole.begin() + (t * c.N + last) * width);
    }
    check_same_bits(where.c_str(), "slice", part, expected);
}

}  // namespace timbrel::test
