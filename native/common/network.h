// SPDX-License-Identifier: Apache-2.0
// A whole network as tb_*_generate sees it, and the arguments of that.
#pragma once

#include "timbrel.h"

namespace timbrel {

struct NetworkSizes {
    int64_t D, L, H, E, K;
};

// I of a layer.
static inline int64_t input_size(const NetworkSizes &net, int64_t layer) {
    return layer == 0 ? net.D : net.E > 0 ? net.E : net.H;
}

// P.
static inline int64_t output_size(const NetworkSizes &net) {
    return net.K == 0 ? net.D : net.K * (1 + 2 * net.D);
}

// timbrel.h has their shapes and meanings.
struct Generate {
    NetworkSizes net;
    float floor;
    const float *packed;
    int64_t steps, N;
    const int64_t *active, *seeds, *streams;
    const float *temperatures, *forced;
    int64_t *positions;
    float *frames, *h, *c, *out;
};

}  // namespace timbrel
