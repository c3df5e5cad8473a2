// SPDX-License-Identifier: Apache-2.0
// What a slot draws with, and what is left of one that is not active: for all kernels that
// generate.
#pragma once

#include "launch.h"
#include "network.h"
#include "sampling.h"

namespace timbrel {

__device__ __forceinline__ Draw draw_of(const Generate &call, int64_t n) {
    Draw draw = {};
    draw.temperature = call.temperatures ? call.temperatures[n] : 0.0f;
    draw.top_k = call.top_k ? call.top_k[n] : 0;
    draw.top_p = call.top_p ? call.top_p[n] : 1.0f;
    draw.seed = call.seeds[n];
    draw.stream = call.streams[n];
    draw.step = static_cast<uint32_t>(call.positions[n]);
    return nearest_draw(draw);
}

__device__ __forceinline__ bool is_active(const Generate &call, int64_t n) {
    return call.active == nullptr || call.active[n] != 0;
}

// What a slot carries from step to step, where the call has it.
struct SlotOfCall {
    const Generate &call;
    int64_t n;

    __device__ __forceinline__ float *frame() const { return call.frames + n * call.net.frame_size; }
    __device__ __forceinline__ Draw draw() const { return draw_of(call, n); }
    __device__ __forceinline__ int64_t state() const { return call.states[n]; }
    __device__ __forceinline__ int64_t last() const { return call.last[n]; }

    // By one thread.
    __device__ __forceinline__ void count_step() const { ++call.positions[n]; }
    __device__ __forceinline__ void set_state(int64_t state) const { call.states[n] = state; }
    __device__ __forceinline__ void set_last(int64_t last) const { call.last[n] = last; }
};

// What is generated for a slot that is not active. D: of what is generated.
__device__ __forceinline__ void leave_zeros(const Generate &call, int64_t n, int64_t D) {
    for (int64_t e = threadIdx.x; call.out != nullptr && e < call.steps * D; e += blockDim.x) {
        call.out[(e / D * call.N + n) * D + e % D] = 0;
    }
}

}  // namespace timbrel
