// SPDX-License-Identifier: Apache-2.0
// Wrong arguments of the forward LSTM: the status, the values in the message, and outputs left
// alone. Built once a library; no GPU is needed, because arguments are checked before a device is
// touched.
#include <cstdint>
#include <string>
#include <thread>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

struct Arguments {
    int64_t T = 2, N = 3, I = 4, H = 5;
    const int64_t *lengths = nullptr;
    float arrays[6][128] = {};
    const float *x = arrays[0], *w_ih = arrays[1], *w_hh = arrays[2];
    float *y = arrays[3], *h_n = arrays[4], *c_n = arrays[5];
};

#ifdef TIMBREL_TEST_CUDA
constexpr const char *function = "tb_cuda_lstm_forward: ";
constexpr auto last_error = tb_cuda_last_error;
constexpr auto abi_version = tb_cuda_abi_version;
tb_status call(const Arguments &a) {
    return tb_cuda_lstm_forward(a.T, a.N, a.I, a.H, a.lengths, a.x, a.w_ih, a.w_hh, nullptr,
            nullptr, nullptr, nullptr, a.y, a.h_n, a.c_n, nullptr, nullptr, nullptr);
}
#else
constexpr const char *function = "tb_cpu_lstm_forward: ";
constexpr auto last_error = tb_cpu_last_error;
constexpr auto abi_version = tb_cpu_abi_version;
tb_status call(const Arguments &a) {
    return tb_cpu_lstm_forward(a.T, a.N, a.I, a.H, a.lengths, a.x, a.w_ih, a.w_hh, nullptr, nullptr,
            nullptr, nullptr, a.y, a.h_n, a.c_n, nullptr, nullptr);
}
#endif

template <typename Change>
void refused(const char *message, Change change) {
    Arguments arguments;
    for (float &value : arguments.arrays[3]) {
        value = -7;
    }
    change(arguments);
    const tb_status status = call(arguments);
    check(status == TB_INVALID_ARGUMENT, "\"%s\": status %d, expected TB_INVALID_ARGUMENT", message,
            status);
    check(last_error() == function + std::string(message), "expected \"%s%s\", but it says \"%s\"",
            function, message, last_error());
    for (const float value : arguments.arrays[3]) {
        check(value == -7, "\"%s\": y was written", message);
    }
}

template <typename Change>
void accepted(const char *what, Change change) {
    Arguments arguments;
    change(arguments);
    const tb_status status = call(arguments);
    check(status == TB_OK, "%s: status %d: %s", what, status, last_error());
}

void test_sizes() {
    refused("T is -1, but must be at least 0", [](Arguments &a) { a.T = -1; });
    refused("N is -2, but must be at least 0", [](Arguments &a) { a.N = -2; });
    refused("I is 0, but must be at least 1", [](Arguments &a) { a.I = 0; });
    refused("H is 0, but must be at least 1", [](Arguments &a) { a.H = 0; });
    refused("H is -9223372036854775808, but must be at least 1",
            [](Arguments &a) { a.H = INT64_MIN; });
    refused("T 2, N 3, I 4, H 4611686018427387904 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) { a.H = INT64_C(1) << 62; });
    refused("T 4611686018427387904, N 4, I 4, H 5 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = INT64_C(1) << 62;
                a.N = 4;
            });
    // x and y would fit; the gates do not.
    refused("T 1073741824, N 1073741824, I 1, H 1 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = a.N = INT64_C(1) << 30;
                a.I = a.H = 1;
            });
    // Without steps the outputs are empty, but not the scratch space.
    refused("T 0, N 2305843009213693951, I 1, H 1 make an array of more than 2^63 - 1 bytes",
            [](Arguments &a) {
                a.T = 0;
                a.N = (INT64_C(1) << 61) - 1;
                a.I = a.H = 1;
            });
    accepted("N=0", [](Arguments &a) {
        a.N = 0;
        a.x = nullptr;
        a.y = a.h_n = a.c_n = nullptr;
    });
}

void test_null() {
    const char *sizes = " is NULL, but has elements at T 2, N 3, I 4, H 5";
    refused((std::string("x [T,N,I]") + sizes).c_str(), [](Arguments &a) { a.x = nullptr; });
    refused((std::string("w_ih [4H,I]") + sizes).c_str(), [](Arguments &a) { a.w_ih = nullptr; });
    refused((std::string("w_hh [4H,H]") + sizes).c_str(), [](Arguments &a) { a.w_hh = nullptr; });
    refused((std::string("y [T,N,H]") + sizes).c_str(), [](Arguments &a) { a.y = nullptr; });
    refused((std::string("h_n [N,H]") + sizes).c_str(), [](Arguments &a) { a.h_n = nullptr; });
    refused((std::string("c_n [N,H]") + sizes).c_str(), [](Arguments &a) { a.c_n = nullptr; });
}

void test_lengths() {
#ifndef TIMBREL_TEST_CUDA
    static const int64_t too_long[] = {2, 0, 3}, negative[] = {-1, 0, 0}, good[] = {0, 1, 2};
    refused("lengths[2] is 3, outside 0..T (2)", [](Arguments &a) { a.lengths = too_long; });
    refused("lengths[0] is -1, outside 0..T (2)", [](Arguments &a) { a.lengths = negative; });
    accepted("lengths", [](Arguments &a) { a.lengths = good; });
#endif
}

void test_message_is_of_this_thread() {
    refused("H is -3, but must be at least 1", [](Arguments &a) { a.H = -3; });
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
    test_null();
    test_lengths();
    test_message_is_of_this_thread();
    return report("lstm_arguments_test");
}
