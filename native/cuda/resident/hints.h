// SPDX-License-Identifier: Apache-2.0
// What kernels tell the compiler and the card about values that stay the same either way.
#pragma once

#include "launch.h"

namespace timbrel {

// The same number, of which the compiler knows nothing: what depends on it is not made ahead of
// time and kept in registers meanwhile.
__device__ __forceinline__ int opaque(int value) {
#ifdef __CUDA_ARCH__
    asm volatile("" : "+r"(value));
#endif
    return value;
}

// This will be read from global memory soon: the L2 is to have it by then.
__device__ __forceinline__ void will_read([[maybe_unused]] const float *place) {
#ifdef __CUDA_ARCH__
    asm volatile("prefetch.global.L2 [%0];" ::"l"(__cvta_generic_to_global(place)));
#endif
}

}  // namespace timbrel
