// SPDX-License-Identifier: Apache-2.0
// Draws of categories: their frequencies against the probabilities asked for, what top_k and top_p
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
    }
}

// Of many categories most are left out of the race unseen; that changes no draw.
void test_definition() {
    for (const int64_t V : {5, 64, 65, 1003}) {
        Random random(static_cast<uint64_t>(V));
        const auto logits = random.uniforms(V, 9);
        const float largest = *std::max_element(logits.begin(), logits.end());
        for (uint32_t step = 0; step < 300; ++step) {
            const float temperature = 0.5f + 0.05f * static_cast<float>(step);
            int64_t chosen = 0;
            float best = -INFINITY;
            for (int64_t k = 0; k < V; ++k) {
                const auto block = timbrel::draw(
                        timbrel::Domain::generation, seed, -5, step + 0xfffffff0u, k / 4);
                const float score = (logits[static_cast<size_t>(k)] - largest) / temperature +
                                    timbrel::gumbel(block.words[k % 4]);
                chosen = score > best ? k : chosen;
                best = std::fmax(best, score);
            }
            const int64_t drawn =
                    categorical(logits, {temperature, 0, 1, seed, -5, step + 0xfffffff0u});
            check(drawn == chosen, "V=%d step %u draws %d, expected %d", int(V), step, int(drawn),
                    int(chosen));
        }
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

}  // namespace

int main() {
    test_categories();
    test_limits();
    test_definition();
    test_cold();
    test_not_numbers();
    return report("categorical_test");
}
