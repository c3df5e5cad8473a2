// SPDX-License-Identifier: Apache-2.0
// Generation against the forward pass, layer by layer; its streams in other company; and its
// refusals. What it draws is tested in java/nn, against the mixture's moments.
#include <cmath>

#include "lstm_case.h"

using namespace timbrel::test;

namespace {

struct Net {
    int64_t D, L, H, E, K;

    int64_t inputs(int64_t layer) const { return layer == 0 ? D : E > 0 ? E : H; }
    int64_t outputs() const { return K == 0 ? D : K * (1 + 2 * D); }
    int64_t parameters() const {
        int64_t count = outputs() * (H + 1);
        for (int64_t l = 0; l < L; ++l) {
            count += 4 * H * (inputs(l) + H + 2) + (E > 0 && l + 1 < L ? E * (H + 1) : 0);
        }
        return count;
    }
};

struct Slots {
    std::vector<int64_t> active, seeds, streams, positions;
    std::vector<float> temperatures, frames, h, c;

    Slots(const Net &net, int64_t N)
        : active(static_cast<size_t>(N), 1),
          seeds(static_cast<size_t>(N), 5),
          positions(static_cast<size_t>(N), 0),
          temperatures(static_cast<size_t>(N), 0.7f),
          frames(static_cast<size_t>(N * net.D), 0),
          h(static_cast<size_t>(net.L * N * net.H), 0),
          c(h) {
        for (int64_t n = 0; n < N; ++n) {
            streams.push_back(n);
        }
    }
};

std::vector<float> pack(const Net &net, const std::vector<float> &parameters) {
    int64_t size = 0;
    check(tb_cpu_generator_size(net.D, net.L, net.H, net.E, net.K, &size) == TB_OK, "size: %s",
            tb_cpu_last_error());
    std::vector<float> packed(static_cast<size_t>(size), NAN);
    check(tb_cpu_generator_pack(
                  net.D, net.L, net.H, net.E, net.K, parameters.data(), packed.data()) == TB_OK,
            "pack: %s", tb_cpu_last_error());
    return packed;
}

tb_status generate(const Net &net, const std::vector<float> &packed, int64_t steps, Slots &slots,
        const float *forced, float *out) {
    return tb_cpu_generate(net.D, net.L, net.H, net.E, net.K, 0.05f, packed.data(), steps,
            static_cast<int64_t>(slots.active.size()), slots.active.data(), slots.seeds.data(),
            slots.streams.data(), slots.temperatures.data(), forced, slots.positions.data(),
            slots.frames.data(), slots.h.data(), slots.c.data(), out);
}

// The head of means feeds itself, so that every step can be checked against the layers' own
// functions.
void test_against_layers(const Net &net) {
    Random random(3);
    const auto parameters = random.uniforms(net.parameters(), 0.4f);
    const auto packed = pack(net, parameters);
    Slots slots(net, 2);
    const auto start = random.uniforms(2 * net.D, 1);
    slots.frames = start;
    const int64_t steps = 9;
    Poisoned out(steps * 2 * net.D);
    check(generate(net, packed, steps, slots, nullptr, out.data()) == TB_OK, "%s",
            tb_cpu_last_error());
    const auto frames = out.take("generate", "out");

    // The same frames as inputs of a sequence, shifted by one.
    std::vector<float> x = start;
    x.insert(x.end(), frames.begin(), frames.end() - 2 * net.D);
    const float *at = parameters.data();
    for (int64_t l = 0; l < net.L; ++l) {
        const int64_t I = net.inputs(l), H = net.H;
        std::vector<float> y(static_cast<size_t>(steps * 2 * H)), h(static_cast<size_t>(2 * H)),
                c = h;
        const float *w_hh = at + 4 * H * I, *b_ih = w_hh + 4 * H * H, *b_hh = b_ih + 4 * H;
        check(tb_cpu_lstm_forward_reference(steps, 2, I, H, nullptr, x.data(), at, w_hh, b_ih, b_hh,
                      nullptr, nullptr, y.data(), h.data(), c.data(), nullptr, nullptr) == TB_OK,
                "%s", tb_cpu_last_error());
        at = b_hh + 4 * H;
        check_close("generate", "h",
                std::vector<float>(slots.h.begin() + l * 2 * H, slots.h.begin() + (l + 1) * 2 * H),
                h, 2e-5);
        x = y;
        if (net.E > 0 && l + 1 < net.L) {
            x.resize(static_cast<size_t>(steps * 2 * net.E));
            check(tb_cpu_dense_forward(steps * 2, H, net.E, TB_TANH, y.data(), at, at + net.E * H,
                          x.data()) == TB_OK,
                    "%s", tb_cpu_last_error());
            at += net.E * (H + 1);
        }
    }
    std::vector<float> expected(static_cast<size_t>(steps * 2 * net.D));
    tb_cpu_dense_forward(steps * 2, net.H, net.D, TB_IDENTITY, x.data(), at, at + net.D * net.H,
            expected.data());
    // Rounding errors of some steps and layers, which the recurrence carries on.
    check_close("generate", "frames", frames, expected, 2e-5);
}

void test_company() {
    const Net net = {5, 2, 33, 7, 3};
    Random random(4);
    const auto parameters = random.uniforms(net.parameters(), 0.4f);
    const auto packed = pack(net, parameters);
    const int64_t steps = 12, N = 15;
    std::vector<float> alone(static_cast<size_t>(steps * net.D)),
            many(static_cast<size_t>(steps * N * net.D)), split(many.size());
    Slots crowd(net, N), halves(net, N);
    crowd.active[2] = halves.active[2] = 0;
    const float untouched = crowd.frames[2 * 5] = halves.frames[2 * 5] = 42;
    check(generate(net, packed, steps, crowd, nullptr, many.data()) == TB_OK, "crowd");
    check(generate(net, packed, 5, halves, nullptr, split.data()) == TB_OK, "first half");
    check(generate(net, packed, 7, halves, nullptr, split.data() + 5 * N * net.D) == TB_OK,
            "second half");
    check_same_bits("two calls", "out", split, many);
    check_same_bits("two calls", "h", halves.h, crowd.h);
    check(crowd.frames[2 * 5] == untouched && crowd.positions[2] == 0, "an inactive slot moved");
    for (int64_t n = 0; n < N; ++n) {
        check(crowd.positions[static_cast<size_t>(n)] == (n == 2 ? 0 : steps),
                "slot %d is at position %d", int(n),
                int(crowd.positions[static_cast<size_t>(n)]));
        Slots one(net, 1);
        one.streams[0] = n;
        check(generate(net, packed, steps, one, nullptr, alone.data()) == TB_OK, "alone");
        for (int64_t step = 0; n != 2 && step < steps; ++step) {
            check_same_bits("alone", "out", alone.data() + step * net.D,
                    many.data() + (step * N + n) * net.D, static_cast<size_t>(net.D));
        }
    }
}

void test_arguments() {
    const Net net = {1, 1, 1, 0, 1};
    const auto packed = pack(net, std::vector<float>(static_cast<size_t>(net.parameters()), 0));
    float out[4];
    Slots slots(net, 1);
    slots.temperatures[0] = -1;
    check(generate(net, packed, 1, slots, nullptr, out) == TB_INVALID_ARGUMENT, "temperature");
    check(std::strcmp(tb_cpu_last_error(),
                  "tb_cpu_generate: temperatures[0] is -1, outside 0..1000") == 0,
            "\"%s\"", tb_cpu_last_error());
    slots.temperatures[0] = 1;
    slots.positions[0] = INT64_C(0xffffffff);
    check(generate(net, packed, 1, slots, nullptr, out) == TB_INVALID_ARGUMENT, "position");
    slots.positions[0] = 0;
    check(generate(net, packed, 1, slots, out, out) == TB_INVALID_ARGUMENT, "forced and out");
    check(generate(net, packed, 1, slots, nullptr, nullptr) == TB_INVALID_ARGUMENT, "no out");
    check(generate(net, packed, 0, slots, nullptr, nullptr) == TB_OK, "no steps: %s",
            tb_cpu_last_error());
    int64_t size;
    check(tb_cpu_generator_size(1, 0, 1, 0, 1, &size) == TB_INVALID_ARGUMENT, "L=0");
    check(tb_cpu_generator_size(1, 1, INT64_C(1) << 62, 0, 1, &size) == TB_INVALID_ARGUMENT, "H");
}

}  // namespace

int main() {
    test_against_layers({5, 1, 7, 0, 0});
    test_against_layers({40, 2, 33, 0, 0});
    test_against_layers({3, 3, 129, 9, 0});
    test_company();
    test_arguments();
    return report("generate_test");
}
