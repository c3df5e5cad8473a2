// SPDX-License-Identifier: Apache-2.0
// The resident kernels of an LSTM layer forward, over clusters and over a grid: against double
// precision, and bit for bit across plans, batches and chunks.
#include "resident_plan_case.h"

using namespace timbrel::test;

namespace {

constexpr tb_precision precisions[] = {TB_FP32, TB_TF32, TB_BF16};

// As the plain kernels' test has it.
double tolerance(tb_precision precision) {
    return precision == TB_FP32 ? 3e-6 : precision == TB_TF32 ? 2e-3 : 2e-2;
}

double largest = 0;
int plans_tried = 0;

void test_against_double(
        const RecurrentCase &c, const tb_plan &plan, uint32_t seed, Variant v = {}) {
    static const char *const outputs[] = {
            "y", "h_n", "c_n", "gates", "cells", "h_in", "normed", "rstd"};
    if (!fits_card(plan)) {
        return;
    }
    ++plans_tried;
    v.plan = &plan;
    const std::string where = text_of(c, plan);
    const RecurrentInputs in = inputs_of(c, seed);
    const RecurrentOutputs o = forward_double(c, in);
    const std::vector<Floats> actual = run_in_two_orders(where, [&] { return forward(c, in, v); });
    const Doubles expected[] = {o.y, o.h_n, o.c_n, o.gates, o.cells, o.h_in, o.normed, o.rstd};
    for (size_t k = 0; k < actual.size(); ++k) {
        if (!actual[k].empty()) {
            check_close(where.c_str(), outputs[k], actual[k], expected[k], tolerance(c.precision));
            if (c.precision == TB_FP32) {
                largest = std::fmax(largest, largest_error(actual[k], expected[k]));
            }
        }
    }
}

// Sizes that are multiples of nothing, teams of one block and of many, full and nearly empty, with
// all that a call may be given or not.
void test_sizes() {
    const int64_t hidden[] = {1, 12, 16, 24, 40, 64, 77};
    const int64_t sequences[] = {1, 3, 8, 9, 17}, steps[] = {1, 2, 7};
    const int64_t blocks[] = {1, 2, 4, 3, 16, 5, 8}, slots[] = {8, 16, 24, 32};
    const int64_t registers[] = {0, 16, 32};
    const double parts[] = {1, 0, 0.5};
    uint32_t k = 0;
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
        for (const tb_precision precision : precisions) {
            for (const int64_t H : hidden) {
                for (int repeat = 0; repeat < 3; ++repeat, ++k) {
                    RecurrentCase c = {TB_LSTM, steps[k % 3], sequences[k % 5], 3, H};
                    c.ragged = k % 2 == 0;
                    c.mask = k / 2 % 2 == 0;
                    c.state = k / 4 % 2 == 0;
                    c.bias = k / 8 % 2 == 0;
                    c.precision = precision;
                    const Division d = {blocks[k % 7], slots[k / 3 % 4], registers[k / 5 % 3],
                            parts[k / 2 % 3]};
                    test_against_double(
                            c, plan_of(kernels, c, d), k + 1, {k % 3 == 0, true, k / 3 % 2 == 0});
                }
            }
        }
    }
}

// Layers whose weights overflow the registers into shared memory, and that into the L2.
void test_places_of_weights() {
    uint32_t seed = 500;
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 3, 9, 2, 144, true, true, true, false, true, precision};
        for (const int64_t registers : {0, 16, 32}) {
            for (const double part : {0.0, 0.3, 1.0}) {
                test_against_double(c, plan_of(TB_CLUSTERS, c, {3, 16, registers, part}), seed);
                test_against_double(c, plan_of(TB_GRID, c, {1, 16, registers, part * 0.4}), seed);
            }
        }
        ++seed;
    }
}

// What tb_cuda_plan_recurrent makes of this card.
void test_its_plans() {
    uint32_t seed = 800;
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
        for (const tb_precision precision : precisions) {
            for (const int64_t N : {1, 10, 70}) {
                const RecurrentCase c = {TB_LSTM, 3, N, 2, N == 10 ? 200 : 24, true, true, true,
                        false, true, precision};
                tb_plan plan = {};
                check(tb_cuda_plan_recurrent(&card, c.cell, precision, N, c.H, 0, kernels, &plan) ==
                                TB_OK,
                        "%s: %s", c.text().c_str(), tb_cuda_last_error());
                if (plan.kernels == kernels) {
                    test_against_double(c, plan, seed++);
                }
            }
        }
    }
}

