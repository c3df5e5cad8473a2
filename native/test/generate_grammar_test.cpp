// SPDX-License-Identifier: Apache-2.0
// Tokens under a grammar: what may come and what may not, how a slot ends, and what is refused.
#include "generate_case.h"
#include "grammar.h"
#include "grammar_case.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

constexpr int64_t K = 23;

tb_network net_of(tb_cell cell) {
    return network(cell, TB_CATEGORICAL, 1, 2, 20, 0, K, 4);
}

// Slots with each kind of limit, hot enough that all tokens come.
Slots slots_of(const tb_network &net, int64_t N) {
    Slots slots(net, N);
    for (size_t n = 0; n < static_cast<size_t>(N); ++n) {
        slots.temperatures[n] = n % 4 == 3 ? 0 : 2;
        slots.top_k[n] = n % 4 == 1 ? 6 : 0;
        slots.top_p[n] = n % 4 == 2 ? 0.6f : 1;
    }
    slots.grammar = &test_grammar(K);
    return slots;
}

std::vector<float> run(const Packed &packed, int64_t steps, Slots &slots) {
    Poisoned out(steps * slots.N);
    check_ok(generate(packed, steps, slots, nullptr, out.data()), "generate");
    return out.take("generate", "out");
}

// Every token is one that the state before it allows; behind the end nothing but the end comes, and
// what the slot holds is what it held when it ended.
void test_every_token(tb_cell cell, tb_precision precision) {
    const tb_network net = net_of(cell);
    const Packed packed(net, precision, parameters_of(net, 4));
    const int64_t N = 40, steps = 60;
    Slots slots = slots_of(net, N), single = slots;
    const auto out = run(packed, steps, slots);
    int64_t ended = 0;
    for (int64_t n = 0; n < N; ++n) {
        int64_t state = 0, drawn = 0;
        for (int64_t t = 0; t < steps; ++t) {
            const auto token = static_cast<int64_t>(out[static_cast<size_t>(t * N + n)]);
            if (state == ended_state) {
                check(token == K - 1, "slot %d goes on behind its end", (int)n);
                continue;
            }
            check(allows(test_grammar(K), K, state, token), "slot %d step %d: token %d", (int)n,
                    (int)t, (int)token);
            state = state_behind(test_grammar(K), K, state, token);
            ++drawn;
        }
        const auto slot = static_cast<size_t>(n);
        check(slots.states[slot] == state && slots.positions[slot] == drawn, "slot %d: state",
                (int)n);
        ended += state == ended_state;
    }
    check(ended > 5 && ended < N, "%d of %d have ended", (int)ended, (int)N);
    // Step by step, where a slot that has ended is in no call any more.
    std::vector<float> steps_alone;
    for (int64_t t = 0; t < steps; ++t) {
        const auto one = run(packed, 1, single);
        steps_alone.insert(steps_alone.end(), one.begin(), one.end());
    }
    check_same_bits("step by step", "out", steps_alone, out);
    check_same_bits("step by step", "h", single.h, slots.h);
    check_same_bits("step by step", "c", single.c, slots.c);
    check_same_bits("step by step", "frames", single.frames, slots.frames);
    check(single.states == slots.states && single.positions == slots.positions, "step by step");
}

// With biases alone: the likeliest of what is allowed at temperature 0, and top_k of 1 likewise; a
// grammar that allows all changes no bit.
void test_choice() {
    tb_network net = network(TB_GRU, TB_CATEGORICAL, 1, 1, 5, 0, 4, 2);
    auto parameters = parameters_of(net, 2);
    std::fill(parameters.end() - 24, parameters.end(), 0.0f);
    const float bias[] = {1, 4, 3, 2};
    std::copy(bias, bias + 4, parameters.end() - 4);
    const Packed packed(net, TB_FP32, parameters);
    const int64_t next[] = {0, -1, 1, 1, 1, -1, 2, 0};  // state 1: 2 leads to none
    const tb_grammar grammar = {2, -1, next};
    Slots slots(net, 2);
    slots.grammar = &grammar;
    slots.states = {0, 1};
    slots.temperatures = {0, 1};
    slots.top_k = {0, 1};
    const auto out = run(packed, 3, slots);
    const float expected[] = {2, 3, 3, 2, 2, 3};
    check_same_bits("likeliest", "out", out.data(), expected, 6);

    const std::vector<int64_t> all(4, 0);
    const tb_grammar free = {1, -1, all.data()};
    Slots limited(net, 30), unlimited = limited;
    limited.grammar = &free;
    check_same_bits("all allowed", "out", run(packed, 20, limited), run(packed, 20, unlimited));
}

