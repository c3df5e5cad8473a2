// SPDX-License-Identifier: Apache-2.0
// What generation refuses, and what it says.
#include "generate_case.h"

using namespace timbrel::test;

namespace {

void check_error(const char *what, tb_status status, tb_status expected, const char *message) {
    check(status == expected, "%s: status %d", what, status);
    check(std::strcmp(tb_cpu_last_error(), message) == 0, "%s: \"%s\"", what, tb_cpu_last_error());
}

void refuse_network(const tb_network &net, const char *message) {
    int64_t size = 0;
    check_error(message, tb_cpu_generator_size(&net, TB_FP32, &size), TB_INVALID_ARGUMENT, message);
}

void test_networks() {
    const tb_network good = network(TB_LSTM, TB_MEAN, 1, 1, 1);
    int64_t size = 0;
    check(tb_cpu_generator_size(&good, TB_FP32, &size) == TB_OK && size > 0, "good");
    check_error("TF32", tb_cpu_generator_size(&good, TB_TF32, &size), TB_UNSUPPORTED,
            "tb_cpu_generator_size: precision is TB_TF32, which the CPU does not serve; take "
            "TB_FP32 or TB_BF16");
    check(tb_cpu_generator_size(nullptr, TB_FP32, &size) == TB_INVALID_ARGUMENT, "no network");
    check(tb_cpu_generator_size(&good, TB_FP32, nullptr) == TB_INVALID_ARGUMENT, "no size");

    tb_network net = good;
    net.cell = 3;
    refuse_network(net, "tb_cpu_generator_size: cell is 3, outside 0..2");
    net = good;
    net.layers = 0;
    refuse_network(net, "tb_cpu_generator_size: L is 0, but must be at least 1");
    net = good;
    net.components = 2;
    refuse_network(net, "tb_cpu_generator_size: K is 2, but must be 0 with TB_MEAN");
    net = good;
    net.embedding_size = 2;
    refuse_network(net, "tb_cpu_generator_size: M is 2, but must be 0 with this head");
    net = network(TB_LSTM, TB_CATEGORICAL, 2, 1, 1, 0, 3, 1);
    refuse_network(net, "tb_cpu_generator_size: D is 2, but must be 1 with TB_CATEGORICAL");
    net = network(TB_LSTM, TB_CATEGORICAL, 1, 1, 1, 0, INT64_C(1) << 25, 1);
    refuse_network(net, "tb_cpu_generator_size: K is 33554432, outside 1..16777216");
    net = network(TB_LSTM, TB_MIXTURE, 1, 1, 1, 0, 1);
    net.scale_floor = 0;
    check(tb_cpu_generator_size(&net, TB_FP32, &size) == TB_INVALID_ARGUMENT, "floor");
    for (int64_t tb_network::*large :
            {&tb_network::hidden_size, &tb_network::layers, &tb_network::frame_size}) {
        net = good;
        net.*large = INT64_C(1) << 61;
        check(tb_cpu_generator_size(&net, TB_FP32, &size) == TB_INVALID_ARGUMENT, "too large");
    }
}

void test_slots() {
    const tb_network net = network(TB_LSTM, TB_CATEGORICAL, 1, 1, 1, 0, 5, 1);
    const Packed packed(net, TB_FP32, parameters_of(net, 1));
    float out[4];
    const Slots good(net, 1);
    Slots slots = good;
    slots.temperatures[0] = -1;
    check_error("temperature", generate(packed, 1, slots, nullptr, out), TB_INVALID_ARGUMENT,
            "tb_cpu_generate: temperatures[0] is -1, outside 0..1000");
    slots = good;
    slots.top_k[0] = -1;
    check_error("top_k", generate(packed, 1, slots, nullptr, out), TB_INVALID_ARGUMENT,
            "tb_cpu_generate: top_k[0] is -1, but must be at least 0 (0: all)");
    slots = good;
    slots.top_p[0] = 0;
    check_error("top_p", generate(packed, 1, slots, nullptr, out), TB_INVALID_ARGUMENT,
            "tb_cpu_generate: top_p[0] is 0, but must be above 0 and at most 1 (1: all)");
    slots = good;
    slots.frames[0] = 5;
    check_error("frame", generate(packed, 1, slots, nullptr, out), TB_INVALID_ARGUMENT,
            "tb_cpu_generate: frames[0] is 5, no whole number in 0..K-1 (4)");
    slots = good;
    const float forced[2] = {1, 0.5f};
    check_error("forced", generate(packed, 2, slots, forced, nullptr), TB_INVALID_ARGUMENT,
            "tb_cpu_generate: forced[1,0] is 0.5, no whole number in 0..K-1 (4)");
    slots.positions[0] = INT64_C(0xffffffff);
    check(generate(packed, 1, slots, nullptr, out) == TB_INVALID_ARGUMENT, "position");
    // What an inactive slot holds does not matter.
    slots.active[0] = 0;
    slots.frames[0] = NAN;
    check(generate(packed, 1, slots, nullptr, out) == TB_OK, "inactive: %s", tb_cpu_last_error());
    slots = good;
    check(generate(packed, 1, slots, out, out) == TB_INVALID_ARGUMENT, "forced and out");
    check(generate(packed, 1, slots, nullptr, nullptr) == TB_INVALID_ARGUMENT, "no out");
    check(generate(packed, -1, slots, nullptr, out) == TB_INVALID_ARGUMENT, "steps below 0");
    check(generate(packed, 0, slots, nullptr, nullptr) == TB_OK, "no steps: %s",
            tb_cpu_last_error());
}

void test_conditions() {
    tb_network net = network(TB_LSTM, TB_CATEGORICAL, 1, 1, 1, 0, 5, 1);
    net.condition_size = -1;
    refuse_network(net, "tb_cpu_generator_size: condition_size is -1, but must be at least 0");
    net.condition_size = 2;
    const Packed packed(net, TB_FP32, parameters_of(net, 1));
    Slots slots(net, 1);
    float out[1];
    check_error("no conditions",
            tb_cpu_generate(&net, TB_FP32, packed.data.data(), 1, 1, nullptr, slots.seeds.data(),
                    slots.streams.data(), slots.temperatures.data(), nullptr, nullptr, nullptr,
                    nullptr, nullptr, slots.positions.data(), nullptr, slots.frames.data(),
                    slots.h.data(), slots.c.data(), out),
            TB_INVALID_ARGUMENT,
            "tb_cpu_generate: conditions [steps,N,C] is NULL, but has elements at steps 1, N 1");
    net.embedding_size = 0;
    net.input_size = 3;
    refuse_network(net,
            "tb_cpu_generator_size: condition_size is 2, but must be 0 where input_size is not");
}

// Refused before a slot is looked at.
void test_too_many_slots() {
    const tb_network net = network(TB_RNN_TANH, TB_MEAN, 1, 1, 1);
    const int64_t seed = 1;
    int64_t position = 0;
    float some = 0;
    check_error("slots",
            tb_cpu_generate(&net, TB_FP32, &some, 1, INT64_C(1) << 24, nullptr, &seed, &seed,
                    nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &position, nullptr, &some,
                    &some, nullptr, &some),
            TB_UNSUPPORTED,
            "tb_cpu_generate: N 16777216, L 1, H 1, E 0, P 1: N + L H must be below 2^24, E and P "
            "at most that");
}

// What may be NULL is.
void test_nulls() {
    const tb_network net = network(TB_GRU, TB_MEAN, 1, 1, 3);
    const Packed packed(net, TB_BF16, parameters_of(net, 1));
    const int64_t seed = 1, stream = 2;
    int64_t position = 0;
    float frame = 0, h[3] = {}, out = 0;
    check(tb_cpu_generate(&net, TB_BF16, packed.data.data(), 1, 1, nullptr, &seed, &stream, nullptr,
                  nullptr, nullptr, nullptr, nullptr, nullptr, &position, nullptr, &frame, h,
                  nullptr, &out) == TB_OK,
            "%s", tb_cpu_last_error());
    check(tb_cpu_generate(&net, TB_BF16, packed.data.data(), 1, 0, nullptr, nullptr, nullptr,
                  nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                  nullptr, nullptr, nullptr) == TB_OK,
            "no slots: %s", tb_cpu_last_error());
}

void test_no_temperatures() {
    const tb_network net = network(TB_GRU, TB_BERNOULLI, 1, 1, 3);
    const Packed packed(net, TB_FP32, parameters_of(net, 1));
    const int64_t seed = 1, stream = 2;
    int64_t position = 0;
    float frame = 0, h[3] = {}, out = 0;
    check_error("no temperatures",
            tb_cpu_generate(&net, TB_FP32, packed.data.data(), 1, 1, nullptr, &seed, &stream,
                    nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &position, nullptr,
                    &frame, h, nullptr, &out),
            TB_INVALID_ARGUMENT,
            "tb_cpu_generate: temperatures [N] is NULL, but has elements at steps 1, N 1");
}

}  // namespace

int main() {
    test_networks();
    test_slots();
    test_conditions();
    test_too_many_slots();
    test_nulls();
    test_no_temperatures();
    return report("generate_arguments_test");
}