// The sums of a slot have one order, which is no affair of the plan: clusters or grid, blocks,
// slots, places of the weights.
void test_plans_agree() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 5, 11, 3, 60, true, true, true, false, true, precision};
        const RecurrentInputs in = inputs_of(c, 17);
        std::vector<Floats> first;
        const Division divisions[] = {{1, 16, 0}, {2, 8, 16}, {4, 8, 32}, {16, 16, 0, 0},
                {8, 24, 16, 0.5}, {4, 32, 0}, {1, 8, 32, 0.2}};
        for (const tb_kernels kernels : {TB_GRID, TB_CLUSTERS}) {
            for (const Division &d : divisions) {
                const tb_plan plan = plan_of(kernels, c, d);
                if (!fits_card(plan)) {
                    continue;
                }
                check(plan.blocks * plan.units == 64, "%s: its chunks differ",
                        text_of(c, plan).c_str());
                Variant v;
                v.plan = &plan;
                const std::vector<Floats> out = forward(c, in, v);
                if (first.empty()) {
                    first = out;
                }
                for (size_t k = 0; k < out.size(); ++k) {
                    check_same_bits(text_of(c, plan).c_str(), "result", out[k], first[k]);
                }
            }
        }
    }
}

void test_chunks_make_the_whole() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 19, 3, 6, 33, false, true, true, false, true, precision};
        const RecurrentInputs in = inputs_of(c, 5);
        for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
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
                carried.h0 = doubles(out[1]);
                carried.c0 = doubles(out[2]);
            }
            check_same_bits("chunks", "h_n", floats(carried.h0), whole[1]);
            check_same_bits("chunks", "c_n", floats(carried.c0), whole[2]);
        }
    }
}

// Some of a batch alone, without the others: in another place of its team, or in another team.
void test_sequences_are_alone() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 5, 19, 4, 20, true, true, true, false, true, precision};
        const RecurrentInputs in = inputs_of(c, 8);
        for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
            const tb_plan plan = plan_of(kernels, c, {2, 8, 16});
            if (!fits_card(plan)) {
                continue;
            }
            Variant v;
            v.plan = &plan;
            const std::vector<Floats> whole = forward(c, in, v);
            for (const int64_t n : {0, 6, 12, 18}) {
                RecurrentCase alone = c;
                alone.N = 1;
                alone.T = c.length(n);
                alone.ragged = false;
                const tb_plan small = plan_of(kernels, alone, {2, 16, 0});
                v.plan = &small;
                const std::vector<Floats> out =
                        forward(alone, slice(c, in, 0, alone.T, n, n + 1), v);
                const std::string where = "alone: " + text_of(alone, small);
                check_slice(where, c, out[0], whole[0], c.H, 0, alone.T, n, n + 1);
                check_slice(where, c, out[3], whole[3], 4 * c.H, 0, alone.T, n, n + 1);
                check_slice(where, c, out[4], whole[4], c.H, 0, alone.T, n, n + 1);
            }
        }
    }
}

// Other orders in which threads run and words arrive; on a card, chance has its way.
void test_orders() {
    const RecurrentCase c = {TB_LSTM, 9, 10, 2, 40, true, true, true, false, true, TB_BF16};
    const RecurrentInputs in = inputs_of(c, 23);
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
        const tb_plan plan = plan_of(kernels, c, {6, 8, 16, 0.5});
        if (!fits_card(plan)) {
            continue;
        }
        Variant v;
        v.plan = &plan;
        std::vector<Floats> first;
        for (const uint64_t seed : {0, 1, 2, 3, 4, 5}) {
#ifdef TIMBREL_EMULATED
            timbrel_emulator_order(seed);
#endif
            const std::vector<Floats> out = forward(c, in, v);
            first = first.empty() ? out : first;
            for (size_t k = 0; k < out.size(); ++k) {
                check_same_bits((text_of(c, plan) + " order " + std::to_string(seed)).c_str(),
                        "result", out[k], first[k]);
            }
        }
    }
}

// Roundings do not add up over many steps.
void test_long() {
    const double bounds[] = {1e-5, 1e-3, 1e-2};
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 200, 2, 5, 33, false, true, true, false, false, precision};
        const RecurrentInputs in = inputs_of(c, 77);
        const tb_plan plan = plan_of(TB_GRID, c, {3, 8, 16});
        if (!fits_card(plan)) {
            continue;
        }
        Variant v;
        v.plan = &plan;
        const double error = largest_error(forward(c, in, v)[0], forward_double(c, in).y);
        std::printf("%s: error of y %.2g\n", c.text().c_str(), error);
        check(error <= bounds[precision], "%s: error %g", c.text().c_str(), error);
        check(precision == TB_FP32 || error > 1e-6, "%s: nothing was rounded", c.text().c_str());
    }
}

// For tools that make all of it many times slower.
void test_little() {
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
        RecurrentCase c = {TB_LSTM, 4, 9, 2, 24, true, true, true, false, true};
        for (const tb_precision precision : precisions) {
            c.precision = precision;
            test_against_double(c, plan_of(kernels, c, {4, 16, 16, 0.5}), 900);
        }
    }
}

}  // namespace

int main() {
    if (!has_teams()) {
        return skipped;
    }
    if (std::getenv("TIMBREL_TEST_SMALL") != nullptr) {
        test_little();
        return report("resident_forward_cuda_test, a little");
    }
    test_sizes();
    test_places_of_weights();
    test_its_plans();
    test_plans_agree();
    test_chunks_make_the_whole();
    test_sequences_are_alone();
    test_orders();
    test_long();
    std::printf("%d plans; largest error in fp32: %.2g\n", plans_tried, largest);
    return report("resident_forward_cuda_test");
}
