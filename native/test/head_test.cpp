// SPDX-License-Identifier: Apache-2.0
// The heads' losses against double precision, their gradients against differences of that, and what
// is not scored.
#include <algorithm>
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

constexpr float scale_floor = 0.05f;

struct Head {
    tb_head head;
    int64_t D, K;

    int64_t outputs() const {
        return head == TB_MIXTURE ? K * (1 + 2 * D) : head == TB_CATEGORICAL ? K : D;
    }

    std::string text() const {
        return "head " + std::to_string(head) + " D=" + std::to_string(D) +
               " K=" + std::to_string(K);
    }
};

double log_sum(const std::vector<double> &logs) {
    const double largest = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double log : logs) {
        sum += std::exp(log - largest);
    }
    return largest + std::log(sum);
}

double mixture_loss(const Head &head, const std::vector<double> &outputs, const float *target) {
    const size_t D = static_cast<size_t>(head.D), K = static_cast<size_t>(head.K);
    std::vector<double> logits(outputs.begin(), outputs.begin() + head.K), joint = logits;
    for (size_t k = 0; k < K; ++k) {
        for (size_t d = 0; d < D; ++d) {
            const double sigma = double(scale_floor) + std::exp(outputs[K + (K + k) * D + d]);
            const double z = (target[d] - outputs[K + k * D + d]) / sigma;
            joint[k] -= z * z / 2 + std::log(sigma) + std::log(2 * std::acos(-1.0)) / 2;
        }
    }
    return log_sum(logits) - log_sum(joint);
}

double exact_loss(const Head &head, const std::vector<double> &outputs, const float *target) {
    if (head.head == TB_MIXTURE) {
        return mixture_loss(head, outputs, target);
    }
    if (head.head == TB_CATEGORICAL) {
        return log_sum(outputs) - outputs[static_cast<size_t>(target[0])];
    }
    double sum = 0;
    for (size_t d = 0; d < outputs.size(); ++d) {
        const double v = outputs[d], error = v - target[d];
        sum += head.head == TB_MEAN
                       ? error * error / static_cast<double>(head.D)
                       : std::fmax(v, 0) - v * target[d] + std::log1p(std::exp(-std::fabs(v)));
    }
    return sum;
}

// T steps of N sequences, of which the first has none and what is not scored is NaN.
struct Batch {
    Head head;
    int64_t T, N, scored_from = 1;
    std::vector<int64_t> lengths;
    std::vector<float> outputs, targets;

    Batch(const Head &head, int64_t T, int64_t N) : head(head), T(T), N(N) {
        Random random(static_cast<uint64_t>(head.D * 31 + head.K));
        outputs = random.uniforms(T * N * head.outputs(), 2);
        targets = random.uniforms(T * N * head.D, 2);
        for (float &target : targets) {
            if (head.head == TB_CATEGORICAL) {
                const float share = (target + 2) / 4;
                target = std::floor(share * static_cast<float>(head.K));
            } else if (head.head == TB_BERNOULLI) {
                target = target > 1.5f ? 0.25f : target > 0 ? 1.0f : 0.0f;
            }
        }
        for (int64_t n = 0; n < N; ++n) {
            lengths.push_back(n == 0 ? 0 : n == 1 ? T : (n * 5) % (T + 1));
        }
        for (int64_t row = 0; row < T * N; ++row) {
            if (!scored(row)) {
                std::fill_n(outputs.begin() + row * head.outputs(), head.outputs(), NAN);
                std::fill_n(targets.begin() + row * head.D, head.D, NAN);
            }
        }
    }

    bool scored(int64_t row) const {
        return row / N >= scored_from && row / N < lengths[static_cast<size_t>(row % N)];
    }

    tb_status loss(float *losses, float *d_outputs, double *sum) const {
        return tb_cpu_head_loss(head.head, T, N, head.D, head.K, lengths.data(), scored_from,
                scale_floor, outputs.data(), targets.data(), losses, d_outputs, sum);
    }
};

