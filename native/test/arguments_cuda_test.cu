// SPDX-License-Identifier: Apache-2.0
// What libtimbrel_cuda refuses, with which words, and that a failing device is a status. Nothing
// here runs on a device, so that nothing is skipped without one.
#include <cuda_runtime.h>

#include <cstdint>
#include <string>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

float some[4];
double number[8];
int64_t whole[1];

void check_refused(tb_status status, const char *message) {
    check(status == TB_INVALID_ARGUMENT, "status %d, but expected \"%s\"", status, message);
    check(std::strcmp(tb_cuda_last_error(), message) == 0, "it says \"%s\", but expected \"%s\"",
            tb_cuda_last_error(), message);
}

tb_status forward(tb_cell cell, int precision, int64_t N, const float *w_hh, float *c_n) {
    return tb_cuda_recurrent_forward(cell, static_cast<tb_precision>(precision), 1, N, 1, 1,
            nullptr, some, some, w_hh, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, some,
            some, c_n, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, some, nullptr);
}

void test_refusals() {
    check(tb_cuda_abi_version() == TB_ABI_VERSION, "ABI %d", tb_cuda_abi_version());
    check_refused(forward(TB_LSTM, 3, 1, some, some),
            "tb_cuda_recurrent_forward: precision is 3, but must be 0 (fp32), 1 (tf32) or 2 "
            "(bf16)");
    check_refused(forward(TB_LSTM, 0, -1, some, some),
            "tb_cuda_recurrent_forward: N is -1, but must be at least 0");
    check_refused(forward(TB_LSTM, 0, 1, nullptr, some),
            "tb_cuda_recurrent_forward: w_hh [G H,H] is NULL, but has elements at T 1, N 1, I 1, H "
            "1");
    check_refused(forward(TB_LSTM, 0, 1, some, nullptr),
            "tb_cuda_recurrent_forward: c_n [N,H] is NULL, but has elements at T 1, N 1, I 1, H 1");
    check(forward(TB_GRU, 0, 0, some, nullptr) == TB_OK, "no sequences: %s", tb_cuda_last_error());
    check_refused(tb_cuda_gemm(TB_FP32, 0, 0, 0, 1, -2, 1, some, some, some, nullptr),
            "tb_cuda_gemm: N is -2, but must be at least 0");
    check_refused(tb_cuda_gemm(TB_FP32, 0, 0, 0, 1, 2, 1, nullptr, some, some, nullptr),
            "tb_cuda_gemm: a is NULL, but has elements at M 1, N 2, K 1");
    check_refused(tb_cuda_gemm(TB_FP32, 0, 0, 0, INT64_C(1) << 40, INT64_C(1) << 40, 1, some, some,
                          some, nullptr),
            "tb_cuda_gemm: M 1099511627776, N 1099511627776, K 1 make an array of more than 2^63 - "
            "1 "
            "bytes");
    check_refused(tb_cuda_uniform(1, 1, 2, 1, 1, some, nullptr),
            "tb_cuda_uniform: high is 1, outside 2..3.40282e+38");
    check_refused(tb_cuda_adam(1, number, some, some, some, some, number, nullptr, nullptr),
            "tb_cuda_adam: workspace is NULL, but has elements at count 1");
    check_refused(tb_cuda_sgd(-1, number, some, some, some, number, some, nullptr),
            "tb_cuda_sgd: count is -1, but must be at least 0");
    const std::string too_large =
            "count 9223372036854775807 make an array of more than 2^63 - 1 bytes";
    check_refused(tb_cuda_uniform(1, 1, 0, 1, INT64_MAX, some, nullptr),
            ("tb_cuda_uniform: " + too_large).c_str());
    check_refused(tb_cuda_adam(INT64_MAX, number, some, some, some, some, number, some, nullptr),
            ("tb_cuda_adam: " + too_large).c_str());
    check_refused(tb_cuda_sgd(INT64_MAX, number, some, some, some, number, some, nullptr),
            ("tb_cuda_sgd: " + too_large).c_str());
    check_refused(tb_cuda_head_loss(TB_MEAN, 1, 1, 1, 0, nullptr, 0, 0, some, some, nullptr,
                          nullptr, number, some, nullptr),
            "tb_cuda_head_loss: losses [T,N] is NULL, but has elements at T 1, N 1");
    check_refused(tb_cuda_workspace_size(1, 0, whole),
            "tb_cuda_workspace_size: H is 0, but must be at least 1");
    check(tb_cuda_embedding_backward(1, 1, 65535 * 256 + 1, 0, some, some, some, nullptr) ==
                            TB_UNSUPPORTED &&
                    std::strstr(tb_cuda_last_error(), "M is 16776961, but a grid has blocks for"),
            "a wide table: \"%s\"", tb_cuda_last_error());
    tb_network net = {TB_LSTM, TB_CATEGORICAL, 1, 1, 4, 0, 5, 2, 0, 0, 0, 0};
    check(tb_cuda_generator_size(&net, TB_BF16, whole, nullptr) == TB_OK, "size: %s", tb_cuda_last_error());
    check_refused(tb_cuda_generator_size(nullptr, TB_FP32, whole, nullptr),
            "tb_cuda_generator_size: network is NULL");
    check_refused(tb_cuda_generate_workspace_size(&net, nullptr, -1, whole, nullptr),
            "tb_cuda_generate_workspace_size: N is -1, but must be at least 0");
    check_refused(tb_cuda_generate(&net, TB_FP32, some, 1, 1, nullptr, whole, whole, nullptr,
                          nullptr, nullptr, nullptr, nullptr, nullptr, whole, nullptr, some, some,
                          some, some, nullptr, nullptr, some, nullptr),
            "tb_cuda_generate: temperatures [N] is NULL, but has elements at steps 1, N 1");
    const tb_grammar grammar = {3, 5, whole};
    check_refused(tb_cuda_generate(&net, TB_FP32, some, 1, 1, nullptr, whole, whole, some, nullptr,
                          nullptr, &grammar, nullptr, nullptr, whole, whole, some, some, some, some,
                          nullptr, nullptr, some, nullptr),
            "tb_cuda_generate: end_token is 5, outside -1..4");
    net.condition_size = 1;
    check_refused(tb_cuda_generate(&net, TB_FP32, some, 1, 1, nullptr, whole, whole, some, nullptr,
                          nullptr, nullptr, nullptr, nullptr, whole, nullptr, some, some, some,
                          some, nullptr, nullptr, some, nullptr),
            "tb_cuda_generate: conditions [steps,N,C] is NULL, but has elements at steps 1, N 1");
    net.condition_size = 0;
    net.embedding_size = 0;
    check_refused(tb_cuda_generator_pack(&net, TB_FP32, some, some, nullptr, nullptr),
            "tb_cuda_generator_pack: M is 0, but must be at least 1 with "
            "TB_CATEGORICAL");
}

