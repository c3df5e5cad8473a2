// SPDX-License-Identifier: Apache-2.0
// Generation with weights that stay on the card: what tb_cuda_generate* does where a plan asks for
// it.
#pragma once

#include "../launch.h"
#include "network.h"

namespace timbrel {

// The plan, which may be NULL, asks for kernels that there are here.
tb_status check_kernels(const char *function, const tb_plan *plan);

// The plan, which is_resident, is one of such a network, and of such a texture, of frame_size 0:
// none, for N slots. What is below takes none but such.
tb_status check_generation_plan(const char *function, const tb_network &net,
        const tb_texture &texture, tb_precision precision, const tb_plan &plan, int64_t N);

// Floats of the packed array.
int64_t resident_packed_floats(const tb_network &net, tb_precision precision, const tb_plan &plan);

cudaError_t pack_resident(const tb_network &net, tb_precision precision, const float *parameters,
        float *packed, const tb_plan &plan, cudaStream_t stream);

// Bytes, at any precision.
int64_t resident_workspace_bytes(
        const tb_network &net, const tb_texture &texture, const tb_plan &plan);

// A checked call.
tb_status generate_resident(const char *function, const Generate &call, const tb_plan &plan,
        int32_t *signal, void *workspace, cudaStream_t stream);

}  // namespace timbrel