// A share of 0.5 of what is allowed: of 3 and 2 the likelier alone, though 1 has most of all.
void test_top_p() {
    tb_network net = network(TB_GRU, TB_CATEGORICAL, 1, 1, 5, 0, 4, 2);
    auto parameters = parameters_of(net, 2);
    std::fill(parameters.end() - 24, parameters.end(), 0.0f);
    const float bias[] = {-9, 4, 2, 1.5f};
    std::copy(bias, bias + 4, parameters.end() - 4);
    const Packed packed(net, TB_FP32, parameters);
    const int64_t next[] = {0, -1, 0, 0};
    const tb_grammar grammar = {1, -1, next};
    Slots slots(net, 50);
    slots.grammar = &grammar;
    std::fill(slots.temperatures.begin(), slots.temperatures.end(), 1.0f);
    std::fill(slots.top_p.begin(), slots.top_p.end(), 0.5f);
    for (const float token : run(packed, 4, slots)) {
        check(token == 2, "token %g with top_p", token);
    }
}

// Where a state forbids all, token 0 ends the slot; logits that are no numbers leave what is
// allowed.
void test_dead_ends() {
    tb_network net = network(TB_GRU, TB_CATEGORICAL, 1, 1, 5, 0, 4, 2);
    auto parameters = parameters_of(net, 2);
    const int64_t next[] = {7, -1, -3, 1, -1, -1, -1, -1};
    const tb_grammar grammar = {2, -1, next};
    for (const bool numbers : {true, false}) {
        if (!numbers) {
            std::fill(parameters.end() - 4, parameters.end(), NAN);
        }
        const Packed packed(net, TB_FP32, parameters);
        Slots slots(net, 1);
        slots.grammar = &grammar;
        const float expected[] = {3, 0, 0, 0};
        check_same_bits("dead end", "out", run(packed, 4, slots).data(), expected, 4);
        check(slots.states[0] == -1 && slots.positions[0] == 2, "dead end: state");
    }
}

void test_refusals() {
    const tb_network net = net_of(TB_LSTM);
    const Packed packed(net, TB_FP32, parameters_of(net, 1));
    float out[4];
    Slots slots(net, 1);
    tb_grammar grammar = test_grammar(K);
    slots.grammar = &grammar;
    grammar.states = 0;
    check_refused(generate(packed, 1, slots, nullptr, out),
            "tb_cpu_generate: S is 0, but must be at least 1");
    grammar = test_grammar(K);
    grammar.end_token = K;
    check_refused(generate(packed, 1, slots, nullptr, out),
            "tb_cpu_generate: end_token is 23, outside -1..22");
    grammar = test_grammar(K);
    grammar.next = nullptr;
    check_refused(generate(packed, 1, slots, nullptr, out),
            "tb_cpu_generate: next [S,K] is NULL, but has elements at S 5");
    grammar = test_grammar(K);
    slots.states[0] = test_states;
    check_refused(generate(packed, 1, slots, nullptr, out),
            "tb_cpu_generate: states[0] is 5, outside -1..S-1 (4)");
    slots.states[0] = 0;
    const float forced[] = {0, 3, 11, 4};
    const Slots before = slots;
    check_refused(generate(packed, 3, slots, forced, nullptr),
            "tb_cpu_generate: forced[2,0] is 11, which the grammar forbids there (state 3)");
    check(slots.h == before.h && slots.states == before.states, "something moved");
    const float over[] = {K - 1.0f, K - 1.0f, 4};
    check_refused(generate(packed, 3, slots, over, nullptr),
            "tb_cpu_generate: forced[2,0] is 4, which the grammar forbids behind the end (state "
            "-1)");
    check_ok(generate(packed, 2, slots, over, nullptr), "forced to its end");
    check(slots.states[0] == -1 && slots.frames[0] == K - 1, "forced to its end: state %d",
            (int)slots.states[0]);

    const tb_network mean = network(TB_LSTM, TB_MEAN, 1, 1, 3);
    const Packed frames(mean, TB_FP32, parameters_of(mean, 1));
    Slots of_frames(mean, 1);
    of_frames.grammar = &grammar;
    check_refused(generate(frames, 1, of_frames, nullptr, out),
            "tb_cpu_generate: a grammar is given, but the network's head is 0: only "
            "TB_CATEGORICAL draws tokens");
}

}  // namespace

int main() {
    if (!has_asked_kernels()) {
        return skipped;
    }
    for (const tb_precision precision : {TB_FP32, TB_BF16}) {
        for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
            test_every_token(cell, precision);
        }
    }
    test_choice();
    test_top_p();
    test_dead_ends();
    test_refusals();
    return report("generate_grammar_test");
}
