// SPDX-License-Identifier: Apache-2.0
// Layer norm on the CPU.
#include "kernels.h"
#include "operation_arguments.h"

tb_status tb_cpu_layer_norm_forward(int64_t R, int64_t W, const float *x, const float *gain,
        float *y, float *normed, float *rstd) {
    const tb_status checked =
            timbrel::check_layer_norm_forward("tb_cpu_layer_norm_forward", R, W, x, gain, y);
    if (checked == TB_OK) {
        timbrel::kernels().layer_norm_forward({R, W, x, gain, y, normed, rstd});
    }
    return checked;
}

tb_status tb_cpu_layer_norm_backward(int64_t R, int64_t W, const float *gain, const float *normed,
        const float *rstd, const float *dy, float *dx, float *dgain) {
    const tb_status checked = timbrel::check_layer_norm_backward(
            "tb_cpu_layer_norm_backward", R, W, gain, normed, rstd, dy, dx, dgain);
    if (checked == TB_OK) {
        timbrel::kernels().layer_norm_backward({R, W, gain, normed, rstd, dy, dx, dgain});
    }
    return checked;
}
