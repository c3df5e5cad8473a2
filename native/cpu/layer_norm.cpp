// SPDX-License-Identifier: Apache-2.0
// Layer norm on the CPU.
#include "error.h"
#include "timbrel.h"

tb_status tb_cpu_layer_norm_forward(int64_t, int64_t, const float *, const float *, float *,
        float *, float *) {
    return timbrel::fail(TB_UNSUPPORTED, "tb_cpu_layer_norm_forward is not served so far");
}

tb_status tb_cpu_layer_norm_backward(int64_t, int64_t, const float *, const float *, const float *,
        const float *, float *, float *) {
    return timbrel::fail(TB_UNSUPPORTED, "tb_cpu_layer_norm_backward is not served so far");
}
