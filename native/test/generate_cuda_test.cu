// SPDX-License-Identifier: Apache-2.0
// Generation on the device against a network in double precision whose outputs go through the draws
// of common/sampling.h, and what holds bit for bit: a stream does not depend on its slot, its
// company, or how its steps are divided over calls.
#include "generate_cuda_case.h"

using namespace timbrel::test;

namespace {

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

// Of the kernels that are tested: the plain ones, or parts between products.
const tb_plan *tested = nullptr;

void test_against_double() {
    uint32_t seed = 1;
    for (const tb_network &net : networks()) {
        const std::string where = text_of(net, TB_FP32);
        Generator generator(net, TB_FP32, ++seed, tested);
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
        Generator generator(net, TB_FP32, parameters, tested);
        const Floats out = generator.run(slots, 4);
        check_same_bits("no numbers", "out", out, run_double(net, parameters, expected, 4));
    }
}

// With rounded weights frames stay close, or, where they are drawn from categories, mostly the
// same.
void test_rounded_weights() {
    for (const tb_precision precision : {TB_TF32, TB_BF16}) {
        const tb_network net = {TB_LSTM, TB_MEAN, 6, 2, 33, 7, 0, 0, 0, 0, 0, 0};
        Generator generator(net, precision, 4, tested);
        Slots slots = slots_of(net, 3, 5), expected = slots;
        const Floats out = generator.run(slots, 6);
        const Floats exact = run_double(net, generator.parameters(), expected, 6);
        const double error = largest_error(out, exact);
        std::printf("precision %d: error of frames %.2g\n", precision, error);
        check(error < (precision == TB_BF16 ? 5e-2 : 5e-3) && error > 1e-6,
                "precision %d: error %g", precision, error);
    }
}

// Also: inactive slots are left alone, and NULL for what has defaults.
void test_streams_are_alone() {
    for (const tb_network &net : networks()) {
        if (net.components > 1000) {
            continue;
        }
        const std::string where = text_of(net, TB_BF16);
        Generator generator(net, TB_BF16, 9, tested);
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
        Generator generator(net, TB_FP32, 12, tested);
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
    Generator generator(net, TB_FP32, 3, tested);
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
    Generator generator(net, TB_FP32, 3, tested);
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
    tb_plan products = {};
    products.kernels = TB_PRODUCTS;
    for (const tb_plan *plan : {static_cast<const tb_plan *>(nullptr), &std::as_const(products)}) {
        tested = plan;
        test_against_double();
        test_no_numbers();
        test_rounded_weights();
        test_streams_are_alone();
        test_forced();
        test_grammars();
        test_forbidden();
    }
    std::printf("largest error of h in fp32: %.2g\n", largest);
    return report("generate_cuda_test");
}
