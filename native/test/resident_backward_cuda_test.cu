// SPDX-License-Identifier: Apache-2.0
// The resident kernels of an LSTM layer's way back, over clusters and over a grid: against double
// precision, and bit for bit across plans, batches and chunks.
#include "resident/backward_layout.h"
#include "resident_plan_case.h"

using namespace timbrel::test;

namespace {

constexpr tb_precision precisions[] = {TB_FP32, TB_TF32, TB_BF16};
constexpr tb_kernels both_kernels[] = {TB_CLUSTERS, TB_GRID};

tb_plan plan_back(tb_kernels kernels, const RecurrentCase &c, const Division &d) {
    return plan_of(kernels, c, d, timbrel::resident_backward_shared,
            timbrel::resident_backward_least_shared);
}

// As the plain kernels' test has it.
double tolerance(tb_precision precision) {
    return precision == TB_FP32 ? 3e-6 : precision == TB_TF32 ? 2e-3 : 2e-2;
}

double largest = 0;
int plans_tried = 0;

enum Gradient { dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh };

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

void test_against_double(
        const RecurrentCase &c, tb_kernels kernels, const Division &d, uint32_t seed, Variant v) {
    static const char *const gradients[] = {
            "dgates", "dhidden", "dx", "dh0", "dc0", "dw_ih", "dw_hh", "db_ih", "db_hh"};
    const tb_plan plan = plan_back(kernels, c, d);
    if (!fits_card(plan)) {
        return;
    }
    ++plans_tried;
    v.plan = &plan;
    const std::string where = text_of(c, plan);
    const RecurrentInputs in = inputs_of(c, seed);
    RecurrentGradients e = backward_double(c, in, forward_double(c, in));
    for (Doubles *added : {&e.dw_ih, &e.dw_hh, &e.db_ih, &e.db_hh}) {
        for (double &value : *added) {
            value += 1;
        }
    }
    const std::vector<Floats> stored = stored_of(c, in);
    const std::vector<Floats> actual =
            run_in_two_orders(where, [&] { return backward(c, in, stored, v); });
    const Doubles expected[] = {
            e.dgates, e.dhidden, e.dx, e.dh0, e.dc0, e.dw_ih, e.dw_hh, e.db_ih, e.db_hh};
    // Gradients of parameters are sums over T N steps of numbers of either sign.
    const double growth = 2 * std::sqrt(1 + static_cast<double>(c.T * c.N));
    for (size_t k = 0; k < std::size(expected); ++k) {
        if (!actual[k].empty()) {
            check_close(where.c_str(), gradients[k], actual[k], expected[k],
                    tolerance(c.precision) * growth);
            if (c.precision == TB_FP32) {
                largest = std::fmax(largest, largest_error(actual[k], expected[k]));
            }
        }
    }
    check(actual[dh0].empty() != v.state_wanted || c.N == 0, "%s: dh0 was %s", where.c_str(),
            v.state_wanted ? "not given" : "given");
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
    for (const tb_kernels kernels : both_kernels) {
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
                    Variant v;
                    v.state_wanted = k % 3 != 1 || k % 4 == 0;
                    test_against_double(c, kernels, d, k + 1, v);
                }
            }
        }
    }
}

// For checkers that make kernels many times slower.
void test_little() {
    for (const tb_kernels kernels : both_kernels) {
        for (const tb_precision precision : precisions) {
            const RecurrentCase c = {
                    TB_LSTM, 4, 9, 2, 40, true, true, true, false, true, precision};
            test_against_double(c, kernels, {4, 16, 16, 0.5}, 3, {});
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
                test_against_double(c, TB_CLUSTERS, {3, 16, registers, part}, seed, {});
                test_against_double(c, TB_GRID, {1, 16, registers, part * 0.4}, seed, {});
            }
        }
        ++seed;
    }
}

