// SPDX-License-Identifier: Apache-2.0
// Bits of recurrent layers on the CPU that depend neither on chunks nor on the batch nor on the
// number of threads.
#include <thread>

#include "recurrent_invariants.h"

using namespace timbrel::test;

namespace {

void compare_bits(const std::string &where, const RecurrentInputs &in,
        const RecurrentSlopes &slopes, const RecurrentOutputs &out,
        const RecurrentGradients &gradients) {
    const auto compare = [&](const char *array, const auto &actual, const auto &expected) {
        check_same_bits(where.c_str(), array, actual, expected);
    };
    const RecurrentOutputs again = run_on_cpu(in);
    for_each_output(again, out, compare);
    for_each_gradient(run_backward_on_cpu(in, again, slopes), gradients, compare);
}

// Large enough that all threads have a part in every product.
void test_threads() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (const bool options : {false, true}) {
            const RecurrentInputs in({cell, 20, 25, 65, 129, options, true, options, options}, 3);
            const RecurrentSlopes slopes(in.shape, 4);
            tb_cpu_set_threads(1);
            const RecurrentOutputs out = run_on_cpu(in);
            const RecurrentGradients gradients = run_backward_on_cpu(in, out, slopes);
            for (const int64_t threads : {2, 3, 16}) {
                tb_cpu_set_threads(threads);
                compare_bits(std::to_string(threads) + " threads: " + in.shape.text(), in, slopes,
                        out, gradients);
            }
            tb_cpu_set_threads(0);
        }
    }
}

// One caller has the pool's threads, the others their own alone.
void test_several_callers() {
    const RecurrentInputs in({TB_LSTM, 20, 25, 65, 129}, 3);
    const RecurrentCase &c = in.shape;
    const RecurrentOutputs out = run_on_cpu(in);
    tb_cpu_set_threads(3);
    std::vector<std::vector<float>> ys(4, std::vector<float>(out.y.size()));
    std::vector<std::thread> callers;
    for (std::vector<float> &y : ys) {
        callers.emplace_back([&] {
            std::vector<float> h_n(out.h_n.size()), c_n(out.h_n.size());
            for (int round = 0; round < 5; ++round) {
                tb_cpu_recurrent_forward(c.cell, TB_FP32, c.T, c.N, c.I, c.H, nullptr, in.x.data(),
                        in.w_ih.data(), in.w_hh.data(), in.b_ih.data(), in.b_hh.data(), nullptr,
                        nullptr, in.h0.data(), in.c0.data(), y.data(), h_n.data(), c_n.data(),
                        nullptr, nullptr, nullptr, nullptr, nullptr);
            }
        });
    }
    for (std::thread &caller : callers) {
        caller.join();
    }
    tb_cpu_set_threads(0);
    for (const std::vector<float> &y : ys) {
        check_same_bits("several callers", "y", y, out.y);
    }
}

// The gradients of a sequence's own arrays.
void test_sequence_alone_on_the_way_back() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        const RecurrentInputs in({cell, 11, 14, 6, 33, true, true, true, true}, 5);
        const RecurrentCase &c = in.shape;
        const RecurrentSlopes slopes(c, 6);
        const RecurrentGradients whole = run_backward_on_cpu(in, run_on_cpu(in), slopes);
        for (int64_t n = 0; n < c.N; ++n) {
            const RecurrentInputs alone = slice(in, 0, c.T, n, n + 1);
            RecurrentSlopes own(alone.shape, 0);
            for (int64_t t = 0; t < c.T; ++t) {
                for (int64_t j = 0; j < c.H; ++j) {
                    own.dy[static_cast<size_t>(t * c.H + j)] =
                            slopes.dy[static_cast<size_t>((t * c.N + n) * c.H + j)];
                }
            }
            const auto row = [&](const std::vector<float> &states) {
                return states.empty() ? states
                                      : std::vector<float>(states.begin() + n * c.H,
                                                states.begin() + (n + 1) * c.H);
            };
            own.dh_n = row(slopes.dh_n);
            own.dc_n = row(slopes.dc_n);
            const RecurrentGradients part = run_backward_on_cpu(alone, run_on_cpu(alone), own);
            const std::string where = "back alone " + std::to_string(n) + ": " + c.text();
            check_slice(where, "dgates", part.dgates, whole.dgates, c, 0, c.T, n, n + 1);
            check_slice(where, "dhidden", part.dhidden, whole.dhidden, c, 0, c.T, n, n + 1);
            check_slice(where, "dx", part.dx, whole.dx, c, 0, c.T, n, n + 1);
            check_same_bits(where.c_str(), "dh0", part.dh0, row(whole.dh0));
            check_same_bits(where.c_str(), "dc0", part.dc0, row(whole.dc0));
        }
    }
}

}  // namespace

int main() {
    check_invariants(run_on_cpu);
    test_threads();
    test_several_callers();
    test_sequence_alone_on_the_way_back();
    std::printf("%s kernels\n", tb_cpu_kernels());
    return report("recurrent_bits_test");
}
