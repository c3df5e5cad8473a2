// SPDX-License-Identifier: Apache-2.0
// Turns what the CUDA runtime returns into a tb_status.
#pragma once

#include <cuda_runtime.h>

#include "error.h"

namespace timbrel {

// function, what: name what failed in the message, e.g. "tb_cuda_gemm" and "launch".
inline tb_status check_cuda(cudaError_t result, const char *function, const char *what) {
    if (result == cudaSuccess) {
        return TB_OK;
    }
    const tb_status status =
            result == cudaErrorMemoryAllocation ? TB_OUT_OF_MEMORY : TB_DEVICE_ERROR;
    return fail(status, "%s: %s: %s (%s)", function, what, cudaGetErrorString(result),
            cudaGetErrorName(result));
}

}  // namespace timbrel
