// SPDX-License-Identifier: Apache-2.0
// Every step of generation against plain loops in double precision: cells, layers, heads, draws.
#include "generate_reference.h"
#include "sampling.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

std::vector<ReferenceLayer> state_of(const tb_network &net, const Slots &slots, int64_t n) {
    std::vector<ReferenceLayer> layers;
    for (int64_t l = 0; l < net.layers; ++l) {
        const int64_t place = (l * slots.N + n) * net.hidden_size, end = place + net.hidden_size;
        layers.push_back({Doubles(slots.h.begin() + place, slots.h.begin() + end),
                Doubles(slots.c.begin() + place, slots.c.begin() + end)});
    }
    return layers;
}

// Rounding errors of sums in fp32 of so many terms, each of which is below 1; twice the worst seen.
// A dense layer's outputs are rounded to bf16 from numbers that differ in their last bits: one in
// some hundreds then goes to the other side and moves what follows by 2^-9 of its weight.
double tolerance(const tb_network &net, tb_precision precision) {
    const auto terms = static_cast<double>(input_size(net, 0) + net.hidden_size + net.dense_size);
    const bool flips = precision == TB_BF16 && net.dense_size > 0 && net.layers > 1;
    return 3 * 1.2e-7 * std::sqrt(terms) * (net.layer_norm ? 4 : 1) + (flips ? 1e-3 : 0);
}

void check_frame(const std::string &where, const tb_network &net, const Slots &slots, int64_t n,
        int64_t position, const std::vector<float> &outputs, const std::vector<float> &frame,
        double bound) {
    const auto k = static_cast<size_t>(n);
    const Draw draw = {slots.temperatures[k], slots.top_k[k], slots.top_p[k], slots.seeds[k],
            slots.streams[k], static_cast<uint32_t>(position)};
    std::vector<float> expected(frame.size()), scratch(static_cast<size_t>(net.components));
    sample_frame(static_cast<tb_head>(net.head), net.frame_size, net.components,
            static_cast<float>(net.scale_floor), outputs.data(), draw, scratch.data(),
            expected.data());
    check_close(where.c_str(), "frame", frame, expected, 4 * bound);
}

void test_steps(const tb_network &net, tb_precision precision, int64_t N, int64_t steps) {
    const std::string where = text(net, precision);
    const auto parameters = parameters_of(net, 3);
    const Packed packed(net, precision, parameters);
    const Reference reference(net, precision, parameters);
    const double bound = tolerance(net, precision);
    const int64_t D = net.frame_size;
    Slots slots(net, N);
    Random random(7);
    slots.h = random.uniforms(static_cast<int64_t>(slots.h.size()), 0.9f);
    slots.c = random.uniforms(static_cast<int64_t>(slots.c.size()), 0.9f);
    for (int64_t n = 0; n < N; ++n) {
        slots.temperatures[static_cast<size_t>(n)] = n % 3 == 0 ? 0 : 0.6f;
        slots.top_k[static_cast<size_t>(n)] = n % 4 == 1 ? 3 : 0;
        slots.top_p[static_cast<size_t>(n)] = n % 4 == 2 ? 0.8f : 1;
    }
    for (int64_t t = 0; t < steps; ++t) {
        const Slots before = slots;
        const auto conditions = conditions_of(net, before, 1);
        const int64_t C = net.condition_size;
        Poisoned out(N * D);
        if (!check(generate(packed, 1, slots, nullptr, out.data()) == TB_OK, "%s: %s",
                    where.c_str(), tb_cpu_last_error())) {
            return;
        }
        const auto frames = out.take(where, "out");
        check_same_bits(where.c_str(), "frames", slots.frames, frames);
        for (int64_t n = 0; n < N; ++n) {
            const auto after = state_of(net, slots, n);
            const ReferenceStep expected = reference.step(
                    Doubles(before.frames.begin() + n * D, before.frames.begin() + (n + 1) * D),
                    Doubles(conditions.begin() + n * C, conditions.begin() + (n + 1) * C),
                    state_of(net, before, n), after);
            for (size_t l = 0; l < after.size(); ++l) {
                check_close(where.c_str(), "h", after[l].h, expected.layers[l].h, bound);
                if (net.cell == TB_LSTM) {
                    check_close(where.c_str(), "c", after[l].c, expected.layers[l].c, bound);
                }
            }
            check_frame(where, net, before, n, t, expected.outputs,
                    std::vector<float>(frames.begin() + n * D, frames.begin() + (n + 1) * D),
                    bound);
            check(slots.positions[static_cast<size_t>(n)] == t + 1, "%s: position", where.c_str());
        }
    }
}

void test_networks(tb_precision precision) {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (const bool norm : {false, true}) {
            test_steps(network(cell, TB_MEAN, 5, 1, 7, 0, 0, 0, norm), precision, 2, 3);
            test_steps(network(cell, TB_MEAN, 1, 1, 1, 3, 0, 0, norm), precision, 1, 2);
            test_steps(network(cell, TB_MEAN, 40, 2, 33, 0, 0, 0, norm), precision, 9, 2);
            test_steps(network(cell, TB_MIXTURE, 5, 2, 129, 9, 3, 0, norm), precision, 3, 2);
            test_steps(network(cell, TB_BERNOULLI, 40, 3, 33, 65, 0, 0, norm), precision, 4, 2);
            test_steps(network(cell, TB_CATEGORICAL, 1, 2, 33, 7, 101, 5, norm), precision, 7, 3);
            // Conditions behind a frame, and behind a token's row of an odd width.
            test_steps(network(cell, TB_MEAN, 5, 2, 33, 0, 0, 0, norm, 3), precision, 4, 3);
            test_steps(
                    network(cell, TB_CATEGORICAL, 1, 2, 33, 7, 101, 5, norm, 2), precision, 7, 3);
        }
    }
    test_steps(network(TB_LSTM, TB_MEAN, 40, 2, 512), precision, 1, 1);
    // Too many tokens for a folded table.
    test_steps(network(TB_LSTM, TB_CATEGORICAL, 1, 1, 129, 0, 9000, 3), precision, 2, 2);
    test_steps(network(TB_GRU, TB_CATEGORICAL, 1, 1, 129, 0, 12000, 2, true), precision, 2, 2);
    for (int64_t N = 1; N <= 26; N += 5) {
        test_steps(network(TB_LSTM, TB_MEAN, 3, 1, 20), precision, N, 1);
        test_steps(network(TB_GRU, TB_MEAN, 3, 1, 20), precision, N, 1);
        test_steps(network(TB_RNN_TANH, TB_MEAN, 3, 1, 40), precision, N, 1);
    }
}

}  // namespace

int main() {
    if (!has_asked_kernels()) {
        return skipped;
    }
    test_networks(TB_FP32);
    test_networks(TB_BF16);
    return report("generate_test");
}
