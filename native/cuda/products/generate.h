// SPDX-License-Identifier: Apache-2.0
// Generation by products of all slots and a matrix at a time, which the caller makes: what is
// behind the tb_cuda_generate* and tb_cuda_generator_* calls where a plan asks for it.
#pragma once

#include "../launch.h"
#include "network.h"

namespace timbrel {

// plan may be NULL.
inline bool is_of_products(const tb_plan *plan) {
    return plan != nullptr && plan->kernels == TB_PRODUCTS;
}

// Floats of the packed array.
int64_t products_packed_floats(const tb_network &net);

cudaError_t pack_for_products(const tb_network &net, tb_precision precision,
        const float *parameters, float *packed, cudaStream_t stream);

// The network and the texture, of frame_size 0: none, are checked, as N is.
tb_status products_workspace_size(const char *function, const tb_network &net,
        const tb_texture &texture, int64_t N, int64_t *bytes);

}  // namespace timbrel