void check_gradient(const Batch &batch, int64_t row, const float *gradient, double tolerance) {
    const int64_t P = batch.head.outputs();
    const float *target = batch.targets.data() + row * batch.head.D;
    std::vector<double> exact(
            batch.outputs.begin() + row * P, batch.outputs.begin() + (row + 1) * P);
    const double loss = batch.scored(row) ? exact_loss(batch.head, exact, target) : 0;
    for (size_t p = 0; p < exact.size(); ++p) {
        const double step = 1e-5, centre = exact[p];
        double slope = 0;
        if (batch.scored(row)) {
            exact[p] = centre + step;
            slope = exact_loss(batch.head, exact, target);
            exact[p] = centre - step;
            slope = (slope - exact_loss(batch.head, exact, target)) / (2 * step);
            exact[p] = centre;
        }
        // Float's own error grows with the loss whose exponential a responsibility is.
        const double bound = (2e-6 + tolerance * std::fabs(loss)) * (1 + std::fabs(slope));
        check(batch.scored(row) ? std::fabs(gradient[p] - slope) <= bound : gradient[p] == 0,
                "%s: gradient %zu of row %d is %.9g, expected %.9g", batch.head.text().c_str(), p,
                int(row), gradient[p], slope);
    }
}

void test_size(const Head &head) {
    const std::string where = head.text();
    const Batch batch(head, 4, 3);
    const int64_t rows = batch.T * batch.N, P = head.outputs();
    Poisoned losses(rows), gradients(rows * P);
    double sum = 0, expected_sum = 0;
    check_ok(batch.loss(losses.data(), gradients.data(), &sum), where.c_str());
    const auto loss = losses.take(where, "losses"), gradient = gradients.take(where, "d_outputs");
    // D terms of up to (4 / floor)^2 / 2 each are summed, or K exponentials.
    const double tolerance = 3e-7 * std::sqrt(static_cast<double>(head.D + head.K));
    for (int64_t row = 0; row < rows; ++row) {
        const auto begin = batch.outputs.begin() + row * P;
        const double expected = batch.scored(row) ? exact_loss(head, {begin, begin + P},
                                                            batch.targets.data() + row * head.D)
                                                  : 0;
        expected_sum += expected;
        const float actual = loss[static_cast<size_t>(row)];
        check(std::fabs(actual - expected) <= tolerance * (1 + std::fabs(expected)),
                "%s: loss %d is %.9g, expected %.9g", where.c_str(), int(row), actual, expected);
        check_gradient(batch, row, gradient.data() + row * P, tolerance);
    }
    check(std::fabs(sum - expected_sum) <= tolerance * (10 + std::fabs(expected_sum)),
            "%s: sum %.12g, expected %.12g", where.c_str(), sum, expected_sum);
}

// The same bits at any number of threads, and a sum in the order of t then n.
void test_threads(const Head &head) {
    const std::string where = head.text();
    const Batch batch(head, 41, 17);
    const size_t rows = static_cast<size_t>(batch.T * batch.N);
    std::vector<float> first_losses, first_gradients;
    for (const int64_t threads : {1, 2, 3}) {
        check_ok(tb_cpu_set_threads(threads), "threads");
        std::vector<float> losses(rows), gradients(batch.outputs.size());
        double sum = 0, alone = 0, expected = 0;
        check_ok(batch.loss(losses.data(), gradients.data(), &sum), where.c_str());
        for (const float loss : losses) {
            expected += loss;
        }
        check(sum == expected, "%s: sum %.17g, expected %.17g", where.c_str(), sum, expected);
        check_ok(batch.loss(nullptr, nullptr, &alone), where.c_str());
        check(std::fabs(alone - sum) <= 1e-6 * std::fabs(sum), "%s: %.9g without arrays, not %.9g",
                where.c_str(), alone, sum);
        if (threads == 1) {
            first_losses = losses;
            first_gradients = gradients;
        }
        check_same_bits(where.c_str(), "losses", losses, first_losses);
        check_same_bits(where.c_str(), "d_outputs", gradients, first_gradients);
    }
    check_ok(tb_cpu_set_threads(0), "threads");
}

struct Point {
    tb_head head;
    std::vector<float> outputs;
    float target;
    double loss;
    std::vector<double> gradient;
};

