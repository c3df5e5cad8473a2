// SPDX-License-Identifier: Apache-2.0
// What tb_cuda_recurrent_backward makes of plans: those it refuses, those it leaves to the plain
// kernels, layers without steps, gradients nobody wants, signals.
#include "resident_backward_plan.h"

using namespace timbrel::test;

namespace {

// A plan of other kernels than the plain ones serves LSTMs; the others as if there were none.
void test_plain_serves_the_rest() {
    for (const tb_cell cell : {TB_GRU, TB_RNN_TANH}) {
        const RecurrentCase c = {cell, 3, 2, 3, 17, true};
        const RecurrentInputs in = inputs_of(c, 2);
        const std::vector<Floats> stored = forward(c, in, {});
        const std::vector<Floats> expected = backward(c, in, stored, {});
        const tb_plan plan = plan_back(TB_GRID, c, {2, 8, 16});
        Variant v;
        v.plan = &plan;
        const std::vector<Floats> actual = backward(c, in, stored, v);
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
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
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
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
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
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
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
    const auto refused = [](const char *why, void (*change)(tb_plan &)) {
        Small layer;
        change(layer.plan);
        check(layer.run() == TB_INVALID_ARGUMENT, "it was taken, although %s", why);
        check(std::strstr(tb_cuda_last_error(), why) != nullptr, "it says \"%s\", but not \"%s\"",
                tb_cuda_last_error(), why);
        check(std::isnan(layer.dh0[0]) && std::isnan(layer.dgates[0]),
                "outputs were written, although %s", why);
    };
    refused("kernels are 3", [](tb_plan &p) { p.kernels = TB_PRODUCTS; });
    refused("of 0 blocks", [](tb_plan &p) { p.blocks = 0; });
    refused("with 6 units", [](tb_plan &p) { p.units = 6; });
    refused("with 8 units", [](tb_plan &p) { p.units = 8; });  // 16 are too few
    refused("12 slots", [](tb_plan &p) { p.slots = 12; });
    refused("8 groups in registers", [](tb_plan &p) { p.registers = 8; });
    refused("shared_bytes are 1000", [](tb_plan &p) { p.shared_bytes = 1000; });
    refused("with 1032 units", [](tb_plan &p) { p.units = 1032; });
    refused("bytes of workspace, but there are", [](tb_plan &p) { p.teams = 1000; });
    refused("of 1099511627776 teams", [](tb_plan &p) { p.teams = INT64_C(1) << 40; });
    refused("words at a step, but at most", [](tb_plan &p) {
        p.units = 1024;
        p.slots = 128;
        p.blocks = 16;
        p.kernels = TB_CLUSTERS;
        p.shared_bytes = 1 << 30;
    });
    refused("do not fit this card", [](tb_plan &p) {
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
    test_plain_serves_the_rest();
    test_no_steps();
    test_less_wanted();
    test_the_host_stops_it();
    test_wrong_plans_are_refused();
    return report("resident_backward_calls_cuda_test");
}
