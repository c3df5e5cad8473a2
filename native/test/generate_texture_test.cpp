// SPDX-License-Identifier: Apache-2.0
// Textures on the CPU: each frame against sums in double precision, given the entry that was drawn;
// that a stream's bits depend on nothing but the stream; runs; and what is refused.
#include "generate_case.h"
#include "texture_case.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;
using Wholes = std::vector<int64_t>;

struct TextureSlots : Slots {
    Floats state;
    Wholes last;

    TextureSlots(const Texture &x, const tb_network &net, int64_t N)
        : Slots(net, N),
          state(Random(4).uniforms(N * x.state_size(), 0.5f)),
          last(static_cast<size_t>(N), -1) {}
};

tb_status generate(const Packed &packed, const Texture &texture, int64_t steps, TextureSlots &s,
        const float *weights, const float *forced, float *out) {
    const tb_texture fields = texture.fields();
    return tb_cpu_generate_texture(&packed.net, &fields, packed.precision, packed.data.data(),
            steps, s.N, s.active.data(), s.seeds.data(), s.streams.data(), s.temperatures.data(),
            s.top_k.data(), s.top_p.data(), weights, forced, s.positions.data(), s.state.data(),
            s.last.data(), s.h.data(), s.c.data(), out);
}

using Doubles = std::vector<double>;

Doubles mixed(const float *rows, const float *weights, int64_t C, int64_t width) {
    Doubles sum(static_cast<size_t>(width));
    for (int64_t c = 0; c < C; ++c) {
        for (int64_t d = 0; d < width; ++d) {
            sum[static_cast<size_t>(d)] += double(weights[c]) * rows[c * width + d];
        }
    }
    return sum;
}

