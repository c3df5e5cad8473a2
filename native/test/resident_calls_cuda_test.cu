// SPDX-License-Identifier: Apache-2.0
// What tb_cuda_recurrent_forward makes of plans: those it refuses, those it leaves to the plain
// kernels, layers without steps, signals.
#include "resident_plan_case.h"

using namespace timbrel::test;

namespace {

// One call of a small layer, [T,N,H] = [T,3,20], all of whose gates are given.
struct Small {
    int64_t T = 4;
    tb_precision precision = TB_FP32;
    tb_plan plan = plan_of(TB_GRID, {TB_LSTM, 4, 3, 1, 20}, {2, 8, 16});
    bool gates_given = true;
    uint32_t seed = 3;
    Workspace *workspace = nullptr;  // of another call, or NULL: its own
    std::vector<int32_t> signal = {0, 0};
    Floats h_n, y;

    tb_status run() {
        OnDevice<float> w_hh(uniforms(seed, 4 * 20 * 20, 0.2f)), h0(uniforms(seed + 1, 60, 1)),
                c0(uniforms(5, 60, 1)), gates(uniforms(6, (T + 1) * 3 * 80, 1)),
                x(uniforms(7, (T + 1) * 3, 1)), w_ih(uniforms(8, 80, 1));
        OnDevice<float> y_out(poison(T * 60)), h_out(poison(60)), c_out(poison(60));
        OnDevice<int32_t> device_signal(signal);
        Workspace own(3, 20);
        Stream stream;
        const tb_status status = tb_cuda_recurrent_forward(TB_LSTM, precision, T, 3, 1, 20, nullptr,
                gates_given ? nullptr : x.data(), w_ih.data(), w_hh.data(), nullptr, nullptr,
                nullptr, nullptr, h0.data(), c0.data(), y_out.data(), h_out.data(), c_out.data(),
                gates_given ? gates.data() : nullptr, nullptr, nullptr, nullptr, nullptr, &plan,
                device_signal.data(), (workspace != nullptr ? *workspace : own).data(),
                stream.get());
        require(cudaStreamSynchronize(stream.get()), "small layer");
        signal = device_signal.read();
        h_n = h_out.read();
        y = y_out.read();
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
            check_same_bits("no steps", "h_n", layer.h_n, uniforms(4, 60, 1));
        }
    }
}

// Words of an earlier call, which are of the same steps, are not taken for those of this one.
void test_a_workspace_serves_again() {
    for (const tb_kernels kernels : {TB_CLUSTERS, TB_GRID}) {
        Workspace workspace(3, 20);
        for (const uint32_t seed : {30, 31, 32}) {
            Small alone, again;
            alone.T = again.T = 2;  // what is left behind is of steps that come at once
            alone.plan.kernels = again.plan.kernels = kernels;
            alone.seed = again.seed = seed;
            again.workspace = &workspace;
            if (fits_card(alone.plan)) {
                check(alone.run() == TB_OK && again.run() == TB_OK, "%s", tb_cuda_last_error());
                check_same_bits("in another call's workspace", "y", again.y, alone.y);
            }
        }
    }
}

// A plan of other kernels than the plain ones serves LSTMs whose gates are stored; the others as if
// there were none.
void test_plain_serves_the_rest() {
    Small plain, other;
    plain.gates_given = other.gates_given = false;
    plain.plan.kernels = TB_PLAIN;
    check(plain.run() == TB_OK && other.run() == TB_OK, "%s", tb_cuda_last_error());
    check_same_bits("gates not stored", "y", other.y, plain.y);
    for (const tb_cell cell : {TB_GRU, TB_RNN_TANH}) {
        const RecurrentCase c = {cell, 3, 2, 3, 17, true};
        const RecurrentInputs in = inputs_of(c, 2);
        const tb_plan plan = plan_of(TB_GRID, c, {2, 8, 16});
        Variant v;
        const std::vector<Floats> expected = forward(c, in, v);
        v.plan = &plan;
        const std::vector<Floats> actual = forward(c, in, v);
        for (size_t k = 0; k < actual.size(); ++k) {
            check_same_bits(c.text().c_str(), "result", actual[k], expected[k]);
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
        check(layer.run() == TB_OK && layer.signal[1] == 0, "it stopped unasked: %s",
                tb_cuda_last_error());
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
        check(std::isnan(layer.h_n[0]), "h_n was written, although %s", why);
    };
    refused("kernels are 3", [](tb_plan &p) { p.kernels = TB_PRODUCTS; });
    refused("of 0 blocks", [](tb_plan &p) { p.blocks = 0; });
    refused("with 6 units", [](tb_plan &p) { p.units = 6; });
    refused("8 units, 8 slots and 16 groups in registers is none for H 20",
            [](tb_plan &p) { p.units = 8; });
    refused("with 12 units", [](tb_plan &p) { p.units = 12; });  // 24 are no multiple of 16
    refused("12 slots", [](tb_plan &p) { p.slots = 12; });
    refused("of 0 teams", [](tb_plan &p) { p.teams = 0; });
    refused("8 groups in registers", [](tb_plan &p) { p.registers = 8; });
    refused("shared_bytes are 1000", [](tb_plan &p) { p.shared_bytes = 1000; });
    refused("bytes of workspace, but there are", [](tb_plan &p) { p.teams = 10000; });
    refused("with 1032 units", [](tb_plan &p) { p.units = 1032; });
    refused("of 20 blocks", [](tb_plan &p) {
        p.kernels = TB_CLUSTERS;
        p.blocks = 20;
    });
    if (card.cluster_blocks > 0) {
        refused("do not fit this card", [](tb_plan &p) {
            p.kernels = TB_CLUSTERS;
            p.units = 160;
            p.slots = 64;
            p.shared_bytes = 1 << 20;
        });
    }
}

}  // namespace

int main() {
    if (!has_teams()) {
        return skipped;
    }
    test_no_steps();
    test_a_workspace_serves_again();
    test_plain_serves_the_rest();
    test_the_host_stops_it();
    test_wrong_plans_are_refused();
    return report("resident_calls_cuda_test");
}
