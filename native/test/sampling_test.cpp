// SPDX-License-Identifier: Apache-2.0
// Draws from the heads: their frequencies against the probabilities asked for, what top_k and top_p
// leave, and the limit of temperature 0.
#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "arrays.h"

using namespace timbrel::test;
using timbrel::Draw;

namespace {

constexpr int64_t seed = 11;

std::vector<double> softmax(const std::vector<float> &logits, double temperature) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    std::vector<double> shares;
    for (const float logit : logits) {
        shares.push_back(std::exp((logit - largest) / temperature));
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double &share : shares) {
        share /= sum;
    }
    return shares;
}

// What may be drawn, by sorting: the largest logits first, of equal ones the first.
std::vector<double> limited_softmax(const std::vector<float> &logits, const Draw &draw) {
    std::vector<double> shares = softmax(logits, draw.temperature);
    std::vector<size_t> order(logits.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(
            order.begin(), order.end(), [&](size_t a, size_t b) { return logits[a] > logits[b]; });
    const size_t most = draw.top_k > 0 ? static_cast<size_t>(draw.top_k) : order.size();
    double left = 0, sum = 0;
    for (size_t place = 0; place < order.size(); ++place) {
        double &share = shares[order[place]];
        share = place < most ? share : 0;
        left += share;
    }
    for (const size_t k : order) {
        const bool taken = draw.top_p >= 1 || static_cast<float>(sum / left) < draw.top_p;
        shares[k] = taken ? shares[k] : 0;
        sum += shares[k];
    }
    for (double &share : shares) {
        share /= sum;
    }
    return shares;
}

int64_t categorical(const std::vector<float> &logits, const Draw &draw) {
    std::vector<float> scratch(logits.size() + 1, 42);
    const int64_t category = timbrel::sample_categorical(
            static_cast<int64_t>(logits.size()), logits.data(), draw, scratch.data());
    check(scratch.back() == 42, "scratch was written past its end");
    return category;
}

// Pearson's statistic of the counts, as a normal number (Wilson and Hilferty 1931).
double surprise(const std::vector<int> &counts, const std::vector<double> &shares, int draws) {
    double statistic = 0, degrees = -1;
    for (size_t k = 0; k < counts.size(); ++k) {
        const double expected = shares[k] * draws;
        if (expected > 0) {
            statistic += (counts[k] - expected) * (counts[k] - expected) / expected;
            degrees += 1;
        }
    }
    if (degrees < 1) {
        return 0;
    }
    const double variance = 2 / (9 * degrees);
    return (std::cbrt(statistic / degrees) - (1 - variance)) / std::sqrt(variance);
}

void test_frequencies(const std::vector<float> &logits, const Draw &limits) {
    const int draws = 20000;
    const auto shares = limited_softmax(logits, limits);
    std::vector<int> counts(logits.size(), 0);
    for (int step = 0; step < draws; ++step) {
        Draw draw = limits;
        draw.step = static_cast<uint32_t>(step);
        ++counts[static_cast<size_t>(categorical(logits, draw))];
    }
    char where[96];
    std::snprintf(where, sizeof where, "V=%zu temperature %g top_k %d top_p %g", logits.size(),
            limits.temperature, int(limits.top_k), limits.top_p);
    for (size_t k = 0; k < counts.size(); ++k) {
        check(counts[k] == 0 || shares[k] > 0, "%s: %zu was drawn, but left out", where, k);
    }
    // One in 30000 for each of some forty fixed draws.
    check(surprise(counts, shares, draws) < 4, "%s: the counts are %g from the shares", where,
            surprise(counts, shares, draws));
}

// Few enough that all are drawn often.
void test_categories() {
    Random random(1);
    const auto logits = random.uniforms(13, 1.5f);
    const std::vector<float> equal(10, 3), pairs = {0, 1, 0, 1, 0, 1, 0};
    for (const auto &values : {logits, equal, pairs, std::vector<float>{5}}) {
        for (const float temperature : {0.5f, 1.0f, 4.0f}) {
            for (const int64_t top_k : {0, 1, 4, 99}) {
                for (const float top_p : {1.0f, 0.6f, 0.1f}) {
                    test_frequencies(values, {temperature, top_k, top_p, seed, top_k, 0});
                }
            }
        }
    }
}

// Exactly those that the limits leave keep a weight, at sizes that are no multiple of a vector.
void test_limits() {
    for (const int64_t V : {1, 2, 15, 16, 17, 100, 1003}) {
        Random random(static_cast<uint64_t>(V));
        auto logits = random.uniforms(V, 8);
        for (size_t k = 0; k + 3 < logits.size(); k += 3) {
            logits[k] = std::round(logits[k]);  // ties
        }
        const auto largest = *std::max_element(logits.begin(), logits.end());
        for (const int64_t top_k : {INT64_C(0), INT64_C(1), INT64_C(7), V - 1, V, V + 1}) {
            for (const float top_p : {1.0f, 0.9f, 0.3f, 1e-6f}) {
                const Draw draw = {1.3f, top_k, top_p, seed, 0, 0};
                const auto shares = limited_softmax(logits, draw);
                std::vector<float> weights(logits.size(), NAN);
                timbrel::weigh_categories(V, logits.data(), largest, draw, weights.data());
                for (size_t k = 0; k < logits.size(); ++k) {
                    check((weights[k] > 0) == (shares[k] > 0),
                            "V=%d top_k %d top_p %g: %zu weighs %g, its share is %g", int(V),
                            int(top_k), top_p, k, weights[k], shares[k]);
                }
            }
        }
    }
}

// Colder and colder draws are the likeliest's, and the first's of equals at 0.
void test_cold() {
    Random random(2);
    auto logits = random.uniforms(50, 2);
    logits[17] = logits[31] = 2.5f;
    for (const float temperature : {0.0f, 1e-3f, 1e-20f, 1e-38f, 1e-44f}) {
        std::vector<int> counts(logits.size(), 0);
        for (uint32_t step = 0; step < 200; ++step) {
            ++counts[static_cast<size_t>(categorical(logits, {temperature, 0, 1, seed, 3, step}))];
        }
        const bool first = temperature == 0;
        check(counts[17] + counts[31] == 200, "temperature %g draws others", temperature);
        check(first ? counts[17] == 200 : counts[17] > 60 && counts[31] > 60,
                "temperature %g draws %d of the first", temperature, counts[17]);
        float frame = NAN;
        const float outputs[] = {1, 1.5f, 1.25f, 7, 8, 9, 0, 0, 0};
        timbrel::sample_mixture(1, 3, 0.1f, outputs, {temperature, 0, 1, seed, 3, 4}, &frame);
        check(std::fabs(frame - 8) < 0.3f, "temperature %g draws a frame of %g", temperature,
                frame);
    }
}

// Whatever the logits hold, a category comes out.
void test_not_numbers() {
    const float inf = INFINITY;
    const std::vector<std::vector<float>> cases = {{NAN, 1, 2}, {1, NAN, 2}, {NAN, NAN, NAN},
            {-inf, -inf, -inf}, {inf, 0, inf}, {-inf, 3, -inf}, {3e38f, -3e38f, 3e38f}};
    for (const auto &logits : cases) {
        for (const float temperature : {0.0f, 1e-40f, 1.0f, 1000.0f}) {
            for (const int64_t top_k : {0, 1, 2}) {
                for (const float top_p : {1.0f, 0.5f}) {
                    const auto k = categorical(logits, {temperature, top_k, top_p, seed, 1, 2});
                    check(k >= 0 && k < 3, "%g %g %g: category %d", logits[0], logits[1], logits[2],
                            int(k));
                }
            }
        }
    }
    check(categorical(cases[5], {1000, 2, 0.99f, seed, 1, 2}) == 1, "a masked category was drawn");
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
    float frame[7];
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
        const auto word = [&](int64_t k) {
            return timbrel::draw(timbrel::Domain::generation, seed, 6, step, k / 4).words[k % 4];
        };
        int64_t chosen = 0;
        float best = 0;
        for (int64_t k = 0; k < K; ++k) {
            const float unit = timbrel::unit_uniform(word(k));
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
            timbrel::normals(word(first), word(first + 1), &pair[0], &pair[1]);
            const size_t mean = static_cast<size_t>(K + chosen * D + d);
            const float sigma = 0.05f + timbrel::exponential(outputs[mean + K * D]);
            expected.push_back(outputs[mean] + std::sqrt(temperature) * sigma * pair[d % 2]);
        }
        timbrel::sample_frame(TB_MIXTURE, D, K, 0.05f, outputs.data(),
                {temperature, 0, 1, seed, 6, step}, nullptr, frame.data());
        check_same_bits("mixture", "frame", frame, expected);
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
    test_categories();
    test_limits();
    test_cold();
    test_not_numbers();
    test_events();
    test_mixture();
    test_nearest();
    return report("sampling_test");
}
