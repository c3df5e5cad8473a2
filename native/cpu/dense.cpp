// SPDX-License-Identifier: Apache-2.0
// A dense layer on the CPU, forward and back.
#include "arguments.h"
#include "error.h"
#include "kernels.h"

namespace {

tb_status check_dense(
        const char *function, int64_t R, int64_t I, int64_t O, tb_activation activation) {
    const std::initializer_list<timbrel::Size> sizes = {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}};
    const tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked != TB_OK) {
        return checked;
    }
    if (!timbrel::fits({R, I}) || !timbrel::fits({R, O}) || !timbrel::fits({O, I})) {
        return timbrel::too_large(function, sizes);
    }
    if (activation != TB_IDENTITY && activation != TB_TANH) {
        return timbrel::fail(TB_INVALID_ARGUMENT,
                "%s: activation is %d, but must be 0 (identity) or 1 (tanh)", function,
                static_cast<int>(activation));
    }
    return TB_OK;
}

}  // namespace

tb_status tb_cpu_dense_forward(int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *b, float *y) {
    constexpr const char *function = "tb_cpu_dense_forward";
    tb_status checked = check_dense(function, R, I, O, activation);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"w [O,I]", w, x != nullptr}, {"y [R,O]", y, R > 0}},
                {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}});
    }
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function,
                             timbrel::kernels().dense_forward({R, I, O, activation, x, w, b, y}));
}

tb_status tb_cpu_dense_backward(int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *y, float *dy, float *dx, float *dw,
        float *db) {
    constexpr const char *function = "tb_cpu_dense_backward";
    tb_status checked = check_dense(function, R, I, O, activation);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {
                        {"x [R,I]", x, R > 0 && dw != nullptr},
                        {"w [O,I]", w, dx != nullptr},
                        {"y [R,O]", y, R > 0 && activation == TB_TANH},
                        {"dy [R,O]", dy, R > 0},
                },
                {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}});
    }
    return checked != TB_OK ? checked
                            : timbrel::scratch_status(function,
                                      timbrel::kernels().dense_backward(
                                              {R, I, O, activation, x, w, y, dy, dx, dw, db}));
}
