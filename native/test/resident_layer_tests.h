// SPDX-License-Identifier: Apache-2.0
// What the tests of a recurrent layer's resident kernels have in common whichever way they go.
//
// Way   plan(kernels, case, division) is a plan for this way; call(case, inputs) gives what calls
//       the kernels of a plan, with what it may need made once; check(case, plan, inputs, variant)
//       compares all results with double precision; long_result and long_bounds are for
//       test_long, of_sequences for test_sequences_are_alone.
#pragma once

#include "resident_plan_case.h"

namespace timbrel::test {

constexpr tb_precision precisions[] = {TB_FP32, TB_TF32, TB_BF16};
constexpr tb_kernels both_kernels[] = {TB_CLUSTERS, TB_GRID};

// As the plain kernels' test has it: layer norm divides the roundings of operands by a deviation
// that may be small. Those of fp32 stay below the bound even so.
inline double tolerance(const RecurrentCase &c) {
    const double bound = c.precision == TB_FP32 ? 3e-6 : c.precision == TB_TF32 ? 2e-3 : 2e-2;
    return c.norm && c.precision != TB_FP32 ? 20 * bound : bound;
}

// Of all that was compared with double precision.
inline double largest = 0;
inline int plans_tried = 0;

template <typename Way>
void test_against_double(
        const RecurrentCase &c, const tb_plan &plan, uint32_t seed, Variant v = {}) {
    if (fits_card(plan)) {
        ++plans_tried;
        v.plan = &plan;
        Way::check(c, plan, inputs_of(c, seed), v);
    }
}

// Sizes that are multiples of nothing, teams of one block and of many, full and nearly empty, with
// all that a call may be given or not.
template <typename Way>
void test_sizes() {
    const int64_t hidden[] = {1, 12, 16, 24, 40, 64, 77};
    const int64_t sequences[] = {1, 3, 8, 9, 17}, steps[] = {1, 2, 7};
    const int64_t blocks[] = {1, 2, 4, 3, 16, 5, 8}, slots[] = {8, 16, 24, 32};
    const int64_t registers[] = {0, 16, 32};
    const double parts[] = {1, 0, 0.5};
    uint32_t k = 0;
    for (const tb_kernels kernels : both_kernels) {
        for (const tb_precision precision : precisions) {
            for (const int64_t H : hidden) {
                for (int repeat = 0; repeat < 3; ++repeat, ++k) {
                    RecurrentCase c = {TB_LSTM, steps[k % 3], sequences[k % 5], 3, H};
                    c.ragged = k % 2 == 0;
                    c.mask = k / 2 % 2 == 0;
                    c.state = k / 4 % 2 == 0;
                    c.bias = k / 8 % 2 == 0;
                    c.norm = k / 2 % 3 == 1;
                    c.precision = precision;
                    Variant v;
                    v.product_given = k % 3 == 0;
                    v.in_place = k / 3 % 2 == 0;
                    v.state_wanted = k % 3 != 1 || k % 4 == 0;
                    const Division d = {blocks[k % 7], slots[k / 3 % 4], registers[k / 5 % 3],
                            parts[k / 2 % 3]};
                    test_against_double<Way>(c, Way::plan(kernels, c, d), k + 1, v);
                }
            }
        }
    }
}

// Layers whose weights overflow the registers into shared memory, and that into the L2.
template <typename Way>
void test_places_of_weights() {
    uint32_t seed = 500;
    for (const tb_precision precision : precisions) {
        RecurrentCase c = {TB_LSTM, 3, 9, 2, 144, true, true, true, false, true, precision};
        for (const int64_t registers : {0, 16, 32}) {
            for (const double part : {0.0, 0.3, 1.0}) {
                c.norm = part == 0.3;
                test_against_double<Way>(
                        c, Way::plan(TB_CLUSTERS, c, {3, 16, registers, part}), seed);
                test_against_double<Way>(
                        c, Way::plan(TB_GRID, c, {1, 16, registers, part * 0.4}), seed);
            }
        }
        ++seed;
    }
}

// Layer norm of a row that lies in more blocks than a warp has lanes, with none of it in the last
// of them. The emulated card has not so many.
template <typename Way>
void test_many_blocks() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 3, 3, 2, 145, true, true, true, true, true, precision};
        test_against_double<Way>(c, Way::plan(TB_GRID, c, {40, 8, 0}), 700);
    }
}

// For tools that make all of it many times slower.
template <typename Way>
void test_little() {
    for (const tb_kernels kernels : both_kernels) {
        for (const tb_precision precision : precisions) {
            const RecurrentCase c = {TB_LSTM, 4, 9, 2, 40, true, true, true,
                    (precision == TB_TF32) == (kernels == TB_GRID), true, precision};
            test_against_double<Way>(c, Way::plan(kernels, c, {4, 16, 16, 0.5}), 900);
        }
    }
}