// What is sent to whom depends on the units of a block alone: not on clusters or grid, slots or
// where weights are.
void test_plans_agree() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 5, 11, 3, 60, true, true, true, false, true, precision};
        const RecurrentInputs in = inputs_of(c, 17);
        const std::vector<Floats> stored = stored_of(c, in);
        for (const int64_t blocks : {1, 4}) {
            std::vector<Floats> first;
            const Division divisions[] = {{blocks, 16, 0}, {blocks, 8, 16}, {blocks, 8, 32},
                    {blocks, 16, 0, 0}, {blocks, 24, 16, 0.5}, {blocks, 8, 32, 0.2}};
            for (const tb_kernels kernels : both_kernels) {
                for (const Division &d : divisions) {
                    const tb_plan plan = plan_back(kernels, c, d);
                    if (!fits_card(plan)) {
                        continue;
                    }
                    const std::vector<Floats> out = backward_by(plan, c, in, stored);
                    first = first.empty() ? out : first;
                    for (size_t k = 0; k < out.size(); ++k) {
                        check_same_bits(text_of(c, plan).c_str(), "result", out[k], first[k]);
                    }
                }
            }
        }
    }
}

// From chunk to chunk the gradients of a state go back through dh0 and dc0 into dh_n and dc_n.
void test_chunks_make_the_whole() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 19, 3, 6, 33, false, true, true, false, true, precision};
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
                    return Floats(values.begin() + from * c.N * width,
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
                                steps(stored[4], c.H), steps(stored[5], c.H), {}, {}});
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

// Some of a batch alone, without the others: in another place of its team, or in another team.
void test_sequences_are_alone() {
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {TB_LSTM, 5, 19, 4, 20, true, true, true, false, true, precision};
        const RecurrentInputs in = inputs_of(c, 8);
        const std::vector<Floats> stored = stored_of(c, in);
        for (const tb_kernels kernels : both_kernels) {
            const tb_plan plan = plan_back(kernels, c, {2, 8, 16});
            if (!fits_card(plan)) {
                continue;
            }
            const std::vector<Floats> whole = backward_by(plan, c, in, stored);
            for (const int64_t n : {0, 6, 12, 18}) {
                RecurrentCase alone = c;
                alone.N = 1;
                alone.T = c.length(n);
                alone.ragged = false;
                const tb_plan small = plan_back(kernels, alone, {2, 16, 0});
                const RecurrentInputs part = slice(c, in, 0, alone.T, n, n + 1);
                const std::vector<Floats> out =
                        backward_by(small, alone, part, stored_of(alone, part));
                const std::string where = "alone: " + text_of(alone, small);
                check_slice(where, c, out[dgates], whole[dgates], 4 * c.H, 0, alone.T, n, n + 1);
                check_slice(where, c, out[dh0], whole[dh0], c.H, 0, 1, n, n + 1);
                check_slice(where, c, out[dc0], whole[dc0], c.H, 0, 1, n, n + 1);
            }
        }
    }
}

// Other orders in which threads run and words arrive; on a card, chance has its way.
void test_orders() {
    const RecurrentCase c = {TB_LSTM, 9, 10, 2, 40, true, true, true, false, true, TB_BF16};
    const RecurrentInputs in = inputs_of(c, 23);
    const std::vector<Floats> stored = stored_of(c, in);
    for (const tb_kernels kernels : both_kernels) {
        const tb_plan plan = plan_back(kernels, c, {6, 8, 16, 0.5});
        if (!fits_card(plan)) {
            continue;
        }
        std::vector<Floats> first;
        for (const uint64_t seed : {0, 1, 2, 3, 4, 5}) {
#ifdef TIMBREL_EMULATED
            timbrel_emulator_order(seed);
#endif
            const std::vector<Floats> out = backward_by(plan, c, in, stored);
            first = first.empty() ? out : first;
            for (size_t k = 0; k < out.size(); ++k) {
                check_same_bits((text_of(c, plan) + " order " + std::to_string(seed)).c_str(),
                        "result", out[k], first[k]);
            }
        }
    }
}

// Roundings do not add up over many steps: what goes through a layer decays.
void test_long() {
    const double bounds[] = {1e-5, 2e-3, 2e-2};
    for (const tb_precision precision : precisions) {
        const RecurrentCase c = {
                TB_LSTM, 200, 2, 5, 33, false, true, true, false, false, precision};
        const RecurrentInputs in = inputs_of(c, 77);
        const tb_plan plan = plan_back(TB_GRID, c, {3, 8, 16});
        if (!fits_card(plan)) {
            continue;
        }
        const double error = largest_error(backward_by(plan, c, in, stored_of(c, in))[dgates],
                backward_double(c, in, forward_double(c, in)).dgates);
        std::printf("%s: error of dgates %.2g\n", c.text().c_str(), error);
        check(error <= bounds[precision], "%s: error %g", c.text().c_str(), error);
        check(precision == TB_FP32 || error > 1e-6, "%s: nothing was rounded", c.text().c_str());
    }
}

