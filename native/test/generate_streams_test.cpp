// SPDX-License-Identifier: Apache-2.0
// A stream's bits depend on nothing but the stream: not on the others, its slot, when it joined,
// how its steps are divided over calls, or how many threads there are. And what slots are left
// alone.
#include "generate_case.h"
#include "grammar_case.h"

using namespace timbrel::test;

namespace {

struct Case {
    tb_network net;
    tb_precision precision;
    bool grammar;
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const tb_precision precision : {TB_FP32, TB_BF16}) {
        all.push_back({network(TB_LSTM, TB_MIXTURE, 5, 2, 33, 7, 3), precision, false});
        all.push_back({network(TB_LSTM, TB_MEAN, 40, 2, 257), precision, false});
        all.push_back({network(TB_GRU, TB_MIXTURE, 3, 2, 129, 0, 2, 0, true), precision, false});
        all.push_back({network(TB_GRU, TB_CATEGORICAL, 1, 3, 100, 41, 50, 9), precision, false});
        all.push_back(
                {network(TB_RNN_TANH, TB_BERNOULLI, 20, 2, 200, 0, 0, 0, true), precision, false});
        all.push_back(
                {network(TB_LSTM, TB_CATEGORICAL, 1, 2, 150, 0, 60, 5, true), precision, false});
        all.push_back(
                {network(TB_LSTM, TB_MIXTURE, 5, 2, 33, 7, 3, 0, false, 4), precision, false});
        all.push_back(
                {network(TB_GRU, TB_CATEGORICAL, 1, 2, 70, 0, 40, 7, true, 3), precision, false});
        all.push_back({network(TB_LSTM, TB_CATEGORICAL, 1, 2, 65, 9, 23, 5), precision, true});
        all.push_back(
                {network(TB_GRU, TB_CATEGORICAL, 1, 2, 70, 0, 23, 6, true, 2), precision, true});
    }
    return all;
}

// Slot n of the crowd is stream n, with settings of its own.
Slots crowd_of(const Case &c, int64_t N) {
    Slots slots(c.net, N);
    slots.grammar = c.grammar ? &test_grammar(c.net.components) : nullptr;
    for (size_t n = 0; n < static_cast<size_t>(N); ++n) {
        slots.temperatures[n] = 0.2f * static_cast<float>(n % 5);
        slots.top_k[n] = n % 3 == 1 ? 4 : 0;
        slots.top_p[n] = n % 3 == 2 ? 0.7f : 1;
    }
    return slots;
}

// Stream n of the crowd in slot `slot` of others.
void put(const Slots &crowd, size_t n, Slots *others, size_t slot) {
    others->streams[slot] = crowd.streams[n];
    others->temperatures[slot] = crowd.temperatures[n];
    others->top_k[slot] = crowd.top_k[n];
    others->top_p[slot] = crowd.top_p[n];
    others->grammar = crowd.grammar;
}

std::vector<float> run(const Packed &packed, int64_t steps, Slots &slots) {
    Poisoned out(steps * slots.N * packed.net.frame_size);
    check(generate(packed, steps, slots, nullptr, out.data()) == TB_OK, "%s", tb_cpu_last_error());
    return out.take(text(packed.net, packed.precision), "out");
}

// The frames that slot n made, of those of N slots.
std::vector<float> of_slot(
        const std::vector<float> &frames, int64_t N, int64_t D, int64_t n, int64_t first = 0) {
    std::vector<float> own;
    for (int64_t at = (first * N + n) * D; at < static_cast<int64_t>(frames.size()); at += N * D) {
        own.insert(own.end(), frames.begin() + at, frames.begin() + at + D);
    }
    return own;
}

void test_company(const Case &c) {
    const std::string where = text(c.net, c.precision);
    const Packed packed(c.net, c.precision, parameters_of(c.net, 4));
    const int64_t steps = 10, N = 19, D = c.net.frame_size, H = c.net.hidden_size;
    Slots crowd = crowd_of(c, N), parts = crowd;
    crowd.active[2] = parts.active[2] = 0;
    crowd.frames[static_cast<size_t>(2 * D)] = parts.frames[static_cast<size_t>(2 * D)] = 42;
    const auto frames = run(packed, steps, crowd);

    auto in_parts = run(packed, 3, parts);
    const auto rest = run(packed, steps - 3, parts);
    in_parts.insert(in_parts.end(), rest.begin(), rest.end());
    check_same_bits((where + " in two calls").c_str(), "out", in_parts, frames);
    check_same_bits((where + " in two calls").c_str(), "h", parts.h, crowd.h);
    check_same_bits((where + " in two calls").c_str(), "c", parts.c, crowd.c);
    check(parts.states == crowd.states && parts.positions == crowd.positions,
            "%s in two calls: states or positions", where.c_str());

    check(crowd.frames[static_cast<size_t>(2 * D)] == 42 && crowd.positions[2] == 0,
            "%s: an inactive slot moved", where.c_str());
    for (int64_t j = 0; j < H; ++j) {
        check(crowd.h[static_cast<size_t>(2 * H + j)] == 0, "%s: an inactive h moved",
                where.c_str());
    }
    for (const float value : of_slot(frames, N, D, 2)) {
        check(value == 0, "%s: an inactive slot's frame is %g", where.c_str(), value);
    }

    // Alone, and joining others after some steps in another slot.
    for (const int64_t n : {0, 1, 5, 11, 18}) {
        const auto stream = static_cast<size_t>(n);
        Slots alone(c.net, 1), joined = crowd_of(c, 5);
        put(crowd, stream, &alone, 0);
        check_same_bits((where + " alone").c_str(), "out", run(packed, steps, alone),
                of_slot(frames, N, D, n));
        joined.active[3] = 0;
        run(packed, 4, joined);
        put(crowd, stream, &joined, 3);
        joined.active[3] = 1;
        joined.active[0] = 0;
        check_same_bits((where + " joined").c_str(), "out",
                of_slot(run(packed, steps, joined), 5, D, 3), of_slot(frames, N, D, n));
    }

    for (const int64_t threads : {1, 2, 3, 7}) {
        check(tb_cpu_set_threads(threads) == TB_OK, "threads: %s", tb_cpu_last_error());
        Slots again = crowd_of(c, N);
        again.active[2] = 0;
        check_same_bits((where + " threads").c_str(), "out", run(packed, steps, again), frames);
        check_same_bits((where + " threads").c_str(), "h", again.h, crowd.h);
    }
    tb_cpu_set_threads(0);
}

// Forced frames move the state as if they had been drawn, and nothing else.
void test_forced(const Case &c) {
    const std::string where = text(c.net, c.precision) + " forced";
    const Packed packed(c.net, c.precision, parameters_of(c.net, 4));
    const int64_t steps = 6, N = 3;
    Slots drawn = crowd_of(c, N), forced = drawn;
    const auto frames = run(packed, steps, drawn);
    check(generate(packed, steps, forced, frames.data(), nullptr) == TB_OK, "%s: %s", where.c_str(),
            tb_cpu_last_error());
    check_same_bits(where.c_str(), "h", forced.h, drawn.h);
    check_same_bits(where.c_str(), "c", forced.c, drawn.c);
    check_same_bits(where.c_str(), "frames", forced.frames, drawn.frames);
    check(forced.states == drawn.states, "%s: states", where.c_str());
    check(forced.positions[1] == 0, "%s: a position moved", where.c_str());
}

}  // namespace

int main() {
    if (!has_asked_kernels()) {
        return skipped;
    }
    for (const Case &c : cases()) {
        test_company(c);
        test_forced(c);
    }
    return report("generate_streams_test");
}
