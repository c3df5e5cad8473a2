// SPDX-License-Identifier: Apache-2.0
// A dense layer, forward and back.
#include "arguments.h"
#include "check.h"
#include "elementary.h"
#include "gemm.h"
#include "grid.h"
#include "precision.h"

namespace {

constexpr int threads = timbrel::element_threads;

__global__ void activation_kernel(
        int64_t R, int64_t O, tb_activation activation, const float *b, float *y) {
    for (int64_t k = timbrel::first_element(); k < R * O; k += timbrel::element_stride()) {
        const float sum = y[k] + (b ? b[k % O] : 0.0f);
        y[k] = activation == TB_TANH ? timbrel::hyperbolic_tangent(sum) : sum;
    }
}

__global__ void tanh_backward_kernel(int64_t count, const float *y, float *dy) {
    for (int64_t k = timbrel::first_element(); k < count; k += timbrel::element_stride()) {
        dy[k] *= 1 - y[k] * y[k];
    }
}

tb_status check_dense(const char *function, tb_precision precision, int64_t R, int64_t I, int64_t O,
        tb_activation activation, std::initializer_list<timbrel::Array> arrays) {
    const std::initializer_list<timbrel::Size> sizes = {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}};
    tb_status checked = timbrel::check_precision(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, sizes);
    }
    if (checked == TB_OK &&
            (!timbrel::fits({R, I}) || !timbrel::fits({R, O}) || !timbrel::fits({O, I}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_whole(function, "activation", activation, TB_IDENTITY, TB_TANH);
    }
    return checked != TB_OK ? checked : timbrel::check_arrays(function, arrays, sizes);
}

}  // namespace

tb_status tb_cuda_dense_forward(tb_precision precision, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *b, float *y,
        void *stream) {
    constexpr const char *function = "tb_cuda_dense_forward";
    const tb_status checked = check_dense(function, precision, R, I, O, activation,
            {{"w [O,I]", w, x != nullptr}, {"y [R,O]", y, R > 0}});
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    cudaError_t result = cudaSuccess;
    if (x != nullptr) {
        result = timbrel::multiply({precision, false, true, false, R, O, I, x, w, y}, queue);
    }
    if (result == cudaSuccess && (b != nullptr || activation != TB_IDENTITY)) {
        result = timbrel::launch(activation_kernel, timbrel::element_blocks(R * O), dim3(threads),
                0, queue, R, O, activation, b, y);
    }
    return timbrel::check_cuda(result, function, "launch");
}

tb_status tb_cuda_dense_backward(tb_precision precision, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *y, float *dy,
        float *dx, float *dw, float *db, void *stream) {
    constexpr const char *function = "tb_cuda_dense_backward";
    const tb_status checked = check_dense(function, precision, R, I, O, activation,
            {
                    {"x [R,I]", x, R > 0 && dw != nullptr},
                    {"w [O,I]", w, dx != nullptr},
                    {"y [R,O]", y, R > 0 && activation == TB_TANH},
                    {"dy [R,O]", dy, R > 0},
            });
    if (checked != TB_OK || R == 0) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    cudaError_t result = cudaSuccess;
    if (activation == TB_TANH) {
        result = timbrel::launch(tanh_backward_kernel, timbrel::element_blocks(R * O),
                dim3(threads), 0, queue, R * O, y, dy);
    }
    if (result == cudaSuccess && dw != nullptr) {
        result = timbrel::multiply({precision, true, false, true, O, I, R, dy, x, dw}, queue);
    }
    if (result == cudaSuccess && db != nullptr) {
        result = timbrel::add_columns({R, O, dy, nullptr, nullptr, db}, queue);
    }
    if (result == cudaSuccess && dx != nullptr) {
        result = timbrel::multiply({precision, false, false, false, R, I, O, dy, w, dx}, queue);
    }
    return timbrel::check_cuda(result, function, "launch");
}