// A plan for both ways serves both, and what one stores the other takes.
void test_both_ways() {
    for (const tb_kernels kernels : both_kernels) {
        const RecurrentCase c = {TB_LSTM, 6, 10, 50, 50, true, true, true, false, true, TB_TF32};
        const RecurrentInputs in = inputs_of(c, 31);
        tb_plan plan = plan_back(kernels, c, {4, 16, 16});
        plan.shared_bytes = std::max(plan.shared_bytes,
                timbrel::resident_forward_shared(c.precision, c.H, plan));
        if (!fits_card(plan) || plan.shared_bytes > card.shared_bytes) {
            continue;
        }
        Variant v;
        v.plan = &plan;
        const std::vector<Floats> stored = forward(c, in, v);
        v.in_place = true;  // dx is dy
        const std::vector<Floats> out = backward(c, in, stored, v);
        const RecurrentGradients e = backward_double(c, in, forward_double(c, in));
        check_close(text_of(c, plan).c_str(), "dx in place of dy", out[dx], e.dx, 2e-3);
        check_close(text_of(c, plan).c_str(), "dh0", out[dh0], e.dh0, 2e-3);
    }
}

// A plan of other kernels than the plain ones serves LSTMs without layer norm; the others as if
// there were none.
void test_plain_serves_the_rest() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        RecurrentCase c = {cell, 3, 2, 3, 17, true};
        c.norm = cell == TB_LSTM;
        const RecurrentInputs in = inputs_of(c, 2);
        const std::vector<Floats> stored = stored_of(c, in);
        const std::vector<Floats> expected = backward(c, in, stored, {});
        const std::vector<Floats> actual =
                backward_by(plan_back(TB_GRID, c, {2, 8, 16}), c, in, stored);
        for (size_t k = 0; k < actual.size(); ++k) {
            check_same_bits(c.text().c_str(), "result", actual[k], expected[k]);
        }
    }
}

// One call of a small layer, [T,N,H] = [T,3,20], without the gradients of its parameters.
struct Small {
    int64_t T = 4;
    tb_plan plan = plan_back(TB_GRID, {TB_LSTM, 4, 3, 1, 20}, {2, 8, 16});
    bool dh0_wanted = true;
    std::vector<int32_t> signal = {0, 0};
    Floats dgates, dh0, dc0;

    tb_status run() {
        OnDevice<float> w_hh(uniforms(3, 4 * 20 * 20, 0.2f)), y(uniforms(4, (T + 1) * 60, 1)),
                gates(uniforms(6, (T + 1) * 240, 1)), cells(uniforms(7, (T + 1) * 60, 1)),
                dy(uniforms(8, (T + 1) * 60, 1)), dh_n(uniforms(9, 60, 1)),
                dc_n(uniforms(10, 60, 1));
        OnDevice<float> dgates_out(poison((T + 1) * 240)), dh_out(poison(60)), dc_out(poison(60));
        OnDevice<int32_t> device_signal(signal);
        Workspace workspace(3, 20);
        Stream stream;
        const tb_status status = tb_cuda_recurrent_backward(TB_LSTM, TB_FP32, T, 3, 1, 20, nullptr,
                nullptr, nullptr, w_hh.data(), nullptr, nullptr, nullptr, nullptr, y.data(),
                gates.data(), cells.data(), nullptr, nullptr, nullptr, dy.data(), dh_n.data(),
                dc_n.data(), dgates_out.data(), nullptr, nullptr,
                dh0_wanted ? dh_out.data() : nullptr, dc_out.data(), nullptr, nullptr, nullptr,
                nullptr, nullptr, &plan, device_signal.data(), workspace.data(), stream.get());
        require(cudaStreamSynchronize(stream.get()), "small layer");
        signal = device_signal.read();
        dgates = dgates_out.read();
        dh0 = dh_out.read();
        dc0 = dc_out.read();
        return status;
    }
};

