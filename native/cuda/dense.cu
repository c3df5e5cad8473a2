// SPDX-License-Identifier: Apache-2.0
// A dense layer, forward and back.
#include "check.h"
#include "elementary.h"
#include "gemm.h"
#include "grid.h"
#include "operation_arguments.h"
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

}  // namespace

tb_status tb_cuda_dense_forward(tb_precision precision, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *b, float *y,
        void *stream) {
    constexpr const char *function = "tb_cuda_dense_forward";
    tb_status checked = timbrel::check_precision(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_dense_forward(function, R, I, O, activation, x, w, y);
    }
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
    tb_status checked = timbrel::check_precision(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_dense_backward(function, R, I, O, activation, x, w, y, dy, dx, dw);
    }
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
