// SPDX-License-Identifier: Apache-2.0
// The resident kernels of an LSTM layer's way back, over clusters and over a grid: against double
// precision, and bit for bit across plans, batches and chunks.
#include "resident_backward_plan.h"
#include "resident_layer_tests.h"

using namespace timbrel::test;

namespace {

enum Gradient { dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh };

// By the plain kernels: what the way back begins with.
std::vector<Floats> stored_of(const RecurrentCase &c, const RecurrentInputs &in) {
    return forward(c, in, {});
}

std::vector<Floats> backward_by(const tb_plan &plan, const RecurrentCase &c,
        const RecurrentInputs &in, const std::vector<Floats> &stored) {
    Variant v;
    v.plan = &plan;
    return backward(c, in, stored, v);
}

struct Way {
    static tb_plan plan(tb_kernels kernels, const RecurrentCase &c, const Division &d) {
        return plan_back(kernels, c, d);
    }

    static auto call(const RecurrentCase &c, const RecurrentInputs &in) {
        return [c, in, stored = stored_of(c, in)](
                       const tb_plan &plan) { return backward_by(plan, c, in, stored); };
    }

    static void check(const RecurrentCase &c, const tb_plan &plan, const RecurrentInputs &in,
            const Variant &v) {
        static const char *const gradients[] = {"dgates", "dhidden", "dx", "dh0", "dc0", "dw_ih",
                "dw_hh", "db_ih", "db_hh", "dnorm_hh"};
        const std::string where = text_of(c, plan);
        RecurrentGradients e = backward_double(c, in, forward_double(c, in));
        for (Doubles *added : {&e.dw_ih, &e.dw_hh, &e.db_ih, &e.db_hh, &e.dnorm_hh}) {
            for (double &value : *added) {
                value += 1;
            }
        }
        const std::vector<Floats> stored = stored_of(c, in);
        const std::vector<Floats> actual =
                run_in_two_orders(where, [&] { return backward(c, in, stored, v); });
        const Doubles expected[] = {e.dgates, e.dhidden, e.dx, e.dh0, e.dc0, e.dw_ih, e.dw_hh,
                e.db_ih, e.db_hh, e.dnorm_hh};
        // Gradients of parameters are sums over T N steps of numbers of either sign.
        const double growth = 2 * std::sqrt(1 + static_cast<double>(c.T * c.N));
        for (size_t k = 0; k < std::size(expected); ++k) {
            if (!actual[k].empty()) {
                check_close(
                        where.c_str(), gradients[k], actual[k], expected[k], tolerance(c) * growth);
                if (c.precision == TB_FP32) {
                    largest = std::fmax(largest, largest_error(actual[k], expected[k]));
                }
            }
        }
        timbrel::test::check(actual[dh0].empty() != v.state_wanted || c.N == 0, "%s: dh0 was %s",
                where.c_str(), v.state_wanted ? "not given" : "given");
    }

    static constexpr double long_bounds[] = {1e-5, 2e-3, 2e-2};
    static std::pair<Floats, Doubles> long_result(
            const RecurrentCase &c, const RecurrentInputs &in, const std::vector<Floats> &results) {
        return {results[dgates], backward_double(c, in, forward_double(c, in)).dgates};
    }

