// SPDX-License-Identifier: Apache-2.0
// The heads' losses against double precision, their gradients against differences of that, and what
// is not scored.
#include <cmath>

#include "lstm_case.h"

using namespace timbrel::test;

namespace {

constexpr float scale_floor = 0.05f;

double exact_loss(int64_t D, int64_t K, const std::vector<double> &outputs, const float *target) {
    double squared = 0, weights = 0, joint = 0, largest = -1e300;
    std::vector<double> logs(static_cast<size_t>(K));
    for (int64_t d = 0; K == 0 && d < D; ++d) {
        const double error = outputs[static_cast<size_t>(d)] - target[d];
        squared += error * error / static_cast<double>(D);
    }
    for (int64_t k = 0; k < K; ++k) {
        double log = outputs[static_cast<size_t>(k)];
        for (int64_t d = 0; d < D; ++d) {
            const double mean = outputs[static_cast<size_t>(K + k * D + d)];
            const double sigma = double(scale_floor) +
                                 std::exp(outputs[static_cast<size_t>(K + (K + k) * D + d)]);
            const double z = (target[d] - mean) / sigma;
            log -= z * z / 2 + std::log(sigma) + std::log(2 * std::acos(-1.0)) / 2;
        }
        logs[static_cast<size_t>(k)] = log;
        largest = std::fmax(largest, log);
        weights += std::exp(outputs[static_cast<size_t>(k)]);
    }
    for (const double log : logs) {
        joint += std::exp(log - largest);
    }
    return K == 0 ? squared : std::log(weights) - largest - std::log(joint);
}

void test_size(int64_t D, int64_t K) {
    char where[64];
    std::snprintf(where, sizeof where, "D=%d K=%d", int(D), int(K));
    const int64_t T = 4, N = 3, P = K == 0 ? D : K * (1 + 2 * D);
    const int64_t lengths[] = {4, 0, 3}, scored_from = 1;
    Random random(static_cast<uint64_t>(D * 31 + K));
    std::vector<float> outputs = random.uniforms(T * N * P, 2),
                       targets = random.uniforms(T * N * D, 2);
    Poisoned losses(T * N), gradients(T * N * P);
    for (int64_t row = 0; row < T * N; ++row) {
        if (row / N >= lengths[row % N]) {
            for (int64_t d = 0; d < D; ++d) {
                targets[static_cast<size_t>(row * D + d)] = NAN;
            }
        }
    }
    double sum = 0, expected_sum = 0;
    const tb_status status = tb_cpu_head_loss(K > 0 ? TB_MIXTURE : TB_MEAN, T, N, D, K, lengths, scored_from, scale_floor,
            outputs.data(), targets.data(), losses.data(), gradients.data(), &sum);
    check(status == TB_OK, "%s: status %d: %s", where, status, tb_cpu_last_error());
    const auto loss = losses.take(where, "losses"), gradient = gradients.take(where, "d_outputs");
    // D terms of up to (4 / floor)^2 / 2 each are summed.
    const double tolerance = 3e-7 * std::sqrt(static_cast<double>(D + K));
    for (int64_t row = 0; row < T * N; ++row) {
        const bool scored = row / N >= scored_from && row / N < lengths[row % N];
        const auto begin = outputs.begin() + row * P;
        const float *target = targets.data() + row * D;
        std::vector<double> exact(begin, begin + P);
        const double expected = scored ? exact_loss(D, K, exact, target) : 0;
        expected_sum += expected;
        check(std::fabs(loss[static_cast<size_t>(row)] - expected) <=
                        tolerance * (1 + std::fabs(expected)),
                "%s: loss %d is %.9g, expected %.9g", where, int(row),
                loss[static_cast<size_t>(row)], expected);
        for (int64_t p = 0; p < P; ++p) {
            const double step = 1e-5;
            double slope = 0;
            if (scored) {
                std::vector<double> above = exact, below = exact;
                above[static_cast<size_t>(p)] += step;
                below[static_cast<size_t>(p)] -= step;
                slope = (exact_loss(D, K, above, target) - exact_loss(D, K, below, target)) /
                        (2 * step);
            }
            // Float's own error grows with the loss whose exponential a responsibility is.
            const double bound = (2e-6 + tolerance * std::fabs(expected)) * (1 + std::fabs(slope));
            const float actual = gradient[static_cast<size_t>(row * P + p)];
            check(scored ? std::fabs(actual - slope) <= bound : actual == 0,
                    "%s: gradient %d of row %d is %.9g, expected %.9g", where, int(p), int(row),
                    actual, slope);
        }
    }
    check(std::fabs(sum - expected_sum) <= tolerance * (10 + std::fabs(expected_sum)),
            "%s: sum %.12g, expected %.12g", where, sum, expected_sum);
}

// Far from every component the likelihood underflows, its logarithm must not.
void test_far_targets() {
    const float outputs[] = {0, 0, 0, 1, 0, 0}, target = 1000;
    float loss, gradient[6];
    double sum;
    tb_cpu_head_loss(K > 0 ? TB_MIXTURE : TB_MEAN, 1, 1, 1, 2, nullptr, 0, scale_floor, outputs, &target, &loss, gradient, &sum);
    const double exact = exact_loss(1, 2, {0, 0, 0, 1, 0, 0}, &target);
    check(std::fabs(loss - exact) < 1e-6 * exact, "far: %.9g, expected %.9g", loss, exact);
    for (const float slope : gradient) {
        check(std::isfinite(slope), "far: a slope of %g", slope);
    }
}

void test_arguments() {
    float some = 0;
    double sum;
    check(tb_cpu_head_loss(K > 0 ? TB_MIXTURE : TB_MEAN, 1, 1, 1, 1, nullptr, 0, 0, &some, &some, nullptr, nullptr, &sum) ==
                    TB_INVALID_ARGUMENT,
            "floor 0");
    check(std::strstr(tb_cpu_last_error(), "tb_cpu_head_loss: floor is 0, outside") != nullptr,
            "\"%s\"", tb_cpu_last_error());
    check(tb_cpu_head_loss(K > 0 ? TB_MIXTURE : TB_MEAN, 0, 1, 1, 1, nullptr, 0, 1, nullptr, nullptr, nullptr, nullptr, &sum) ==
                            TB_OK &&
                    sum == 0,
            "T=0");
}

}  // namespace

int main() {
    for (const int64_t D : {1, 7, 33, 129}) {
        for (const int64_t K : {0, 1, 3, 17}) {
            test_size(D, K);
        }
    }
    test_far_targets();
    test_arguments();
    return report("head_test");
}
