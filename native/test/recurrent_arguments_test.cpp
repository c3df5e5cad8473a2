// SPDX-License-Identifier: Apache-2.0
// Wrong arguments of recurrent layers: the status, the values in the message, and outputs left
// alone. Built once a library; no GPU is needed, because arguments are checked before a device is
// touched.
#include <cstdint>
#include <string>
#include <thread>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

// Both ways' arguments; every array is large enough for those of the defaults.
struct Arguments {
    tb_cell cell = TB_LSTM;
    tb_precision precision = TB_FP32;
    int64_t T = 2, N = 3, I = 4, H = 5;
    const int64_t *lengths = nullptr;
    float arrays[24][128] = {};
    const float *x = arrays[0], *w_ih = arrays[1], *w_hh = arrays[2];
    const float *norm_hh = nullptr, *mask = nullptr;
    float *y = arrays[3], *h_n = arrays[4], *c_n = arrays[5];
    float *gates = arrays[6], *cells = arrays[7], *h_in = nullptr;
    float *normed = nullptr, *rstd = nullptr;
    const float *dy = arrays[8];
    float *dgates = arrays[9], *dhidden = nullptr, *dx = arrays[10], *dw_ih = arrays[11];
    float *dnorm_hh = nullptr;
};

#ifdef TIMBREL_EMULATED
const std::string library = "tb_cuda_";
constexpr auto last_error = tb_cuda_last_error;
constexpr auto abi_version = tb_cuda_abi_version;
constexpr auto forward = tb_cuda_recurrent_forward;
constexpr auto backward = tb_cuda_recurrent_backward;
#define TIMBREL_PLAN , nullptr, nullptr
#define TIMBREL_ON_DEVICE , nullptr, nullptr
#else
const std::string library = "tb_cpu_";
constexpr auto last_error = tb_cpu_last_error;
constexpr auto abi_version = tb_cpu_abi_version;
constexpr auto forward = tb_cpu_recurrent_forward;
constexpr auto backward = tb_cpu_recurrent_backward;
#define TIMBREL_PLAN
#define TIMBREL_ON_DEVICE
#endif

tb_status call_forward(const Arguments &a) {
    return forward(a.cell, a.precision, a.T, a.N, a.I, a.H, a.lengths, a.x, a.w_ih, a.w_hh, nullptr,
            nullptr, a.norm_hh, a.mask, nullptr, nullptr, a.y, a.h_n, a.c_n, a.gates, a.cells,
            a.h_in, a.normed, a.rstd TIMBREL_PLAN TIMBREL_ON_DEVICE);
}

tb_status call_backward(const Arguments &a) {
    return backward(a.cell, a.precision, a.T, a.N, a.I, a.H, a.lengths, a.x, a.w_ih, a.w_hh,
            a.norm_hh, a.mask, nullptr, nullptr, a.y, a.gates, a.cells, a.h_in, a.normed, a.rstd,
            a.dy, nullptr, nullptr, a.dgates, a.dhidden, a.dx, nullptr, nullptr, a.dw_ih, nullptr,
            nullptr, nullptr, a.dnorm_hh TIMBREL_PLAN TIMBREL_ON_DEVICE);
}

enum class Way { forward, backward };

template <typename Change>
void refused(Way way, const std::string &message, Change change,
        tb_status expected = TB_INVALID_ARGUMENT) {
    Arguments arguments;
    float (&out)[128] = arguments.arrays[way == Way::forward ? 3 : 9];
    for (float &value : out) {
        value = -7;
    }
    change(arguments);
    const tb_status status =
            way == Way::forward ? call_forward(arguments) : call_backward(arguments);
    const std::string whole =
            library + (way == Way::forward ? "recurrent_forward: " : "recurrent_backward: ") +
            message;
    check(status == expected, "\"%s\": status %d, expected %d", whole.c_str(), status, expected);
    check(last_error() == whole, "expected \"%s\", but it says \"%s\"", whole.c_str(),
            last_error());
    for (const float value : out) {
        check(value == -7, "\"%s\": an output was written", whole.c_str());
    }
}

