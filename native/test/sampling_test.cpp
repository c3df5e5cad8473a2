// SPDX-License-Identifier: Apache-2.0
// Draws of events and of a mixture's frames, by their definitions and in their frequencies; and
// what a device takes for numbers that are out of range.
#include "sampling.h"

#include <cmath>

#include "arrays.h"

using namespace timbrel::test;
using timbrel::Draw;

namespace {

constexpr int64_t seed = 11;

uint32_t word(int64_t stream, uint32_t step, int64_t k) {
    return timbrel::draw(timbrel::Domain::generation, seed, stream, step, k / 4).words[k % 4];
}

void test_events() {
    const std::vector<float> logits = {-2, -0.5f, 0, 0.5f, 2, -200, 200};
    for (const float temperature : {0.5f, 1.0f, 3.0f}) {
        const int draws = 10000;
        std::vector<double> counts(logits.size(), 0);
        for (uint32_t step = 0; step < draws; ++step) {
            Poisoned frame(7);
            timbrel::sample_bernoulli(
                    7, logits.data(), {temperature, 0, 1, seed, 4, step}, frame.data());
            const auto events = frame.take("events", "frame");
            for (size_t d = 0; d < events.size(); ++d) {
                check(events[d] == 0 || events[d] == 1, "an event is %g", events[d]);
                counts[d] += events[d];
            }
        }
        for (size_t d = 0; d < logits.size(); ++d) {
            const double p = 1 / (1 + std::exp(-logits[d] / double(temperature)));
            // Four and a half standard errors.
            check(std::fabs(counts[d] - p * draws) <= 4.5 * std::sqrt(p * (1 - p) * draws) + 1e-9,
                    "logit %g at temperature %g happened %g times of %d", logits[d], temperature,
                    counts[d], draws);
        }
    }
    // Each has a word of its own.
    float frame[7];
    for (uint32_t step = 0; step < 100; ++step) {
        timbrel::sample_bernoulli(7, logits.data(), {2, 0, 1, seed, 4, step}, frame);
        for (int64_t d = 0; d < 7; ++d) {
            const double p = 1 / (1 + std::exp(-logits[static_cast<size_t>(d)] / 2.0));
            check(frame[d] == (timbrel::unit_uniform(word(4, step, d)) < p ? 1 : 0),
                    "event %d of step %u is %g", int(d), step, frame[d]);
        }
    }
    timbrel::sample_bernoulli(7, logits.data(), {0, 0, 1, seed, 4, 0}, frame);
    for (size_t d = 0; d < logits.size(); ++d) {
        check(frame[d] == (logits[d] > 0 ? 1 : 0), "the likelier of %g is %g", logits[d], frame[d]);
    }
}

// The words that a mixture's draw is made of: blocks of the components' noise, then of the
// dimensions'. Other ones would be other streams.
void test_mixture() {
    const int64_t D = 6, K = 5;
    Random random(3);
    const auto outputs = random.uniforms(K * (1 + 2 * D), 1);
    for (uint32_t step = 0; step < 200; ++step) {
        const float temperature = 0.1f + 0.01f * static_cast<float>(step);
        int64_t chosen = 0;
        float best = 0;
        for (int64_t k = 0; k < K; ++k) {
            const float unit = timbrel::unit_uniform(word(6, step, k));
            const float score = outputs[static_cast<size_t>(k)] / temperature -
                                timbrel::logarithm(-timbrel::logarithm(unit));
            if (k == 0 || score > best) {
                best = score;
                chosen = k;
            }
        }
        std::vector<float> expected, frame(D);
        for (int64_t d = 0; d < D; ++d) {
            float pair[2];
            const int64_t first = 8 + d / 2 * 2;
            timbrel::normals(word(6, step, first), word(6, step, first + 1), &pair[0], &pair[1]);
            const size_t mean = static_cast<size_t>(K + chosen * D + d);
            const float sigma = 0.05f + timbrel::exponential(outputs[mean + K * D]);
            expected.push_back(outputs[mean] + std::sqrt(temperature) * sigma * pair[d % 2]);
        }
        timbrel::sample_frame(TB_MIXTURE, D, K, 0.05f, outputs.data(),
                {temperature, 0, 1, seed, 6, step}, nullptr, frame.data());
        check_same_bits("mixture", "frame", frame, expected);
    }
}

// Colder and colder draws are the likeliest component's mean.
void test_cold() {
    for (const float temperature : {0.0f, 1e-3f, 1e-20f, 1e-38f, 1e-44f}) {
        float frame = NAN;
        const float outputs[] = {1, 1.5f, 1.25f, 7, 8, 9, 0, 0, 0};
        timbrel::sample_mixture(1, 3, 0.1f, outputs, {temperature, 0, 1, seed, 3, 4}, &frame);
        check(std::fabs(frame - 8) < 0.3f, "temperature %g draws a frame of %g", temperature,
                frame);
    }
}

void test_nearest() {
    const Draw wild = timbrel::nearest_draw({NAN, -3, NAN, 1, 2, 3});
    check(wild.temperature == 0 && wild.top_k == 0 && wild.top_p == 1, "%g %d %g", wild.temperature,
            int(wild.top_k), wild.top_p);
    const Draw far = timbrel::nearest_draw({INFINITY, 5, -1, 1, 2, 3});
    check(far.temperature == 1000 && far.top_k == 5 && far.top_p > 0 && far.top_p < 1e-30f,
            "%g %d %g", far.temperature, int(far.top_k), far.top_p);
    check(far.seed == 1 && far.stream == 2 && far.step == 3, "the key has changed");
}

}  // namespace

int main() {
    test_events();
    test_mixture();
    test_cold();
    test_nearest();
    return report("sampling_test");
}