// Without a usable GPU, or where a launch fails, the call comes back with a status and a message.
void test_failures() {
#ifdef TIMBREL_EMULATED
    timbrel_emulator_fail_next(cudaErrorMemoryAllocation);
    check(forward(TB_LSTM, 0, 1, some, some) == TB_OUT_OF_MEMORY, "no memory: a status");
    check(std::strstr(tb_cuda_last_error(),
                  "tb_cuda_recurrent_forward: launch of the input's product: out of memory") !=
                    nullptr,
            "no memory: \"%s\"", tb_cuda_last_error());
    timbrel_emulator_fail_next(cudaErrorLaunchFailure);
#else
    int count = 0;
    if (cudaGetDeviceCount(&count) == cudaSuccess && count > 0) {
        return;
    }
#endif
    check(tb_cuda_gemm(TB_FP32, 0, 0, 0, 1, 1, 1, some, some, some, nullptr) == TB_DEVICE_ERROR,
            "a launch that fails: a status");
    check(std::strstr(tb_cuda_last_error(), "tb_cuda_gemm: launch of the product: ") != nullptr,
            "a launch that fails: \"%s\"", tb_cuda_last_error());
}

}  // namespace

int main() {
    test_refusals();
    test_failures();
    return report("arguments_cuda_test");
}
