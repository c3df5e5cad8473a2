// SPDX-License-Identifier: Apache-2.0
// A dense layer on the CPU, forward and back.
#include "kernels.h"
#include "operation_arguments.h"

tb_status tb_cpu_dense_forward(int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *b, float *y) {
    constexpr const char *function = "tb_cpu_dense_forward";
    const tb_status checked = timbrel::check_dense_forward(function, R, I, O, activation, x, w, y);
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function,
                             timbrel::kernels().dense_forward({R, I, O, activation, x, w, b, y}));
}

tb_status tb_cpu_dense_backward(int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *y, float *dy, float *dx, float *dw,
        float *db) {
    constexpr const char *function = "tb_cpu_dense_backward";
    const tb_status checked =
            timbrel::check_dense_backward(function, R, I, O, activation, x, w, y, dy, dx, dw);
    return checked != TB_OK ? checked
                            : timbrel::scratch_status(function,
                                      timbrel::kernels().dense_backward(
                                              {R, I, O, activation, x, w, y, dy, dx, dw, db}));
}
