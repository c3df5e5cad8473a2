// SPDX-License-Identifier: Apache-2.0
// Rows of a table, their gradients in the order of r, and tokens that are none.
#include <algorithm>
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

struct Rows {
    int64_t R, V, M, C;
    std::vector<float> tokens, table, dy;  // tokens: [R,1+C]

    Rows(int64_t R, int64_t V, int64_t M, int64_t C) : R(R), V(V), M(M), C(C) {
        Random random(static_cast<uint64_t>(R + 31 * V + 1009 * M));
        for (int64_t r = 0; r < R; ++r) {
            tokens.push_back(std::floor((0.5f + random.uniform(0.5f)) * static_cast<float>(V)));
            for (int64_t c = 0; c < C; ++c) {
                tokens.push_back(random.uniform(2));
            }
        }
        table = random.uniforms(V * M, 1);
        dy = random.uniforms(R * (M + C), 1);
    }

    const float *given(int64_t r) const { return tokens.data() + r * (1 + C); }
    size_t token(int64_t r) const { return static_cast<size_t>(*given(r)); }
};

void test_size(int64_t R, int64_t V, int64_t M, int64_t C) {
    const std::string where = "R=" + std::to_string(R) + " V=" + std::to_string(V) +
                              " M=" + std::to_string(M) + " C=" + std::to_string(C);
    const Rows in(R, V, M, C);
    Poisoned y(R * (M + C));
    check_ok(tb_cpu_embedding_forward(R, V, M, C, in.tokens.data(), in.table.data(), y.data()),
            where.c_str());
    const size_t width = static_cast<size_t>(M);
    std::vector<float> expected, gradient(in.table.size(), 0.25f);
    for (int64_t r = 0; r < R; ++r) {
        for (size_t k = 0; k < width; ++k) {
            expected.push_back(in.table[in.token(r) * width + k]);
            gradient[in.token(r) * width + k] += in.dy[static_cast<size_t>(r * (M + C)) + k];
        }
        expected.insert(expected.end(), in.given(r) + 1, in.given(r) + 1 + C);
    }
    check_same_bits(where.c_str(), "y", y.take(where, "y"), expected);
    for (const int64_t threads : {1, 2, 3}) {
        check_ok(tb_cpu_set_threads(threads), "threads");
        Poisoned dtable(V * M);
        std::fill_n(dtable.data(), V * M, 0.25f);
        check_ok(tb_cpu_embedding_backward(
                         R, V, M, C, in.tokens.data(), in.dy.data(), dtable.data()),
                where.c_str());
        // The order of r leaves one result.
        check_same_bits(where.c_str(), "dtable", dtable.take(where, "dtable"), gradient);
    }
    check_ok(tb_cpu_set_threads(0), "threads");
}

void test_tokens() {
    const float table[10] = {};
    float y[4] = {42, 42, 42, 42}, dtable[10] = {};
    const struct {
        float token;
        const char *text;
    } others[] = {{5, "5"}, {-1, "-1"}, {1.5f, "1.5"}, {NAN, "nan"}, {INFINITY, "inf"},
            {-1e-30f, "-1.00000000e-30"}};
    for (const auto &other : others) {
        const float tokens[] = {4, other.token};
        char text[32];
        std::snprintf(text, sizeof text, "%.9g", other.token);
        for (const bool forward : {true, false}) {
            const std::string message = std::string("tb_cpu_embedding_") +
                                        (forward ? "forward" : "backward") + ": tokens[1,0] is " +
                                        text + ", but must be a whole number in 0..V-1 (4)";
            check_refused(forward ? tb_cpu_embedding_forward(2, 5, 2, 0, tokens, table, y)
                                  : tb_cpu_embedding_backward(2, 5, 2, 0, tokens, y, dtable),
                    message.c_str());
        }
    }
    check(y[0] == 42 && dtable[8] == 0, "something was written before the refusal");
}

void test_arguments() {
    float some[4] = {};
    check_refused(tb_cpu_embedding_forward(1, 0, 1, 0, some, some, some),
            "tb_cpu_embedding_forward: V is 0, but must be at least 1");
    check_refused(tb_cpu_embedding_forward(1, (1 << 24) + 1, 1, 0, some, some, some),
            "tb_cpu_embedding_forward: V is 16777217, outside 1..16777216");
    check_refused(tb_cpu_embedding_forward(1, 1, 0, 0, some, some, some),
            "tb_cpu_embedding_forward: M is 0, but must be at least 1");
    check_refused(tb_cpu_embedding_forward(1, 1, 1, -1, some, some, some),
            "tb_cpu_embedding_forward: C is -1, but must be at least 0");
    check_refused(tb_cpu_embedding_forward(2, 2, 1, 0, nullptr, some, some),
            "tb_cpu_embedding_forward: tokens [R,1+C] is NULL, but has elements at R 2, V 2, M 1, "
            "C "
            "0");
    check_refused(tb_cpu_embedding_backward(2, 2, 1, 0, some, some, nullptr),
            "tb_cpu_embedding_backward: dtable [V,M] is NULL, but has elements at R 2, V 2, M 1, C "
            "0");
    check_refused(tb_cpu_embedding_backward(2, 2, 1, 3, some, nullptr, some),
            "tb_cpu_embedding_backward: dy [R,M+C] is NULL, but has elements at R 2, V 2, M 1, C "
            "3");
    check_refused(tb_cpu_embedding_forward(0, 1 << 24, INT64_C(1) << 40, 0, some, some, some),
            "tb_cpu_embedding_forward: R 0, V 16777216, M 1099511627776, C 0 make an array of more "
            "than 2^63 - 1 bytes");
    check_refused(tb_cpu_embedding_forward(8, 1, 1, INT64_C(1) << 60, some, some, some),
            "tb_cpu_embedding_forward: R 8, V 1, M 1, C 1152921504606846976 make an array of more "
            "than 2^63 - 1 bytes");
    check_ok(tb_cpu_embedding_forward(0, 2, 2, 0, nullptr, some, nullptr), "no rows");
    check_ok(tb_cpu_embedding_backward(0, 2, 2, 1, nullptr, nullptr, some), "no rows");
}

}  // namespace

int main() {
    test_size(1, 1, 1, 0);
    test_size(7, 3, 5, 0);
    test_size(7, 3, 5, 1);
    test_size(1000, 17, 33, 4);
    test_size(3000, 401, 257, 0);
    test_size(3000, 401, 257, 13);
    test_tokens();
    test_arguments();
    return report("embedding_test");
}