    static constexpr OfSequences of_sequences[] = {
            {dgates, 4, true}, {dh0, 1, false}, {dc0, 1, false}, {dhidden, 4, true, true}};
};

// What is sent to whom depends on the units of a block alone: not on clusters or grid, slots or
// where weights are.
void test_plans_agree() {
    for (const int64_t blocks : {2, 4}) {
        test_divisions_agree<Way>(
                60, {{blocks, 16, 0}, {blocks, 8, 16}, {blocks, 8, 32}, {blocks, 16, 0, 0},
                            {blocks, 24, 16, 0.5}, {blocks, 8, 32, 0.2}});
        test_divisions_agree<Way>(60, {{blocks, 16, 0}, {blocks, 8, 32, 0.5}}, true);
    }
}

// From chunk to chunk the gradients of a state go back through dh0 and dc0 into dh_n and dc_n.
void test_chunks_make_the_whole() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 19, 3, 6, 33, false, true, true, precision != TB_TF32, true, precision};
        const RecurrentInputs in = inputs_of(c, 5);
        const std::vector<Floats> stored = stored_of(c, in);
        for (const tb_kernels kernels : both_kernels) {
            const tb_plan plan = plan_back(kernels, c, {4, 8, 16});
            if (!fits_card(plan)) {
                continue;
            }
            const std::vector<Floats> whole = backward_by(plan, c, in, stored);
            RecurrentInputs carried = in;
            for (int64_t from = 14; from >= 0; from -= 7) {
                RecurrentCase chunk = c;
                chunk.T = std::min<int64_t>(7, c.T - from);
                RecurrentInputs part = slice(c, carried, from, from + chunk.T, 0, c.N);
                const auto steps = [&](const Floats &values, int64_t width) {
                    return values.empty()
                                   ? Floats()
                                   : Floats(values.begin() + from * c.N * width,
                                             values.begin() + (from + chunk.T) * c.N * width);
                };
                const auto before = [&](const Floats &values) {
                    return doubles(Floats(values.begin() + (from - 1) * c.N * c.H,
                            values.begin() + from * c.N * c.H));
                };
                if (from > 0) {
                    part.h0 = before(stored[0]);
                    part.c0 = before(stored[4]);
                }
                const std::vector<Floats> out = backward_by(plan, chunk, part,
                        {steps(stored[0], c.H), {}, {}, steps(stored[3], 4 * c.H),
                                steps(stored[4], c.H), steps(stored[5], c.H),
                                steps(stored[6], 4 * c.H), steps(stored[7], 1)});
                check_slice("chunk: " + text_of(c, plan), c, out[dgates], whole[dgates], 4 * c.H,
                        from, from + chunk.T, 0, c.N);
                carried.dh_n = doubles(out[dh0]);
                carried.dc_n = doubles(out[dc0]);
            }
            check_same_bits("chunks", "dh0", floats(carried.dh_n), whole[dh0]);
            check_same_bits("chunks", "dc0", floats(carried.dc_n), whole[dc0]);
        }
    }
}

// A plan for both ways serves both, and what one stores the other takes.
void test_both_ways() {
    for (int k = 0; k < 4; ++k) {
        const tb_kernels kernels = both_kernels[k % 2];
        const RecurrentCase c = {TB_LSTM, 6, 10, 50, 50, true, true, true, k > 1, true, TB_TF32};
        const RecurrentInputs in = inputs_of(c, 31);
        tb_plan plan = plan_back(kernels, c, {4, 16, 16});
        plan.shared_bytes = std::max(plan.shared_bytes,
                timbrel::resident_forward_shared(c.precision, plan, c.norm));
        if (!fits_card(plan) || plan.shared_bytes > card.shared_bytes) {
            continue;
        }
        Variant v;
        v.plan = &plan;
        const std::vector<Floats> stored = forward(c, in, v);
        v.in_place = true;  // dx is dy
        const std::vector<Floats> out = backward(c, in, stored, v);
        const RecurrentGradients e = backward_double(c, in, forward_double(c, in));
        check_close(text_of(c, plan).c_str(), "dx in place of dy", out[dx], e.dx, tolerance(c));
        check_close(text_of(c, plan).c_str(), "dh0", out[dh0], e.dh0, tolerance(c));
    }
}

}  // namespace

int main() {
    if (!has_teams()) {
        return skipped;
    }
    if (std::getenv("TIMBREL_TEST_SMALL") != nullptr) {
        test_little<Way>();
        return report("resident_backward_cuda_test, a little");
    }
    test_sizes<Way>();
    test_places_of_weights<Way>();
    test_many_blocks<Way>();
    test_plans_agree();
    test_chunks_make_the_whole();
    test_sequences_are_alone<Way>();
    test_orders<Way>();
    test_long<Way>();
    test_both_ways();
    std::printf("%d plans; largest error in fp32: %.2g\n", plans_tried, largest);
    return report("resident_backward_cuda_test");
}
