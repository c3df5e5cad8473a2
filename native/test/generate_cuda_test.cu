// SPDX-License-Identifier: Apache-2.0
// Generation on the device against a network in double precision whose outputs go through the draws
// of common/sampling.h, and what holds bit for bit: a stream does not depend on its slot, its
// company, or how its steps are divided over calls.
#include <algorithm>

#include "cuda_device.h"
#include "grammar.h"
#include "grammar_case.h"
#include "network.h"
#include "sampling.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Wholes = std::vector<int64_t>;

std::string text_of(const tb_network &net, tb_precision precision) {
    char text[160];
    std::snprintf(text, sizeof text,
            "cell %d head %d D=%d L=%d H=%d E=%d K=%d M=%d C=%d norm %d precision %d",
            (int)net.cell, (int)net.head, (int)net.frame_size, (int)net.layers,
            (int)net.hidden_size, (int)net.dense_size, (int)net.components, (int)net.embedding_size,
            (int)net.condition_size, (int)net.layer_norm, (int)precision);
    return text;
}

int64_t parameter_count(const tb_network &net) {
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
Floats conditions_of(const tb_network &net, const Slots &s, int64_t steps) {
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

Slots slots_of(const tb_network &net, int64_t N, uint32_t seed) {
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
    Generator(const tb_network &net, tb_precision precision, uint32_t seed)
        : Generator(net, precision, uniforms(seed, parameter_count(net), 0.6f)) {}

    Generator(const tb_network &net, tb_precision precision, const Floats &given)
        : net_(net), precision_(precision), parameters_(given), packed_(poison(size())) {
        OnDevice<float> parameters(parameters_);
        Stream stream;
        // Not at a multiple of 16 bytes, which the contract allows.
        stream.finish(tb_cuda_generator_pack(&net_, precision, parameters.data(),
                              packed_.data() + 1, stream.get()),
                "pack");
    }

    const Floats &parameters() const { return parameters_; }

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
        check(tb_cuda_generate_workspace_size(&net_, nullptr, s.N, &bytes) == TB_OK,
                "workspace: %s", tb_cuda_last_error());
        OnDevice<float> workspace(poison(bytes / 4));
        Stream stream;
        stream.finish(
                tb_cuda_generate(&net_, precision_, packed_.data() + 1, steps, s.N, active.data(),
                        seeds.data(), streams.data(), temperatures.data(), top_k.data(),
                        top_p.data(), s.states.empty() ? nullptr : &grammar, conditions.data(),
                        given.data(), positions.data(), states.data(), frames.data(), h.data(),
                        c.data(), out.data(), workspace.data(), stream.get()),
                where);
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
        check(tb_cuda_generator_size(&net_, precision_, &floats) == TB_OK, "size: %s",
                tb_cuda_last_error());
        return floats + 1;
    }

    tb_network net_;
    tb_precision precision_;
    Floats parameters_;
    OnDevice<float> packed_;
};

// w x + b, w [rows, size of x].
Doubles affine(const float *w, const float *b, int64_t rows, const Doubles &x) {
    Doubles y(static_cast<size_t>(rows));
    for (int64_t r = 0; r < rows; ++r) {
        y[r] = b ? b[r] : 0;
        for (size_t k = 0; k < x.size(); ++k) {
            y[r] += w[static_cast<size_t>(r) * x.size() + k] * x[k];
        }
    }
    return y;
}

void normalise(Doubles &values, const float *gain) {
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
Floats step_double(const tb_network &net, const Floats &parameters, Slots &s, int64_t n,
        const float *conditions) {
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
        Doubles of_x = affine(p.w_ih, nullptr, G * H, x);
        Doubles of_h = affine(p.w_hh, nullptr, G * H, Doubles(h, h + H));
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
            x = affine(p.dense, p.dense_bias, net.dense_size, x);
            for (double &v : x) {
                v = std::tanh(v);
            }
        }
    }
    const int64_t P = timbrel::output_size(net);
    const Doubles outputs = affine(at, at + P * H, P, x);
    return Floats(outputs.begin(), outputs.end());
}

