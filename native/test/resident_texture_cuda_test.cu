// SPDX-License-Identifier: Apache-2.0
// Textures on the device: by teams of blocks that keep the network's weights against the plain
// kernel; and that a stream's bits do not depend on team, slot, company or chunks.
#include "../cuda/resident/generate_layout.h"
#include "generate_cuda_case.h"
#include "texture_case.h"

using namespace timbrel::test;

namespace {

tb_card card;

struct TextureSlots {
    int64_t N;
    Wholes active, seeds, streams, top_k, positions, last;
    Floats temperatures, top_p, state, h, c;
};

TextureSlots slots_of(const Texture &x, const tb_network &net, int64_t N) {
    TextureSlots s;
    s.N = N;
    for (int64_t n = 0; n < N; ++n) {
        s.active.push_back(1);
        s.seeds.push_back(7 - n);
        s.streams.push_back(3 * n);
        s.top_k.push_back(n % 3 == 1 ? 2 : 0);
        s.top_p.push_back(n % 3 == 2 ? 0.6f : 1.0f);
        s.positions.push_back(10 * n);
        s.last.push_back(n % 2 == 0 ? -1 : 5);
        s.temperatures.push_back(n == 4 ? 0.0f : 0.8f);
    }
    s.state = uniforms(21, N * x.state_size(), 0.5f);
    s.h = uniforms(22, N * net.hidden_size, 1);
    s.c = uniforms(23, N * net.hidden_size, 1);
    return s;
}

TextureSlots one_of(const Texture &x, const tb_network &net, const TextureSlots &all, int64_t n) {
    const auto part = [n](const Floats &values, int64_t size) {
        return Floats(values.begin() + n * size, values.begin() + (n + 1) * size);
    };
    return {1, {1}, {all.seeds[n]}, {all.streams[n]}, {all.top_k[n]}, {all.positions[n]},
            {all.last[n]}, {all.temperatures[n]}, {all.top_p[n]}, part(all.state, x.state_size()),
            part(all.h, net.hidden_size), part(all.c, net.hidden_size)};
}

// A texture's arrays on the device.
class DeviceTexture {
public:
    explicit DeviceTexture(const Texture &x)
        : fields_(x.fields()),
          mean_(x.mean),
          gains_(x.gains),
          rates_(x.rates),
          innovations_(x.innovations),
          whitened_(x.whitened),
          whitening_(x.whitening),
          low_(x.low),
          high_(x.high),
          matrix_(x.matrix),
          offset_(x.offset),
          back_(x.back),
          level_low_(x.level_low),
          level_high_(x.level_high),
          ends_(x.ends),
          order_(x.order),
          starts_(x.starts) {
        fields_.mean = mean_.data();
        fields_.gains = gains_.data();
        fields_.rates = rates_.data();
        fields_.innovations = innovations_.data();
        fields_.whitened = whitened_.data();
        fields_.whitening = whitening_.data();
        fields_.low = low_.data();
        fields_.high = high_.data();
        fields_.level_matrix = matrix_.data();
        fields_.level_offset = offset_.data();
        fields_.level_back = back_.data();
        fields_.level_low = level_low_.data();
        fields_.level_high = level_high_.data();
        fields_.ends = ends_.data();
        fields_.order = order_.data();
        fields_.starts = starts_.data();
    }