void test_no_steps() {
    for (const tb_kernels kernels : both_kernels) {
        Small layer;
        layer.T = 0;
        layer.plan.kernels = kernels;
        if (fits_card(layer.plan)) {
            check(layer.run() == TB_OK, "no steps: %s", tb_cuda_last_error());
            check_same_bits("no steps", "dh0", layer.dh0, uniforms(9, 60, 1));
            check_same_bits("no steps", "dc0", layer.dc0, uniforms(10, 60, 1));
        }
    }
}

// Without dh0 the last step back sends nothing; the rest is the same.
void test_less_wanted() {
    for (const tb_kernels kernels : both_kernels) {
        for (const int64_t T : {1, 2, 5}) {
            Small all, less;
            all.T = less.T = T;
            all.plan.kernels = less.plan.kernels = kernels;
            less.dh0_wanted = false;
            if (!fits_card(all.plan)) {
                continue;
            }
            check(all.run() == TB_OK && less.run() == TB_OK, "%s", tb_cuda_last_error());
            check(all.signal[1] == 0 && less.signal[1] == 0, "it stopped unasked");
            check(std::isnan(less.dh0[0]), "dh0 was written");
            all.dgates.resize(static_cast<size_t>(T * 240));
            less.dgates.resize(all.dgates.size());
            check_same_bits("without dh0", "dgates", less.dgates, all.dgates);
            check_same_bits("without dh0", "dc0", less.dc0, all.dc0);
        }
    }
}

void test_the_host_stops_it() {
    for (const tb_kernels kernels : both_kernels) {
        Small layer;
        layer.plan.kernels = kernels;
        if (!fits_card(layer.plan)) {
            continue;
        }
        layer.signal[0] = 1;
        check(layer.run() == TB_OK && layer.signal[1] == 1, "it did not stop: %s",
                tb_cuda_last_error());
    }
}

void test_wrong_plans_are_refused() {
    const auto refused = [](const char *what, void (*change)(tb_plan &)) {
        Small layer;
        change(layer.plan);
        check(layer.run() == TB_INVALID_ARGUMENT, "%s: it was taken", what);
        check(std::isnan(layer.dh0[0]) && std::isnan(layer.dgates[0]), "%s: outputs were written",
                what);
        std::printf("%s: %s\n", what, tb_cuda_last_error());
    };
    refused("products", [](tb_plan &p) { p.kernels = TB_PRODUCTS; });
    refused("no blocks", [](tb_plan &p) { p.blocks = 0; });
    refused("units 6", [](tb_plan &p) { p.units = 6; });
    refused("too few units", [](tb_plan &p) { p.units = 8; });
    refused("12 slots", [](tb_plan &p) { p.slots = 12; });
    refused("8 registers", [](tb_plan &p) { p.registers = 8; });
    refused("no memory", [](tb_plan &p) { p.shared_bytes = 1000; });
    refused("1,032 units", [](tb_plan &p) { p.units = 1032; });
    refused("slots beyond the workspace", [](tb_plan &p) { p.teams = 1000; });
    refused("teams beyond all numbers", [](tb_plan &p) { p.teams = INT64_C(1) << 40; });
    refused("words beyond what can be counted", [](tb_plan &p) {
        p.units = 1024;
        p.slots = 128;
        p.blocks = 16;
        p.kernels = TB_CLUSTERS;
        p.shared_bytes = 1 << 30;
    });
    refused("more than a card has", [](tb_plan &p) {
        p.units = 48;
        p.slots = 128;
        p.shared_bytes = 1 << 20;
    });
}

}  // namespace

int main() {
    if (!has_teams()) {
        return skipped;
    }
    if (std::getenv("TIMBREL_TEST_SMALL") != nullptr) {
        test_little();
        return report("resident_backward_cuda_test, a little");
    }
    test_sizes();
    test_places_of_weights();
    test_plans_agree();
    test_chunks_make_the_whole();
    test_sequences_are_alone();
    test_orders();
    test_long();
    test_both_ways();
    test_plain_serves_the_rest();
    test_no_steps();
    test_less_wanted();
    test_the_host_stops_it();
    test_wrong_plans_are_refused();
    std::printf("%d plans; largest error in fp32: %.2g\n", plans_tried, largest);
    return report("resident_backward_cuda_test");
}