// Where a formula overflows, underflows or loses its digits.
void test_extremes() {
    const double rare = std::exp(-30.0);
    const Point points[] = {
            {TB_CATEGORICAL, {1e4f, -1e4f}, 1, 2e4, {1, -1}},
            {TB_CATEGORICAL, {-1e4f, 1e4f}, 1, 0, {0, 0}},
            {TB_CATEGORICAL, {3}, 0, 0, {0}},
            {TB_BERNOULLI, {1e4f}, 0, 1e4, {1}},
            {TB_BERNOULLI, {-1e4f}, 1, 1e4, {-1}},
            {TB_BERNOULLI, {30}, 1, rare, {-rare}},
            {TB_BERNOULLI, {-30}, 0, rare, {rare}},
            {TB_BERNOULLI, {0}, 0.5f, std::log(2.0), {0}},
    };
    for (const Point &point : points) {
        const int64_t K =
                point.head == TB_CATEGORICAL ? static_cast<int64_t>(point.outputs.size()) : 0;
        float loss = NAN;
        std::vector<float> gradient(point.outputs.size(), NAN);
        double sum = 0;
        check_ok(tb_cpu_head_loss(point.head, 1, 1, 1, K, nullptr, 0, 0, point.outputs.data(),
                         &point.target, &loss, gradient.data(), &sum),
                "extremes");
        check(std::fabs(loss - point.loss) <= 1e-6 * point.loss + 1e-30,
                "head %d at %g: loss %.9g, expected %.9g", point.head, point.outputs[0], loss,
                point.loss);
        for (size_t p = 0; p < gradient.size(); ++p) {
            check(std::fabs(gradient[p] - point.gradient[p]) <=
                            1e-6 * std::fabs(point.gradient[p]) + 1e-30,
                    "head %d at %g: gradient %.9g, expected %.9g", point.head, point.outputs[0],
                    gradient[p], point.gradient[p]);
        }
    }
}

// Far from every component the likelihood underflows, its logarithm must not.
void test_far_targets() {
    const float outputs[] = {0, 0, 0, 1, 0, 0}, target = 1000;
    float loss, gradient[6];
    double sum;
    check_ok(tb_cpu_head_loss(TB_MIXTURE, 1, 1, 1, 2, nullptr, 0, scale_floor, outputs, &target,
                     &loss, gradient, &sum),
            "far");
    const double exact = mixture_loss({TB_MIXTURE, 1, 2}, {0, 0, 0, 1, 0, 0}, &target);
    check(std::fabs(loss - exact) < 1e-6 * exact, "far: %.9g, expected %.9g", loss, exact);
    for (const float slope : gradient) {
        check(std::isfinite(slope), "far: a slope of %g", slope);
    }
}

// What is not a number shows in the loss.
void test_not_numbers() {
    for (const tb_head head : {TB_MEAN, TB_MIXTURE, TB_CATEGORICAL, TB_BERNOULLI}) {
        const int64_t K = head == TB_MIXTURE ? 1 : head == TB_CATEGORICAL ? 3 : 0;
        const float outputs[] = {0, NAN, 0}, target[] = {0, 0, 0};
        float loss = 0;
        double sum = 0;
        const int64_t D = head == TB_CATEGORICAL || head == TB_MIXTURE ? 1 : 3;
        check_ok(tb_cpu_head_loss(
                         head, 1, 1, D, K, nullptr, 0, 1, outputs, target, &loss, nullptr, &sum),
                "NaN");
        check(std::isnan(loss) && std::isnan(sum), "head %d: NaN gives %g", head, loss);
    }
}

}  // namespace

int main() {
    for (const int64_t size : {1, 7, 33, 129}) {
        test_size({TB_MEAN, size, 0});
        test_size({TB_BERNOULLI, size, 0});
        test_size({TB_CATEGORICAL, 1, size});
        for (const int64_t K : {1, 3, 17}) {
            test_size({TB_MIXTURE, size, K});
        }
    }
    test_threads({TB_MEAN, 129, 0});
    test_threads({TB_MIXTURE, 33, 5});
    test_threads({TB_CATEGORICAL, 1, 1003});
    test_threads({TB_BERNOULLI, 88, 0});
    test_extremes();
    test_far_targets();
    test_not_numbers();
    return report("head_test");
}
