// SPDX-License-Identifier: Apache-2.0
// Generation on the device for tests: networks whose parameters, slots and results lie with the
// host, and the same in double precision, whose outputs go through the draws of common/sampling.h.
#pragma once

#include <algorithm>

#include "bf16.h"
#include "cuda_device.h"
#include "generate_by_products.h"
#include "grammar.h"
#include "grammar_case.h"
#include "network.h"
#include "sampling.h"

namespace timbrel::test {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Wholes = std::vector<int64_t>;

inline std::string text_of(const tb_network &net, tb_precision precision) {
    char text[160];
    std::snprintf(text, sizeof text,
            "cell %d head %d D=%d L=%d H=%d E=%d K=%d M=%d C=%d norm %d precision %d",
            (int)net.cell, (int)net.head, (int)net.frame_size, (int)net.layers,
            (int)net.hidden_size, (int)net.dense_size, (int)net.components, (int)net.embedding_size,
            (int)net.condition_size, (int)net.layer_norm, (int)precision);
    return text;
}

inline int64_t parameter_count(const tb_network &net) {
    const float *at = nullptr;
    at += net.components * net.embedding_size;
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        timbrel::layer_parameters(net, layer, &at);
    }
    return at - static_cast<const float *>(nullptr) +
           timbrel::output_size(net) * (net.hidden_size + 1);
}

// What a call advances; N slots.
struct Slots {
    int64_t N;
    Wholes active, seeds, streams, top_k, positions;
    Floats temperatures, top_p, frames, h, c;
    Wholes states;  // of test_grammar; none: no grammar
};

// [steps,N,C]: a function of the slot's stream and of the number of the step, from its position on.
inline Floats conditions_of(const tb_network &net, const Slots &s, int64_t steps) {
    Floats conditions;
    for (int64_t t = 0; t < steps; ++t) {
        for (int64_t n = 0; n < s.N; ++n) {
            for (int64_t c = 0; c < net.condition_size; ++c) {
                const int64_t place = s.streams[n] % 13 + 3 * (s.positions[n] + t) + c;
                conditions.push_back(static_cast<float>(place % 11) / 6 - 0.8f);
            }
        }
    }
    return conditions;
}

inline Slots slots_of(const tb_network &net, int64_t N, uint32_t seed) {
    Slots s;
    s.N = N;
    for (int64_t n = 0; n < N; ++n) {
        s.active.push_back(1);
        s.seeds.push_back(1000003 * n - 7);
        s.streams.push_back(n * INT64_C(5000000000));
        s.top_k.push_back(n % 3 == 1 ? 4 : 0);
        s.top_p.push_back(n % 3 == 2 ? 0.7f : 1.0f);
        s.positions.push_back(100 * n);
        s.temperatures.push_back(n % 4 == 3 ? 0.0f : 0.5f + 0.3f * static_cast<float>(n));
    }
    s.frames = uniforms(seed + 1, N * net.frame_size, 1);
    for (float &frame : s.frames) {
        if (net.head == TB_CATEGORICAL) {
            frame = std::floor((frame + 1) / 2 * static_cast<float>(net.components - 1));
        } else if (net.head == TB_BERNOULLI) {
            frame = frame > 0 ? 1.0f : 0.0f;
        }
    }
    s.h = uniforms(seed + 2, net.layers * N * net.hidden_size, 1);
    s.c = uniforms(seed + 3, net.layers * N * net.hidden_size, 1);
    return s;
}

class Generator {
public:
    // plan: NULL: the plain kernels
    Generator(const tb_network &net, tb_precision precision, uint32_t seed,
            const tb_plan *plan = nullptr)
        : Generator(net, precision, uniforms(seed, parameter_count(net), 0.6f), plan) {}

    Generator(const tb_network &net, tb_precision precision, const Floats &given,
            const tb_plan *plan = nullptr)
        : net_(net),
          precision_(precision),
          planned_(plan != nullptr),
          plan_(planned_ ? *plan : tb_plan{}),
          parameters_(given),
          packed_(poison(size())) {
        OnDevice<float> parameters(parameters_);
        Stream stream;
        // Not at a multiple of 16 bytes, which the contract allows.
        stream.finish(tb_cuda_generator_pack(&net_, precision, parameters.data(),
                              packed_.data() + 1, this->plan(), stream.get()),
                "pack");
    }

    const Floats &parameters() const { return parameters_; }
    const tb_plan *plan() const { return planned_ ? &plan_ : nullptr; }
    const float *packed() { return packed_.data() + 1; }

    // What the calls see, and what they made of it.
    std::vector<int32_t> signal = {0, 0};