template <typename Change>
void refused_both_ways(
        const std::string &message, Change change, tb_status expected = TB_INVALID_ARGUMENT) {
    refused(Way::forward, message, change, expected);
    refused(Way::backward, message, change, expected);
}

void test_sizes() {
    refused_both_ways("T is -1, but must be at least 0", [](Arguments &a) { a.T = -1; });
    refused_both_ways("N is -2, but must be at least 0", [](Arguments &a) { a.N = -2; });
    refused_both_ways("I is 0, but must be at least 1", [](Arguments &a) { a.I = 0; });
    refused_both_ways("H is 0, but must be at least 1", [](Arguments &a) { a.H = 0; });
    refused_both_ways("H is -9223372036854775808, but must be at least 1",
            [](Arguments &a) { a.H = INT64_MIN; });
    refused_both_ways(
            "T 2, N 3, I 4, H 4611686018427387904 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) { a.H = INT64_C(1) << 62; });
    refused_both_ways(
            "T 4611686018427387904, N 4, I 4, H 5 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = INT64_C(1) << 62;
                a.N = 4;
            });
    // x and y would fit; the gates do not.
    refused_both_ways(
            "T 1073741824, N 1073741824, I 1, H 1 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = a.N = INT64_C(1) << 30;
                a.I = a.H = 1;
            });
    // Without steps the outputs are empty, but not the scratch space.
    refused_both_ways(
            "T 0, N 2305843009213693951, I 1, H 1 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = 0;
                a.N = (INT64_C(1) << 61) - 1;
                a.I = a.H = 1;
            });
}

void test_kinds() {
    refused_both_ways("cell is 3, but must be 0 (LSTM), 1 (GRU) or 2 (RNN with tanh)",
            [](Arguments &a) { a.cell = static_cast<tb_cell>(3); });
    refused_both_ways("precision is 3, but must be 0 (fp32), 1 (tf32) or 2 (bf16)",
            [](Arguments &a) { a.precision = static_cast<tb_precision>(3); });
#ifndef TIMBREL_EMULATED
    refused_both_ways(
            "precision is bf16, but the CPU serves fp32 here",
            [](Arguments &a) { a.precision = TB_BF16; }, TB_UNSUPPORTED);
    refused_both_ways(
            "precision is tf32, but the CPU serves fp32 here",
            [](Arguments &a) { a.precision = TB_TF32; }, TB_UNSUPPORTED);
#endif
}

void test_null() {
    const std::string sizes = " is NULL, but has elements at T 2, N 3, I 4, H 5";
    refused(Way::forward, "w_ih [G H,I]" + sizes, [](Arguments &a) { a.w_ih = nullptr; });
    refused(Way::forward, "w_hh [G H,H]" + sizes, [](Arguments &a) { a.w_hh = nullptr; });
    refused(Way::forward, "y [T,N,H]" + sizes, [](Arguments &a) { a.y = nullptr; });
    refused(Way::forward, "h_n [N,H]" + sizes, [](Arguments &a) { a.h_n = nullptr; });
    refused(Way::forward, "c_n [N,H]" + sizes, [](Arguments &a) { a.c_n = nullptr; });
    refused(Way::forward, "gates [T,N,G H], as is x," + sizes,
            [](Arguments &a) { a.x = a.gates = nullptr; });

    refused(Way::backward, "x [T,N,I]" + sizes, [](Arguments &a) { a.x = nullptr; });
    refused(Way::backward, "w_ih [G H,I]" + sizes, [](Arguments &a) { a.w_ih = nullptr; });
    refused(Way::backward, "w_hh [G H,H]" + sizes, [](Arguments &a) { a.w_hh = nullptr; });
    refused(Way::backward, "y [T,N,H]" + sizes, [](Arguments &a) { a.y = nullptr; });
    refused(Way::backward, "gates [T,N,G H]" + sizes, [](Arguments &a) { a.gates = nullptr; });
    refused(Way::backward, "cells [T,N,H]" + sizes, [](Arguments &a) { a.cells = nullptr; });
    refused(Way::backward, "dy [T,N,H]" + sizes, [](Arguments &a) { a.dy = nullptr; });
    refused(Way::backward, "dgates [T,N,G H]" + sizes, [](Arguments &a) { a.dgates = nullptr; });
    refused(Way::backward, "dhidden [T,N,G H]" + sizes, [](Arguments &a) { a.cell = TB_GRU; });
    refused(Way::backward, "h_in [T,N,H], with mask," + sizes,
            [](Arguments &a) { a.mask = a.arrays[20]; });
    refused(Way::backward, "normed [T,N,G H]" + sizes,
            [](Arguments &a) { a.norm_hh = a.arrays[20]; });
}