inline void check_all_bits(const std::string &where, const std::vector<Floats> &actual,
        const std::vector<Floats> &expected) {
    for (size_t k = 0; k < actual.size(); ++k) {
        check_same_bits(where.c_str(), "result", actual[k], expected[k]);
    }
}

// Over clusters and over a grid, divided in any of these ways: a layer of so many units has the
// same bits.
template <typename Way>
void test_divisions_agree(int64_t H, const std::vector<Division> &divisions, bool norm = false) {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 5, 11, 3, H, true, true, true, norm, true, precision};
        const RecurrentInputs in = inputs_of(c, 17);
        const auto call = Way::call(c, in);
        std::vector<Floats> first;
        for (const tb_kernels kernels : both_kernels) {
            for (const Division &d : divisions) {
                const tb_plan plan = Way::plan(kernels, c, d);
                if (!fits_card(plan)) {
                    continue;
                }
                check(plan.blocks * plan.units == (H + 15) / 16 * 16, "%s: its chunks differ",
                        text_of(c, plan).c_str());
                const std::vector<Floats> out = call(plan);
                first = first.empty() ? out : first;
                check_all_bits(text_of(c, plan), out, first);
            }
        }
    }
}

// Other orders in which threads run and words arrive; on a card, chance has its way.
template <typename Way>
void test_orders() {
    for (int k = 0; k < 4; ++k) {
        const tb_kernels kernels = both_kernels[k % 2];
        const RecurrentCase c = {TB_LSTM, 9, 10, 2, 40, true, true, true, k > 1, true, TB_BF16};
        const RecurrentInputs in = inputs_of(c, 23);
        const auto call = Way::call(c, in);
        const tb_plan plan = Way::plan(kernels, c, {6, 8, 16, 0.5});
        if (!fits_card(plan)) {
            continue;
        }
        std::vector<Floats> first;
        for (const uint64_t seed : {0, 1, 2, 3, 4, 5}) {
#ifdef TIMBREL_EMULATED
            timbrel_emulator_order(seed);
#endif
            const std::vector<Floats> out = call(plan);
            first = first.empty() ? out : first;
            check_all_bits(text_of(c, plan) + " order " + std::to_string(seed), out, first);
        }
    }
}

// Roundings do not add up over many steps: what goes through a layer decays. long_result gives one
// of the results and what it should be; it is to be within long_bounds, by precision.
template <typename Way>
void test_long() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 200, 2, 5, 33, false, true, true, false, false, precision};
        const RecurrentInputs in = inputs_of(c, 77);
        const tb_plan plan = Way::plan(TB_GRID, c, {3, 8, 16});
        if (!fits_card(plan)) {
            continue;
        }
        const auto [actual, expected] = Way::long_result(c, in, Way::call(c, in)(plan));
        const double error = largest_error(actual, expected);
        std::printf("%s: error %.2g\n", c.text().c_str(), error);
        check(error <= Way::long_bounds[precision], "%s: error %g", c.text().c_str(), error);
        check(precision == TB_FP32 || error > 1e-6, "%s: nothing was rounded", c.text().c_str());
    }
}

// A result by sequences: [T,N,width H], or [N,width H].
struct OfSequences {
    size_t result;
    int64_t width;
    bool steps;
    bool normed = false;  // there is none without layer norm
};

// Some of a batch alone, without the others: in another place of its team, or in another team.
// of_sequences: results that are to be the same then.
template <typename Way>
void test_sequences_are_alone() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 5, 19, 4, 20, true, true, true, precision != TB_TF32, true, precision};
        const RecurrentInputs in = inputs_of(c, 8);
        for (const tb_kernels kernels : both_kernels) {
            const tb_plan plan = Way::plan(kernels, c, {2, 8, 16});
            if (!fits_card(plan)) {
                continue;
            }
            const std::vector<Floats> whole = Way::call(c, in)(plan);
            for (const int64_t n : {0, 6, 12, 18}) {
                RecurrentCase alone = c;
                alone.N = 1;
                alone.T = c.length(n);
                alone.ragged = false;
                const tb_plan small = Way::plan(kernels, alone, {2, 16, 0});
                const RecurrentInputs part = slice(c, in, 0, alone.T, n, n + 1);
                const std::vector<Floats> out = Way::call(alone, part)(small);
                for (const auto &[result, width, steps, normed] : Way::of_sequences) {
                    if (normed && !c.norm) {
                        continue;
                    }
                    check_slice("alone: " + text_of(alone, small), c, out[result], whole[result],
                            width * c.H, 0, steps ? alone.T : 1, n, n + 1);
                }
            }
        }
    }
}

}  // namespace timbrel::test