    // The frames drawn, or none with forced ones; s is moved on.
    Floats run(Slots &s, int64_t steps, const Floats &forced = {}) {
        const std::string where = text_of(net_, precision_);
        OnDevice<int64_t> active(s.active), seeds(s.seeds), streams(s.streams), top_k(s.top_k),
                positions(s.positions), states(s.states),
                next(s.states.empty() ? Wholes() : test_table(test_states, net_.components));
        const tb_grammar grammar = {test_states, net_.components - 1, next.data()};
        OnDevice<float> temperatures(s.temperatures), top_p(s.top_p), frames(s.frames), h(s.h),
                c(s.c), conditions(conditions_of(net_, s, steps)), given(forced),
                out(poison(forced.empty() ? steps * s.N * net_.frame_size : 0));
        int64_t bytes = 0;
        check(tb_cuda_generate_workspace_size(&net_, nullptr, s.N, &bytes, plan()) == TB_OK,
                "workspace: %s", tb_cuda_last_error());
        OnDevice<float> workspace(poison(bytes / 4));
        OnDevice<int32_t> device_signal(signal);
        Stream stream;
        const tb_grammar *const limits = s.states.empty() ? nullptr : &grammar;
        if (planned_ && plan_.kernels == TB_PRODUCTS) {
            generate_by_products(net_, precision_, packed(), steps, s.N, !forced.empty(),
                    workspace.data(), stream, where, [&](int64_t step, int64_t part) {
                        return tb_cuda_generate_part(&net_, nullptr, precision_, packed(), steps,
                                s.N, active.data(), seeds.data(), streams.data(),
                                temperatures.data(), top_k.data(), top_p.data(), limits,
                                conditions.data(), nullptr, given.data(), positions.data(),
                                states.data(), frames.data(), nullptr, nullptr, h.data(), c.data(),
                                out.data(), step, part, workspace.data(), stream.get());
                    });
        } else {
            stream.finish(
                    tb_cuda_generate(&net_, precision_, packed(), steps, s.N, active.data(),
                            seeds.data(), streams.data(), temperatures.data(), top_k.data(),
                            top_p.data(), limits, conditions.data(), given.data(), positions.data(),
                            states.data(), frames.data(), h.data(), c.data(), out.data(), plan(),
                            device_signal.data(), workspace.data(), stream.get()),
                    where);
        }
        signal = device_signal.read();
        s.positions = positions.read();
        s.frames = frames.read();
        s.h = h.read();
        s.c = c.read();
        s.states = states.read();
        return out.read();
    }

private:
    int64_t size() {
        int64_t floats = 0;
        check(tb_cuda_generator_size(&net_, precision_, &floats, plan()) == TB_OK, "size: %s",
                tb_cuda_last_error());
        return floats + 1;
    }

    tb_network net_;
    tb_precision precision_;
    bool planned_;
    tb_plan plan_;
    Floats parameters_;
    OnDevice<float> packed_;
};

inline double rounded_operand(tb_precision precision, double value) {
    const auto v = static_cast<float>(value);
    return precision == TB_FP32   ? value
           : precision == TB_TF32 ? timbrel::round_to_tf32(v)
                                  : timbrel::round_to_bf16(v);
}

// w x + b, w [rows, size of x], operands rounded.
inline Doubles affine(const float *w, const float *b, int64_t rows, const Doubles &x,
        tb_precision precision = TB_FP32) {
    Doubles y(static_cast<size_t>(rows));
    for (int64_t r = 0; r < rows; ++r) {
        y[r] = b ? b[r] : 0;
        for (size_t k = 0; k < x.size(); ++k) {
            y[r] += rounded_operand(precision, w[static_cast<size_t>(r) * x.size() + k]) *
                    rounded_operand(precision, x[k]);
        }
    }
    return y;
}

inline void normalise(Doubles &values, const float *gain) {
    double mean = 0, variance = 0;
    const auto count = static_cast<double>(values.size());
    for (const double v : values) {
        mean += v / count;
    }
    for (const double v : values) {
        variance += (v - mean) * (v - mean) / count;
    }
    for (size_t k = 0; k < values.size(); ++k) {
        values[k] = gain[k] * (values[k] - mean) / std::sqrt(variance + 1e-5);
    }
}

