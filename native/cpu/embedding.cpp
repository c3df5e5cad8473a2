// SPDX-License-Identifier: Apache-2.0
// Rows of a table on the CPU.
#include "error.h"
#include "timbrel.h"

tb_status tb_cpu_embedding_forward(
        int64_t, int64_t, int64_t, const float *, const float *, float *) {
    return timbrel::fail(TB_UNSUPPORTED, "tb_cpu_embedding_forward is not served so far");
}

tb_status tb_cpu_embedding_backward(
        int64_t, int64_t, int64_t, const float *, const float *, float *) {
    return timbrel::fail(TB_UNSUPPORTED, "tb_cpu_embedding_backward is not served so far");
}
