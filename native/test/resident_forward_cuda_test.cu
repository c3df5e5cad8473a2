// SPDX-License-Identifier: Apache-2.0
// The resident kernels of an LSTM layer forward, over clusters and over a grid: against double
// precision, and bit for bit across plans, batches and chunks.
#include "resident_layer_tests.h"

using namespace timbrel::test;

namespace {

enum Result { y, h_n, c_n, gates, cells, h_in, normed, rstd };

struct Way {
    static tb_plan plan(tb_kernels kernels, const RecurrentCase &c, const Division &d) {
        return plan_of(kernels, c, d);
    }

    static auto call(const RecurrentCase &c, const RecurrentInputs &in) {
        return [c, in](const tb_plan &plan) {
            Variant v;
            v.plan = &plan;
            return forward(c, in, v);
        };
    }

    static void check(const RecurrentCase &c, const tb_plan &plan, const RecurrentInputs &in,
            const Variant &v) {
        static const char *const names[] = {
                "y", "h_n", "c_n", "gates", "cells", "h_in", "normed", "rstd"};
        const std::string where = text_of(c, plan);
        const RecurrentOutputs o = forward_double(c, in);
        const std::vector<Floats> actual =
                run_in_two_orders(where, [&] { return forward(c, in, v); });
        const Doubles expected[] = {o.y, o.h_n, o.c_n, o.gates, o.cells, o.h_in, o.normed, o.rstd};
        for (size_t k = 0; k < actual.size(); ++k) {
            if (!actual[k].empty()) {
                check_close(where.c_str(), names[k], actual[k], expected[k], tolerance(c));
                if (c.precision == TB_FP32) {
                    largest = std::fmax(largest, largest_error(actual[k], expected[k]));
                }
            }
        }
    }

    static constexpr double long_bounds[] = {1e-5, 1e-3, 1e-2};
    static std::pair<Floats, Doubles> long_result(
            const RecurrentCase &c, const RecurrentInputs &in, const std::vector<Floats> &results) {
        return {results[y], forward_double(c, in).y};
    }