// One step of slot n: the head's outputs; h and c of the slot are moved on.
inline Floats step_double(const tb_network &net, const Floats &parameters, Slots &s, int64_t n,
        const float *conditions, tb_precision precision = TB_FP32) {
    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
    const int64_t H = net.hidden_size, G = timbrel::gate_count(net.cell), D = net.frame_size;
    const float *at = parameters.data();
    const float *frame = s.frames.data() + n * D;
    Doubles x(frame, frame + D);
    if (net.embedding_size > 0) {
        const float *row = at + static_cast<int64_t>(*frame) * net.embedding_size;
        x = Doubles(row, row + net.embedding_size);
        at += net.components * net.embedding_size;
    }
    x.insert(x.end(), conditions, conditions + net.condition_size);
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const timbrel::LayerParameters p = timbrel::layer_parameters(net, layer, &at);
        float *h = s.h.data() + (layer * s.N + n) * H, *c = s.c.data() + (layer * s.N + n) * H;
        Doubles of_x = affine(p.w_ih, nullptr, G * H, x, precision);
        Doubles of_h = affine(p.w_hh, nullptr, G * H, Doubles(h, h + H), precision);
        if (net.layer_norm != 0) {
            normalise(of_x, p.norm_ih);
            normalise(of_h, p.norm_hh);
        }
        x.assign(static_cast<size_t>(H), 0);
        for (int64_t j = 0; j < H; ++j) {
            const auto a = [&](int64_t g) { return of_x[g * H + j] + p.b_ih[g * H + j]; };
            const auto b = [&](int64_t g) { return of_h[g * H + j] + p.b_hh[g * H + j]; };
            if (net.cell == TB_LSTM) {
                const double cell =
                        sigmoid(a(1) + b(1)) * c[j] + sigmoid(a(0) + b(0)) * std::tanh(a(2) + b(2));
                c[j] = static_cast<float>(cell);
                x[j] = sigmoid(a(3) + b(3)) * std::tanh(cell);
            } else if (net.cell == TB_GRU) {
                const double z = sigmoid(a(1) + b(1));
                x[j] = (1 - z) * std::tanh(a(2) + sigmoid(a(0) + b(0)) * b(2)) + z * h[j];
            } else {
                x[j] = std::tanh(a(0) + b(0));
            }
        }
        std::copy(x.begin(), x.end(), h);
        if (timbrel::dense_follows(net, layer)) {
            x = affine(p.dense, p.dense_bias, net.dense_size, x, precision);
            for (double &v : x) {
                v = std::tanh(v);
            }
        }
    }
    const int64_t P = timbrel::output_size(net);
    const Doubles outputs = affine(at, at + P * H, P, x, precision);
    return Floats(outputs.begin(), outputs.end());
}

// As Generator::run, where every slot is active.
inline Floats run_double(const tb_network &net, const Floats &parameters, Slots &s, int64_t steps,
        tb_precision precision = TB_FP32) {
    const int64_t D = net.frame_size, C = net.condition_size, K = net.components;
    const Floats conditions = conditions_of(net, s, steps);
    const bool limited = !s.states.empty();
    Floats out, scratch(static_cast<size_t>(K + 1));
    for (int64_t step = 0; step < steps; ++step) {
        for (int64_t n = 0; n < s.N; ++n) {
            float *frame = s.frames.data() + n * D;
            if (limited && s.states[n] < 0) {
                out.insert(out.end(), frame, frame + D);
                continue;
            }
            Floats outputs = step_double(
                    net, parameters, s, n, conditions.data() + (step * s.N + n) * C, precision);
            for (int64_t k = 0; limited && k < K; ++k) {
                if (!timbrel::allows(test_grammar(K), K, s.states[n], k)) {
                    outputs[k] = -INFINITY;
                }
            }
            const timbrel::Draw draw = {s.temperatures[n], s.top_k[n], s.top_p[n], s.seeds[n],
                    s.streams[n], static_cast<uint32_t>(s.positions[n]++)};
            timbrel::sample_frame(static_cast<tb_head>(net.head), D, net.components,
                    static_cast<float>(net.scale_floor), outputs.data(), draw, scratch.data(),
                    frame);
            if (limited) {
                s.states[n] = timbrel::state_behind(
                        test_grammar(K), K, s.states[n], static_cast<int64_t>(*frame));
            }
            out.insert(out.end(), frame, frame + D);
        }
    }
    return out;
}

inline Slots one_of(const tb_network &net, const Slots &all, int64_t n) {
    const int64_t H = net.hidden_size, D = net.frame_size;
    Slots one = {1, {}, {all.seeds[n]}, {all.streams[n]}, {all.top_k[n]}, {all.positions[n]},
            {all.temperatures[n]}, {all.top_p[n]}, {}, {}, {}, {}};
    if (!all.states.empty()) {
        one.states.push_back(all.states[n]);
    }
    one.frames.assign(all.frames.begin() + n * D, all.frames.begin() + (n + 1) * D);
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const int64_t from = (layer * all.N + n) * H;
        one.h.insert(one.h.end(), all.h.begin() + from, all.h.begin() + from + H);
        one.c.insert(one.c.end(), all.c.begin() + from, all.c.begin() + from + H);
    }
    return one;
}

}  // namespace timbrel::test
