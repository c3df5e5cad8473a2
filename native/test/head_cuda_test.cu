// SPDX-License-Identifier: Apache-2.0
// The device's losses and their gradients against common/head.h, which has its own tests against
// double precision.
#include "cuda_device.h"
#include "head.h"

using namespace timbrel::test;

namespace {

using Floats = std::vector<float>;

struct HeadCase {
    tb_head head;
    int64_t T, N, D, K;
    bool ragged = false;
    int64_t scored_from = 0;
    float limit = 2;  // of outputs

    std::string text() const {
        char text[128];
        std::snprintf(text, sizeof text, "head %d T=%d N=%d D=%d K=%d%s from %d, outputs to %g",
                head, (int)T, (int)N, (int)D, (int)K, ragged ? " ragged" : "", (int)scored_from,
                limit);
        return text;
    }
};

double largest = 0;

void test_case(const HeadCase &c, uint32_t seed) {
    const std::string where = c.text();
    const int64_t rows = c.T * c.N, P = timbrel::output_count(c.head, c.D, c.K);
    const float floor = 0.05f;
    Floats outputs = uniforms(seed, rows * P, c.limit), targets = uniforms(seed + 1, rows * c.D, 1);
    std::vector<int64_t> lengths;
    for (int64_t n = 0; c.ragged && n < c.N; ++n) {
        lengths.push_back(n == 0 ? c.T : (n * 3) % (c.T + 1));
    }
    Floats losses(static_cast<size_t>(rows)), gradient(static_cast<size_t>(rows * P));
    Floats scratch(static_cast<size_t>(timbrel::loss_scratch(c.head, c.D, c.K)));
    double sum = 0;
    for (int64_t row = 0; row < rows; ++row) {
        const int64_t t = row / c.N, n = row % c.N;
        for (int64_t d = 0; d < c.D; ++d) {
            float &target = targets[row * c.D + d];
            target = c.head == TB_CATEGORICAL
                             ? std::floor((target + 1) / 2 * static_cast<float>(c.K - 1))
                     : c.head == TB_BERNOULLI ? (target > 0.3f       ? 1.0f
                                                        : target > 0 ? target
                                                                     : 0.0f)
                                              : target;
        }
        if (c.ragged && t >= lengths[n]) {
            std::fill_n(outputs.begin() + row * P, P, NAN);
            std::fill_n(targets.begin() + row * c.D, c.D, NAN);
        } else if (t >= c.scored_from) {
            losses[row] = timbrel::head_step_loss(c.head, c.D, c.K, floor, outputs.data() + row * P,
                    targets.data() + row * c.D, gradient.data() + row * P, scratch.data());
            sum += losses[row];
        }
    }
    for (const bool wanted : {true, false}) {
        double actual_sum = 0;
        const std::vector<Floats> actual = run_in_two_orders(where, [&] {
            OnDevice<int64_t> on_lengths(lengths);
            OnDevice<float> on_outputs(outputs), on_targets(targets), on_losses(poison(rows)),
                    on_gradient(poison(wanted ? rows * P : 0));
            OnDevice<double> on_sum(std::vector<double>(1, NAN));
            Workspace workspace(c.N, 1);
            Stream stream;
            stream.finish(
                    tb_cuda_head_loss(c.head, c.T, c.N, c.D, c.K, on_lengths.data(), c.scored_from,
                            floor, on_outputs.data(), on_targets.data(), on_losses.data(),
                            on_gradient.data(), on_sum.data(), workspace.data(), stream.get()),
                    where);
            actual_sum = on_sum.read()[0];
            return std::vector<Floats>{on_losses.read(), on_gradient.read()};
        });
        // Two orders of sums of D terms, which grow with the outputs.
        const double tolerance = 1e-6 * std::sqrt(static_cast<double>(P)) * std::fmax(1, c.limit);
        check_close(where.c_str(), "losses", actual[0], losses, tolerance);
        check(std::fabs(actual_sum - sum) <= tolerance * (1 + std::fabs(sum)) * 2,
                "%s: sum is %.9g, expected %.9g", where.c_str(), actual_sum, sum);
        if (wanted) {
            check_close(where.c_str(), "d_outputs", actual[1], gradient, tolerance);
            largest = std::fmax(largest, largest_error(actual[1], gradient));
        }
        largest = std::fmax(largest, largest_error(actual[0], losses));
    }
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    uint32_t seed = 1;
    const HeadCase cases[] = {
            {TB_MEAN, 1, 1, 1, 0},
            {TB_MEAN, 7, 3, 40, 0, true, 2},
            {TB_MEAN, 0, 3, 4, 0},
            {TB_MEAN, 4, 0, 4, 0},
            {TB_MIXTURE, 1, 1, 1, 1},
            {TB_MIXTURE, 6, 5, 33, 3, true, 1},
            {TB_MIXTURE, 3, 2, 5, 40},
            {TB_MIXTURE, 3, 2, 40, 10, false, 0, 30},
            {TB_CATEGORICAL, 1, 1, 1, 1},
            {TB_CATEGORICAL, 5, 17, 1, 33, true, 1},
            {TB_CATEGORICAL, 3, 2, 1, 517, false, 0, 80},
            {TB_BERNOULLI, 1, 1, 1, 0},
            {TB_BERNOULLI, 5, 3, 88, 0, true, 1},
            {TB_BERNOULLI, 2, 3, 31, 0, false, 0, 60},
    };
    for (const HeadCase &c : cases) {
        test_case(c, seed += 2);
    }
    // More steps than one pass of the sum takes.
    test_case({TB_MEAN, 700, 3, 2, 0}, seed);
    std::printf("largest error: %.2g\n", largest);
    return report("head_cuda_test");
}