    const tb_texture &fields() const { return fields_; }

private:
    tb_texture fields_;
    OnDevice<float> mean_, gains_, rates_, innovations_, whitened_, whitening_, low_, high_,
            matrix_, offset_, back_, level_low_, level_high_;
    OnDevice<int64_t> ends_, order_, starts_;
};

// The frames of some steps; s is moved on. Weights of the sounds are those of the slots' streams
// and of steps from `first` on.
Floats run(const Texture &x, Generator &generator, const tb_network &net, tb_precision precision,
        TextureSlots &s, int64_t first, int64_t steps, const Floats &forced = {}) {
    DeviceTexture texture(x);
    OnDevice<int64_t> active(s.active), seeds(s.seeds), streams(s.streams), top_k(s.top_k),
            positions(s.positions), last(s.last);
    OnDevice<float> temperatures(s.temperatures), top_p(s.top_p), state(s.state), h(s.h), c(s.c),
            weights(weights_of(x, first, steps, s.streams)), given(forced),
            out(poison(forced.empty() ? steps * s.N * x.D : 0));
    OnDevice<int32_t> signal({0, 0});
    int64_t bytes = 0;
    check(tb_cuda_generate_workspace_size(&net, &texture.fields(), s.N, &bytes, generator.plan()) ==
                    TB_OK,
            "workspace: %s", tb_cuda_last_error());
    OnDevice<float> workspace(poison(bytes / 4));
    Stream stream;
    stream.finish(
            tb_cuda_generate_texture(&net, &texture.fields(), precision, generator.packed(), steps,
                    s.N, active.data(), seeds.data(), streams.data(), temperatures.data(),
                    top_k.data(), top_p.data(), x.C > 1 ? weights.data() : nullptr, given.data(),
                    positions.data(), state.data(), last.data(), h.data(), c.data(), out.data(),
                    generator.plan(), signal.data(), workspace.data(), stream.get()),
            "texture");
    s.positions = positions.read();
    s.state = state.read();
    s.last = last.read();
    s.h = h.read();
    s.c = c.read();
    return out.read();
}

tb_plan plan_of(const tb_network &net, const Texture &x, tb_precision precision, int64_t kernels,
        int64_t blocks, int64_t slots, int64_t teams, bool shared) {
    tb_plan plan = {};
    plan.kernels = kernels;
    plan.blocks = blocks;
    plan.units = (net.hidden_size + 15) / 16 * 16 / blocks;
    plan.slots = slots;
    plan.teams = teams;
    plan.registers = precision == TB_FP32 || !shared ? 0 : timbrel::generation_registers;
    plan.shared_bytes = std::min(card.shared_bytes,
            shared ? timbrel::resident_generation_shared(net, x.fields(), precision, plan)
                   : timbrel::resident_generation_least_shared(net, x.fields(), precision, plan));
    return plan;
}

void check_same(const char *where, const TextureSlots &a, const TextureSlots &b) {
    check_same_bits(where, "state", a.state, b.state);
    check_same_bits(where, "h", a.h, b.h);
    check_same_bits(where, "c", a.c, b.c);
    check(a.last == b.last && a.positions == b.positions, "%s: last or positions", where);
}

// x: with one sound and no levels, or with several of both.
void test(const Texture &x, tb_precision precision) {
    const tb_network net = x.net(20);
    const std::string text =
            std::to_string(x.C) + " sounds, precision " + std::to_string(precision);
    const char *where = text.c_str();
    const Floats parameters = uniforms(31, parameter_count(net), 0.6f);
    const int64_t N = 7, steps = 9;
    TextureSlots before = slots_of(x, net, N);
    before.active[2] = 0;
    const tb_plan clusters = plan_of(net, x, precision, TB_CLUSTERS, 4, 8, 1, true);
    const tb_plan grid = plan_of(net, x, precision, TB_GRID, 2, 8, 2, false);
    Generator plain(net, precision, parameters), team(net, precision, parameters, &clusters),
            other(net, precision, parameters, &grid);

    TextureSlots expected = before, after = before, again = before;
    const Floats expected_out = run(x, plain, net, precision, expected, 0, steps);
    const Floats out = run_in_two_orders(text, [&] {
        after = before;
        return std::vector<Floats>{run(x, team, net, precision, after, 0, steps)};
    })[0];
    // The order of sums differs; what is drawn is the same entry, but where a number is on an edge.
    const double tolerance = precision == TB_FP32 ? 2e-5 : 2e-3;
    check_close(where, "out", out, expected_out, tolerance);
    check_close(where, "state", after.state, expected.state, tolerance);
    check_close(where, "h", after.h, expected.h, tolerance);
    check(after.last == expected.last && after.positions == expected.positions,
            "%s: last or positions differ", where);
    check_same_bits(where, "out of a grid", run(x, other, net, precision, again, 0, steps), out);
    check_same(where, again, after);

    for (const int64_t n : {0, 2, 6}) {
        TextureSlots one = one_of(x, net, before, n);
        Floats alone(static_cast<size_t>(steps * x.D));
        if (before.active[n] != 0) {
            alone = run(x, other, net, precision, one, 0, 4);
            const Floats rest = run(x, other, net, precision, one, 4, steps - 4);
            alone.insert(alone.end(), rest.begin(), rest.end());
        }
        check_same(where, one_of(x, net, after, n), one);
        for (int64_t t = 0; t < steps; ++t) {
            check_same_bits(where, "out alone", out.data() + (t * N + n) * x.D,
                    alone.data() + t * x.D, static_cast<size_t>(x.D));
        }
    }

    TextureSlots forced = before, forced_plain = before;
    const Floats given = uniforms(33, steps * N * x.D, 0.8f);
    run(x, team, net, precision, forced, 0, steps, given);
    run(x, plain, net, precision, forced_plain, 0, steps, given);
    check_close(where, "forced state", forced.state, forced_plain.state, tolerance);
    check_close(where, "forced h", forced.h, forced_plain.h, tolerance);
    check(forced.last == forced_plain.last && forced.positions == before.positions,
            "%s: forced: last or positions", where);
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    check(tb_cuda_card(&card) == TB_OK, "card: %s", tb_cuda_last_error());
    if (card.cluster_blocks < 4 || card.cooperative == 0) {
        std::printf("SKIPPED: the card has no clusters of 4 blocks, or no cooperative grids\n");
        return skipped;
    }
    test(Texture(6, 2, 2, 3, 5, 60, 4), TB_FP32);
    if (std::getenv("TIMBREL_TEST_SMALL") == nullptr) {
        test(Texture(6, 2, 2, 3, 5, 60, 4), TB_BF16);
        test(Texture(9, 1, 0, 1, 4, 40, 0), TB_FP32);
        test(Texture(9, 1, 0, 1, 4, 40, 0), TB_TF32);
    }
    return report("resident_texture_cuda_test");
}