    static constexpr OfSequences of_sequences[] = {
            {y, 1, true}, {gates, 4, true}, {cells, 1, true}, {normed, 4, true, true}};
};

// What tb_cuda_plan_recurrent makes of this card.
void test_its_plans() {
    uint32_t seed = 800;
    for (const tb_kernels kernels : both_kernels) {
        for (const tb_precision precision : precisions) {
            for (const int64_t N : {1, 10, 70}) {
                const RecurrentCase c = {TB_LSTM, 3, N, 2, N == 10 ? 200 : 24, true, true, true,
                        N > 1, true, precision};
                tb_plan plan = {};
                check(tb_cuda_plan_recurrent(
                              &card, c.cell, precision, N, c.H, c.norm, kernels, &plan) == TB_OK,
                        "%s: %s", c.text().c_str(), tb_cuda_last_error());
                if (plan.kernels == kernels) {
                    test_against_double<Way>(c, plan, seed++);
                }
            }
        }
    }
}

// The sums of a slot have one order, which is no affair of the plan: clusters or grid, blocks,
// slots, places of the weights. Warps divide the products of 144 units otherwise than those of 64;
// blocks have 12, 4, 3, 9 and 18 of their tiles of rows. Layer norm has an order of its own for
// every number of units in a block.
void test_plans_agree() {
    test_divisions_agree<Way>(60, {{1, 16, 0}, {2, 8, 16}, {4, 8, 32}, {16, 16, 0, 0},
                                          {8, 24, 16, 0.5}, {4, 32, 0}, {1, 8, 32, 0.2}});
    test_divisions_agree<Way>(
            130, {{3, 8, 16}, {9, 16, 0, 0.5}, {12, 8, 32}, {4, 24, 16, 0}, {2, 8, 32, 0.3}});
    for (const int64_t blocks : {4, 16}) {
        test_divisions_agree<Way>(60, {{blocks, 8, 32, 0.5}, {blocks, 24, 16}}, true);
    }
}

// Sums that are a thousand times farther from zero than from each other: the mean of their squares
// less the square of their mean would have no digit left. All numbers are such that the products
// and their sums are exact in any order.
void test_sums_far_from_zero() {
    for (const tb_precision precision : precisions) {
        for (const int64_t H : {8, 21, 40}) {
            const RecurrentCase c = {
                    TB_LSTM, 1, 9, 2, H, false, true, true, true, false, precision};
            RecurrentInputs in = inputs_of(c, 61);
            for (size_t k = 0; k < in.h0.size(); ++k) {
                in.h0[k] = k % static_cast<size_t>(H) == 0 ? 1 : 64;
            }
            // A row comes to 128 (H - 1) and a number in -4..4.
            for (size_t k = 0; k < in.w_hh.size(); ++k) {
                const size_t row = k / static_cast<size_t>(H);
                in.w_hh[k] = k % static_cast<size_t>(H) == 0
                                     ? (static_cast<double>(row * 37 % 65) - 32) / 8
                                     : 2;
            }
            const RecurrentOutputs o = forward_double(c, in);
            for (const tb_kernels kernels : both_kernels) {
                for (const int64_t blocks : {2, 5}) {
                    const tb_plan plan = plan_of(kernels, c, {blocks, 16, 16});
                    if (!fits_card(plan)) {
                        continue;
                    }
                    const std::vector<Floats> out = Way::call(c, in)(plan);
                    const std::string where = "far from zero: " + text_of(c, plan);
                    // The mean itself is rounded to one part in 2^24 a few times, which is some
                    // 128 (H - 1) / 2^22 of the sums' deviation of 2 or 3.
                    check_close(where.c_str(), "normed", out[normed], o.normed,
                            2e-5 * static_cast<double>(H - 1));
                    check_close(where.c_str(), "rstd", out[rstd], o.rstd, 1e-5);
                }
            }
        }
    }
}

void test_chunks_make_the_whole() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 19, 3, 6, 33, false, true, true, precision != TB_TF32, true, precision};
        const RecurrentInputs in = inputs_of(c, 5);
        for (const tb_kernels kernels : both_kernels) {
            const tb_plan plan = plan_of(kernels, c, {4, 8, 16});
            if (!fits_card(plan)) {
                continue;
            }
            Variant v;
            v.plan = &plan;
            const std::vector<Floats> whole = forward(c, in, v);
            v.in_place = true;
            RecurrentInputs carried = in;
            for (int64_t from = 0; from < c.T; from += 7) {
                RecurrentCase chunk = c;
                chunk.T = std::min<int64_t>(7, c.T - from);
                const RecurrentInputs part = slice(c, carried, from, from + chunk.T, 0, c.N);
                const std::vector<Floats> out = forward(chunk, part, v);
                const std::string where = "chunk: " + text_of(c, plan);
                check_slice(where, c, out[0], whole[0], c.H, from, from + chunk.T, 0, c.N);
                check_slice(where, c, out[5], whole[5], c.H, from, from + chunk.T, 0, c.N);
                if (c.norm) {
                    check_slice(where, c, out[normed], whole[normed], 4 * c.H, from, from + chunk.T,
                            0, c.N);
                    check_slice(where, c, out[rstd], whole[rstd], 1, from, from + chunk.T, 0, c.N);
                }
                carried.h0 = doubles(out[1]);
                carried.c0 = doubles(out[2]);
            }
            check_same_bits("chunks", "h_n", floats(carried.h0), whole[1]);
            check_same_bits("chunks", "c_n", floats(carried.c0), whole[2]);
        }
    }
}

}  // namespace

int main() {
    if (!has_teams()) {
        return skipped;
    }
    if (std::getenv("TIMBREL_TEST_SMALL") != nullptr) {
        test_little<Way>();
        return report("resident_forward_cuda_test, a little");
    }
    test_sizes<Way>();
    test_places_of_weights<Way>();
    test_many_blocks<Way>();
    test_its_plans();
    test_plans_agree();
    test_sums_far_from_zero();
    test_chunks_make_the_whole();
    test_sequences_are_alone<Way>();
    test_orders<Way>();
    test_long<Way>();
    std::printf("%d plans; largest error in fp32: %.2g\n", plans_tried, largest);
    return report("resident_forward_cuda_test");
}