double between(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

// The frame that follows a state, with the entry that was drawn.
Doubles expected_frame(const Texture &x, const float *state, const float *w, int64_t entry) {
    const auto D = static_cast<size_t>(x.D), B = static_cast<size_t>(x.B);
    const size_t depth = static_cast<size_t>(x.P + x.S) * D;
    const Doubles mean = mixed(x.mean.data(), w, x.C, x.D);
    Doubles frame = mean;
    for (int64_t c = 0; c < x.C; ++c) {
        for (size_t k = 0; k < depth; ++k) {
            for (size_t d = 0; d < D; ++d) {
                frame[d] += double(w[c]) * x.gains[(static_cast<size_t>(c) * depth + k) * D + d] *
                            (state[k] - mean[k % D]);
            }
        }
    }
    const Doubles low = mixed(x.low.data(), w, x.C, x.D), high = mixed(x.high.data(), w, x.C, x.D);
    for (size_t d = 0; d < D; ++d) {
        frame[d] += x.innovations[static_cast<size_t>(entry) * D + d];
        frame[d] = between(frame[d], low[d], high[d]);
    }
    const Doubles lowest = mixed(x.level_low.data(), w, x.C, x.B),
                  highest = mixed(x.level_high.data(), w, x.C, x.B), before = frame;
    for (size_t b = 0; b < B; ++b) {
        double level = x.offset[b];
        for (size_t d = 0; d < D; ++d) {
            level += before[d] * x.matrix[d * B + b];
        }
        const double change = between(level, lowest[b], highest[b]) - level;
        for (size_t d = 0; d < D; ++d) {
            frame[d] += change * x.back[b * D + d];
        }
    }
    return frame;
}

std::string text(const Texture &x, const char *what) {
    char text[160];
    std::snprintf(text, sizeof text, "D=%d P=%d S=%d C=%d K=%d J=%d B=%d: %s", (int)x.D, (int)x.P,
            (int)x.S, (int)x.C, (int)x.K, (int)x.J, (int)x.B, what);
    return text;
}

void test_frames(const Texture &x, tb_precision precision, int64_t N) {
    const std::string where = text(x, "frames");
    const tb_network net = x.net(21);
    const Packed packed(net, precision, parameters_of(net, 3));
    TextureSlots slots(x, net, N);
    Floats out(static_cast<size_t>(N * x.D), NAN);
    for (int64_t t = 0; t < 20; ++t) {
        const Floats before = slots.state, weights = weights_of(x, t, 1, slots.streams);
        check(generate(packed, x, 1, slots, weights.data(), nullptr, out.data()) == TB_OK, "%s",
                tb_cpu_last_error());
        for (int64_t n = 0; n < N; ++n) {
            const int64_t entry = slots.last[static_cast<size_t>(n)];
            if (!check(entry >= 0 && entry < x.J, "%s: entry %d", where.c_str(), (int)entry)) {
                return;
            }
            const float *w = weights.data() + n * x.C;
            const Floats frame(out.begin() + n * x.D, out.begin() + (n + 1) * x.D);
            // Rounding of sums of some hundred terms below 1.
            check_close(where.c_str(), "frame", frame,
                    expected_frame(x, before.data() + n * x.state_size(), w, entry), 1e-5);
            const float *state = slots.state.data() + n * x.state_size();
            check_same_bits(where.c_str(), "past", state, frame.data(), frame.size());
            check_same_bits(where.c_str(), "u", state + (x.P + x.S) * x.D,
                    x.whitened.data() + entry * x.D, frame.size());
        }
    }
}

// Streams 0..N-1 in one call, and each alone, in calls of different lengths, with any threads.
void test_bits(const Texture &x, tb_precision precision, int64_t N) {
    const std::string where = text(x, "bits");
    constexpr int64_t steps = 23;
    const tb_network net = x.net(65);
    const Packed packed(net, precision, parameters_of(net, 3));
    TextureSlots all(x, net, N);
    all.state.assign(all.state.size(), 0.25f);
    const Floats weights = weights_of(x, 0, steps, all.streams);
    Floats out(static_cast<size_t>(steps * N * x.D), NAN);
    check(tb_cpu_set_threads(2) == TB_OK, "threads");
    check(generate(packed, x, steps, all, weights.data(), nullptr, out.data()) == TB_OK, "%s",
            tb_cpu_last_error());
    check(tb_cpu_set_threads(1) == TB_OK, "threads");
    for (int64_t n = 0; n < N; n += N > 3 ? 5 : 1) {
        TextureSlots alone(x, net, 2);
        alone.state.assign(alone.state.size(), 0.25f);
        alone.active = {0, 1};
        alone.streams = {99, n};
        for (int64_t t = 0, chunk = 1; t < steps; t += chunk) {
            chunk = t == 0 ? 1 : t == 1 ? 9 : steps - t < 2 ? steps - t : 2;
            const Floats own = weights_of(x, t, chunk, alone.streams);
            Floats frames(static_cast<size_t>(chunk * 2 * x.D), NAN);
            check(generate(packed, x, chunk, alone, own.data(), nullptr, frames.data()) == TB_OK,
                    "%s", tb_cpu_last_error());
            for (int64_t k = 0; k < chunk; ++k) {
                check_same_bits(where.c_str(), "frame", frames.data() + (k * 2 + 1) * x.D,
                        out.data() + ((t + k) * N + n) * x.D, static_cast<size_t>(x.D));
            }
        }
    }
    check(tb_cpu_set_threads(0) == TB_OK, "threads");
}

// Frames that a stream made, forced upon another, leave the same past.
void test_forced(const Texture &x) {
    const std::string where = text(x, "forced");
    constexpr int64_t steps = 9;
    const tb_network net = x.net(5);
    const Packed packed(net, TB_FP32, parameters_of(net, 3));
    TextureSlots drawn(x, net, 1), forced(x, net, 1);
    Floats out(static_cast<size_t>(steps * x.D));
    check(generate(packed, x, steps, drawn, nullptr, nullptr, out.data()) == TB_OK, "drawn");
    check(generate(packed, x, steps, forced, nullptr, out.data(), nullptr) == TB_OK, "forced");
    check_same_bits(where.c_str(), "past and averages", forced.state.data(), drawn.state.data(),
            static_cast<size_t>((x.P + x.S) * x.D));
    check(forced.last[0] == -1 && forced.positions[0] == 0, "%s: last %d, position %d",
            where.c_str(), (int)forced.last[0], (int)forced.positions[0]);
}

void check_error(tb_status status, const char *message) {
    check(status == TB_INVALID_ARGUMENT, "%s: status %d", message, status);
    check(std::strcmp(tb_cpu_last_error(), message) == 0, "\"%s\" instead of \"%s\"",
            tb_cpu_last_error(), message);
}

void test_arguments() {
    Texture x(3, 2, 1, 2, 4, 20, 0);
    tb_network net = x.net(5);
    const Packed packed(net, TB_FP32, parameters_of(net, 3));
    TextureSlots slots(x, net, 1);
    float out[3];
    const auto run = [&](const float *weights) {
        return generate(packed, x, 1, slots, weights, nullptr, out);
    };
    const float negative[] = {-0.5f, 1.5f}, none[] = {0.25f, 0.5f};
    check_error(run(negative),
            "tb_cpu_generate_texture: weights[0,0,0] is -0.5, but must be at least 0");
    check_error(
            run(none), "tb_cpu_generate_texture: weights[0,0,:] sum to 0.75, but must sum to 1");
    slots.last[0] = 20;
    check_error(run(nullptr), "tb_cpu_generate_texture: last[0] is 20, outside -1..J-1 (19)");
    slots.last[0] = -1;
    x.run = 0.5;
    check_error(run(nullptr), "tb_cpu_generate_texture: run is 0.5, but must be at least 1");
    x.run = 1;
    x.P = 0;
    check_error(run(nullptr), "tb_cpu_generate_texture: P is 0, but must be at least 1");
    x.P = 2;
    x.C = 1;
    check_error(run(nullptr),
            "tb_cpu_generate_texture: head is 2 and input_size 8, but a texture of D 3, C 1 has "
            "TB_CATEGORICAL (2) and 6");
    x.C = 2;
    tb_texture fields = x.fields();
    fields.order = nullptr;
    check(tb_cpu_generate_texture(&net, &fields, TB_FP32, packed.data.data(), 1, 1, nullptr,
                  slots.seeds.data(), slots.streams.data(), slots.temperatures.data(), nullptr,
                  nullptr, nullptr, nullptr, slots.positions.data(), slots.state.data(),
                  slots.last.data(), slots.h.data(), slots.c.data(), out) == TB_INVALID_ARGUMENT &&
                    std::strstr(tb_cpu_last_error(), "order [J] is NULL") != nullptr,
            "order: \"%s\"", tb_cpu_last_error());
    check_error(tb_cpu_generate(&net, TB_FP32, packed.data.data(), 1, 1, nullptr,
                        slots.seeds.data(), slots.streams.data(), slots.temperatures.data(),
                        nullptr, nullptr, nullptr, nullptr, nullptr, slots.positions.data(),
                        nullptr, out, slots.h.data(), slots.c.data(), out),
            "tb_cpu_generate: input_size is 8, but must be 0 where frames go in");
    check(run(nullptr) == TB_OK, "%s", tb_cpu_last_error());
    // What order and starts point to outside of the bank is not read.
    x.order.assign(x.order.size(), INT64_C(1) << 40);
    x.starts.back() = INT64_C(1) << 50;
    check(run(nullptr) == TB_OK && slots.last[0] == 19, "entry %d", (int)slots.last[0]);
    x.starts.assign(x.starts.size(), 0);
    slots.last[0] = -1;
    check(run(nullptr) == TB_OK && slots.last[0] == -1, "entry %d", (int)slots.last[0]);
}

}  // namespace

int main() {
    if (!has_asked_kernels()) {
        return skipped;
    }
    const Texture all[] = {Texture(1, 1, 0, 1, 1, 1, 0), Texture(1, 2, 1, 2, 3, 9, 2),
            Texture(7, 4, 3, 3, 9, 61, 11), Texture(40, 4, 3, 1, 64, 300, 64),
            Texture(33, 1, 2, 2, 130, 300, 5)};
    for (const Texture &x : all) {
        for (const tb_precision precision : {TB_FP32, TB_BF16}) {
            test_frames(x, precision, 3);
            test_bits(x, precision, 1);
            test_bits(x, precision, 17);
        }
        test_forced(x);
    }
    test_arguments();
    return report("generate_texture_test");
}
