// SPDX-License-Identifier: Apache-2.0
// What a head's loss refuses, and what it takes though it is empty.
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

// One step of one sequence.
tb_status loss(int32_t head, int64_t D, int64_t K, float target, float floor = 1,
        int64_t scored_from = 0) {
    const std::vector<float> outputs(64, 0);
    double sum = 0;
    return tb_cpu_head_loss(static_cast<tb_head>(head), 1, 1, D, K, nullptr, scored_from, floor,
            outputs.data(), &target, nullptr, nullptr, &sum);
}

void test_sizes() {
    check_refused(loss(4, 1, 0, 0), "tb_cpu_head_loss: head is 4, outside 0..3");
    check_refused(loss(-1, 1, 0, 0), "tb_cpu_head_loss: head is -1, outside 0..3");
    check_refused(loss(TB_MEAN, 0, 0, 0), "tb_cpu_head_loss: D is 0, but must be at least 1");
    check_refused(loss(TB_MEAN, 1, 2, 0), "tb_cpu_head_loss: K is 2, but must be 0 with TB_MEAN");
    check_refused(loss(TB_BERNOULLI, 1, 2, 0),
            "tb_cpu_head_loss: K is 2, but must be 0 with TB_BERNOULLI");
    check_refused(
            loss(TB_MIXTURE, 1, 0, 0), "tb_cpu_head_loss: K is 0, but a mixture has components");
    check_refused(loss(TB_MIXTURE, 1, -1, 0), "tb_cpu_head_loss: K is -1, but must be at least 0");
    check_refused(loss(TB_CATEGORICAL, 1, 0, 0), "tb_cpu_head_loss: K is 0, outside 1..16777216");
    check_refused(loss(TB_CATEGORICAL, 1, (1 << 24) + 1, 0),
            "tb_cpu_head_loss: K is 16777217, outside 1..16777216");
    check_refused(loss(TB_CATEGORICAL, 2, 3, 0),
            "tb_cpu_head_loss: D is 2, but must be 1 with TB_CATEGORICAL");
    check_refused(loss(TB_MIXTURE, INT64_C(1) << 40, INT64_C(1) << 40, 0),
            "tb_cpu_head_loss: T 1, N 1, D 1099511627776, K 1099511627776 make an array of more "
            "than 2^63 - 1 bytes");
    check_refused(loss(TB_MEAN, 1, 0, 0, 1, -1),
            "tb_cpu_head_loss: scored_from is -1, but must be at least 0");
}

void test_floor() {
    check_refused(loss(TB_MIXTURE, 1, 1, 0, 0),
            "tb_cpu_head_loss: floor is 0, outside 1.17549e-38..1e+30");
    check_refused(loss(TB_MIXTURE, 1, 1, 0, NAN),
            "tb_cpu_head_loss: floor is nan, outside 1.17549e-38..1e+30");
    for (const int32_t head : {TB_MEAN, TB_BERNOULLI}) {
        check_ok(loss(head, 1, 0, 0, NAN), "a floor that is not looked at");
    }
}

void test_categories() {
    for (const float target : {0.0f, 4.0f, -0.0f}) {
        check_ok(loss(TB_CATEGORICAL, 1, 5, target), "a category");
    }
    const struct {
        float target;
        const char *text;
    } others[] = {{-1, "-1"}, {5, "5"}, {0.5f, "0.5"}, {NAN, "nan"}, {INFINITY, "inf"},
            {1e30f, "1.00000002e+30"}};
    for (const auto &other : others) {
        const std::string message = std::string("tb_cpu_head_loss: targets[0] (t 0, n 0) is ") +
                                    other.text + ", but must be a whole number in 0..K-1 (4)";
        check_refused(loss(TB_CATEGORICAL, 1, 5, other.target), message.c_str());
    }
    check_ok(loss(TB_CATEGORICAL, 1, 5, 7, 1, 1), "a target that is not scored");

    // The largest category that a float can name.
    const int64_t K = INT64_C(1) << 24;
    const std::vector<float> outputs(static_cast<size_t>(K), 0);
    const float target = static_cast<float>(K - 1);
    float value = 0;
    double sum = 0;
    check_ok(tb_cpu_head_loss(TB_CATEGORICAL, 1, 1, 1, K, nullptr, 0, 0, outputs.data(), &target,
                     &value, nullptr, &sum),
            "the most categories");
    check(std::fabs(value - 24 * std::log(2.0)) < 1e-5, "2^24 equal categories lose %g", value);

    // Nothing is written before the refusal; index and place are those of the first.
    const float some[6] = {}, targets[] = {9, 0, 1, 0, 2, 3};
    const int64_t lengths[] = {1, 3};
    float losses[] = {42, 42, 42, 42, 42, 42};
    check_refused(tb_cpu_head_loss(TB_CATEGORICAL, 3, 2, 1, 1, lengths, 1, 0, some, targets, losses,
                          nullptr, &sum),
            "tb_cpu_head_loss: targets[5] (t 2, n 1) is 3, but must be a whole number in 0..K-1 "
            "(0)");
    check(losses[0] == 42 && losses[5] == 42, "losses were written");
}

void test_arrays() {
    const float some[2] = {};
    double sum = 1;
    check_refused(tb_cpu_head_loss(TB_MEAN, 1, 2, 1, 0, nullptr, 0, 0, nullptr, some, nullptr,
                          nullptr, &sum),
            "tb_cpu_head_loss: outputs [T,N,P] is NULL, but has elements at T 1, N 2, D 1, K 0");
    check_refused(tb_cpu_head_loss(TB_MEAN, 1, 2, 1, 0, nullptr, 0, 0, some, nullptr, nullptr,
                          nullptr, &sum),
            "tb_cpu_head_loss: targets [T,N,D] is NULL, but has elements at T 1, N 2, D 1, K 0");
    check_refused(tb_cpu_head_loss(TB_MEAN, 1, 2, 1, 0, nullptr, 0, 0, some, some, nullptr, nullptr,
                          nullptr),
            "tb_cpu_head_loss: sum [1] is NULL, but has elements at T 1, N 2, D 1, K 0");
    const int64_t lengths[] = {1, 2};
    check_refused(tb_cpu_head_loss(
                          TB_MEAN, 1, 2, 1, 0, lengths, 0, 0, some, some, nullptr, nullptr, &sum),
            "tb_cpu_head_loss: lengths[1] is 2, outside 0..T (1)");
    for (const int64_t T : {0, 3}) {
        sum = 1;
        check_ok(tb_cpu_head_loss(TB_CATEGORICAL, T, T == 0 ? 2 : 0, 1, 4, nullptr, 0, 0, nullptr,
                         nullptr, nullptr, nullptr, &sum),
                "nothing at all");
        check(sum == 0, "the sum of nothing is %g", sum);
    }
}

}  // namespace

int main() {
    test_sizes();
    test_floor();
    test_categories();
    test_arrays();
    return report("head_arguments_test");
}