// As Generator::run, where every slot is active.
Floats run_double(const tb_network &net, const Floats &parameters, Slots &s, int64_t steps) {
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
            Floats outputs =
                    step_double(net, parameters, s, n, conditions.data() + (step * s.N + n) * C);
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

std::vector<tb_network> networks() {
    std::vector<tb_network> nets;
    for (const int64_t cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        nets.push_back({cell, TB_MEAN, 5, 1, 9, 0, 0, 0, 0, 0, 0, 0});
        nets.push_back({cell, TB_MIXTURE, 7, 2, 33, 0, 3, 0, 1, 0.01, 0, 0});
        nets.push_back({cell, TB_CATEGORICAL, 1, 2, 20, 6, 37, 5, 0, 0, 0, 0});
        nets.push_back({cell, TB_BERNOULLI, 13, 3, 8, 11, 0, 0, 1, 0, 0, 0});
        nets.push_back({cell, TB_MEAN, 5, 1, 9, 0, 0, 0, 0, 0, 0, 3});
        nets.push_back({cell, TB_CATEGORICAL, 1, 2, 20, 6, 37, 5, 1, 0, 0, 2});
    }
    nets.push_back({TB_LSTM, TB_MIXTURE, 1, 1, 1, 0, 1, 0, 0, 0.1, 0, 0});
    nets.push_back(
            {TB_LSTM, TB_CATEGORICAL, 1, 1, 130, 0, 600, 3, 0, 0, 0, 0});  // rows beyond a block
    nets.push_back(
            {TB_GRU, TB_CATEGORICAL, 1, 1, 4, 0, 9000, 3, 0, 0, 0, 0});  // beyond shared memory
    return nets;
}

double largest = 0;

void test_against_double() {
    uint32_t seed = 1;
    for (const tb_network &net : networks()) {
        const std::string where = text_of(net, TB_FP32);
        Generator generator(net, TB_FP32, ++seed);
        const int64_t N = net.components > 1000 ? 3 : 5, steps = net.components > 1000 ? 2 : 4;
        const Slots before = slots_of(net, N, seed);
        Slots expected = before, after = before;
        const Floats expected_out = run_double(net, generator.parameters(), expected, steps);
        const Floats out = run_in_two_orders(where, [&] {
            after = before;
            const Floats drawn = generator.run(after, steps);
            return std::vector<Floats>{drawn, after.frames, after.h};
        })[0];
        // States are rounded to floats at every step, and what is drawn is fed back.
        const double tolerance = 2e-5;
        check_close(where.c_str(), "out", out, expected_out, tolerance);
        check_close(where.c_str(), "frames", after.frames, expected.frames, tolerance);
        check_close(where.c_str(), "h", after.h, expected.h, tolerance);
        if (net.cell == TB_LSTM) {
            check_close(where.c_str(), "c", after.c, expected.c, tolerance);
        }
        check(after.positions == expected.positions, "%s: positions differ", where.c_str());
        largest = std::fmax(largest, largest_error(after.h, expected.h));
    }
}

// A logit that is no number is passed over, first as it is; where none is one, the first is taken.
void test_no_numbers() {
    const tb_network net = {TB_LSTM, TB_CATEGORICAL, 1, 1, 20, 0, 37, 5, 0, 0, 0, 0};
    for (const int64_t lost : {1, 37}) {
        Floats parameters = uniforms(3, parameter_count(net), 0.6f);
        std::fill(parameters.end() - 37, parameters.end() - 37 + lost, NAN);
        Slots slots = slots_of(net, 3, 5);
        slots.temperatures.assign(3, 0.0f);
        Slots expected = slots;
        Generator generator(net, TB_FP32, parameters);
        const Floats out = generator.run(slots, 4);
        check_same_bits("no numbers", "out", out, run_double(net, parameters, expected, 4));
    }
}

// With rounded weights frames stay close, or, where they are drawn from categories, mostly the
// same.
void test_rounded_weights() {
    for (const tb_precision precision : {TB_TF32, TB_BF16}) {
        const tb_network net = {TB_LSTM, TB_MEAN, 6, 2, 33, 7, 0, 0, 0, 0, 0, 0};
        Generator generator(net, precision, 4);
        Slots slots = slots_of(net, 3, 5), expected = slots;
        const Floats out = generator.run(slots, 6);
        const Floats exact = run_double(net, generator.parameters(), expected, 6);
        const double error = largest_error(out, exact);
        std::printf("precision %d: error of frames %.2g\n", precision, error);
        check(error < (precision == TB_BF16 ? 5e-2 : 5e-3) && error > 1e-6,
                "precision %d: error %g", precision, error);
    }
}

Slots one_of(const tb_network &net, const Slots &all, int64_t n) {
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

// Also: inactive slots are left alone, and NULL for what has defaults.
void test_streams_are_alone() {
    for (const tb_network &net : networks()) {
        if (net.components > 1000) {
            continue;
        }
        const std::string where = text_of(net, TB_BF16);
        Generator generator(net, TB_BF16, 9);
        const int64_t D = net.frame_size, steps = 5;
        Slots slots = slots_of(net, 6, 10);
        slots.active = {1, 0, 1, 1, 0, 1};
        const Slots before = slots;
        const Floats out = generator.run(slots, steps);
        for (int64_t n = 0; n < slots.N; ++n) {
            Slots one = one_of(net, before, n);
            const Slots untouched = one;
            Floats alone;
            for (const int64_t part : {2, 1, 2}) {
                const Floats some = generator.run(one, part);
                alone.insert(alone.end(), some.begin(), some.end());
            }
            const Slots reached = one_of(net, slots, n);
            const Slots &expected = before.active[n] ? one : untouched;
            check_same_bits(where.c_str(), "h", reached.h, expected.h);
            check_same_bits(where.c_str(), "c", reached.c, expected.c);
            check_same_bits(where.c_str(), "frames", reached.frames, expected.frames);
            check(reached.positions == expected.positions, "%s: positions", where.c_str());
            for (int64_t step = 0; step < steps; ++step) {
                const Floats zeros(static_cast<size_t>(D));
                check_same_bits(where.c_str(), "out", out.data() + (step * slots.N + n) * D,
                        before.active[n] ? alone.data() + step * D : zeros.data(),
                        static_cast<size_t>(D));
            }
        }
    }
}

// Under a grammar tokens are those of the reference, also of slots that end on their way; what a
// slot holds then stays, in any company and chunks.
void test_grammars() {
    for (const int64_t cell : {TB_LSTM, TB_GRU}) {
        const tb_network net = {cell, TB_CATEGORICAL, 1, 2, 20, 6, 23, 5, 0, 0, 0, 2};
        const std::string where = text_of(net, TB_FP32) + " grammar";
        Generator generator(net, TB_FP32, 12);
        const int64_t N = 24, steps = 20;
        Slots before = slots_of(net, N, 13);
        before.states.assign(N, 0);
        before.states[4] = 3;
        before.states[5] = -1;
        before.active.assign(N, 1);
        Slots expected = before, after = before;
        const Floats expected_out = run_double(net, generator.parameters(), expected, steps);
        const Floats out = run_in_two_orders(where, [&] {
            after = before;
            const Floats drawn = generator.run(after, steps);
            return std::vector<Floats>{drawn, after.frames, after.h};
        })[0];
        check_same_bits(where.c_str(), "out", out, expected_out);
        check_same_bits(where.c_str(), "frames", after.frames, expected.frames);
        check_close(where.c_str(), "h", after.h, expected.h, 2e-5);
        check(after.positions == expected.positions, "%s: positions", where.c_str());
        check(after.states == expected.states, "%s: states", where.c_str());
        const auto ended = std::count(after.states.begin(), after.states.end(), -1);
        check(ended > 2 && ended < N, "%s: %d have ended", where.c_str(), (int)ended);
        for (int64_t n = 0; n < N; ++n) {
            Slots one = one_of(net, before, n);
            Floats alone;
            for (const int64_t part : {1, 12, 7}) {
                const Floats some = generator.run(one, part);
                alone.insert(alone.end(), some.begin(), some.end());
            }
            const Slots reached = one_of(net, after, n);
            check_same_bits(where.c_str(), "h alone", reached.h, one.h);
            check_same_bits(where.c_str(), "c alone", reached.c, one.c);
            check(reached.positions == one.positions && reached.states == one.states,
                    "%s: slot %d alone", where.c_str(), (int)n);
            for (int64_t step = 0; step < steps; ++step) {
                check(alone[step] == out[step * N + n], "%s: slot %d step %d", where.c_str(),
                        (int)n, (int)step);
            }
        }
    }
}

// A forced token that is forbidden ends the slot: what comes behind it moves nothing.
void test_forbidden() {
    const tb_network net = {TB_LSTM, TB_CATEGORICAL, 1, 1, 9, 0, 23, 3, 0, 0, 0, 0};
    Generator generator(net, TB_FP32, 3);
    Slots slots = slots_of(net, 1, 6), shorter;
    slots.states = {0};
    shorter = slots;
    generator.run(shorter, 2, {0, 2});
    check(shorter.states[0] == -1 && shorter.frames[0] == 2, "forbidden: state %d",
            (int)shorter.states[0]);
    generator.run(slots, 4, {0, 2, 4, 5});
    check_same_bits("forbidden", "h", slots.h, shorter.h);
    check(slots.frames == shorter.frames && slots.states == shorter.states, "forbidden: moved");
}

// Forced frames move the state as drawn ones do.
void test_forced() {
    const tb_network net = {TB_GRU, TB_CATEGORICAL, 1, 2, 12, 0, 9, 4, 0, 0, 0, 0};
    Generator generator(net, TB_FP32, 3);
    Slots drawn = slots_of(net, 4, 6), forced = drawn;
    const Floats out = generator.run(drawn, 7);
    const Wholes positions = forced.positions;
    generator.run(forced, 7, out);
    check_same_bits("forced", "h", forced.h, drawn.h);
    check_same_bits("forced", "frames", forced.frames, drawn.frames);
    check(forced.positions == positions, "forced: positions moved");
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    test_against_double();
    test_no_numbers();
    test_rounded_weights();
    test_streams_are_alone();
    test_forced();
    test_grammars();
    test_forbidden();
    std::printf("largest error of h in fp32: %.2g\n", largest);
    return report("generate_cuda_test");
}