void test_idle() {
    const auto extra = [](float *Arguments::*array) {
        return [array](Arguments &a) { a.*array = a.arrays[20]; };
    };
    refused_both_ways("normed must be NULL where norm_hh is", extra(&Arguments::normed));
    refused_both_ways("rstd must be NULL where norm_hh is", extra(&Arguments::rstd));
    refused(Way::backward, "dnorm_hh must be NULL where norm_hh is", extra(&Arguments::dnorm_hh));
    refused(Way::backward, "dhidden must be NULL where dgates stands for it",
            extra(&Arguments::dhidden));
    refused(Way::backward, "cells must be NULL with an RNN",
            [](Arguments &a) { a.cell = TB_RNN_TANH; });
}

#ifndef TIMBREL_EMULATED
template <typename Change>
void accepted(const char *what, Change change) {
    for (const Way way : {Way::forward, Way::backward}) {
        Arguments arguments;
        change(arguments);
        const tb_status status =
                way == Way::forward ? call_forward(arguments) : call_backward(arguments);
        check(status == TB_OK, "%s: status %d: %s", what, status, last_error());
    }
}

void test_lengths() {
    static const int64_t too_long[] = {2, 0, 3}, negative[] = {-1, 0, 0}, good[] = {0, 1, 2};
    refused_both_ways(
            "lengths[2] is 3, outside 0..T (2)", [](Arguments &a) { a.lengths = too_long; });
    refused_both_ways(
            "lengths[0] is -1, outside 0..T (2)", [](Arguments &a) { a.lengths = negative; });
    accepted("lengths", [](Arguments &a) { a.lengths = good; });
}

void test_empty() {
    accepted("N=0", [](Arguments &a) {
        a.N = 0;
        a.x = a.dy = nullptr;
        a.y = a.h_n = a.c_n = a.gates = a.cells = a.dgates = nullptr;
    });
    accepted("T=0", [](Arguments &a) {
        a.T = 0;
        a.x = a.dy = nullptr;
        a.y = a.gates = a.cells = a.dgates = nullptr;
    });
}
#endif

void test_message_is_of_this_thread() {
    refused(Way::forward, "H is -3, but must be at least 1", [](Arguments &a) { a.H = -3; });
    std::thread([] {
        check(last_error()[0] == '\0', "a new thread has \"%s\"", last_error());
    }).join();
    check(std::strstr(last_error(), "H is -3") != nullptr, "another thread changed it: \"%s\"",
            last_error());
}

}  // namespace

int main() {
    check(last_error() != nullptr && last_error()[0] == '\0', "there is an error before any call");
    check(abi_version() == TB_ABI_VERSION, "version %d", abi_version());
    test_sizes();
    test_kinds();
    test_null();
    test_idle();
#ifndef TIMBREL_EMULATED
    test_lengths();
    test_empty();
#endif
    test_message_is_of_this_thread();
    return report("recurrent_arguments_test");
}
