// SPDX-License-Identifier: Apache-2.0
// Scratch memory of a thread, kept from call to call so that a steady state allocates nothing.
#pragma once

#include <stdint.h>

namespace timbrel {

// Whose scratch it is; a kernel that calls another has its own.
enum class ScratchOf { layer, product, tile };

// At least count floats at a multiple of 64 bytes, or NULL. Contents are undefined; valid until the
// thread's next request for the same owner.
float *scratch(ScratchOf owner, int64_t count);

// A piece's share of a scratch, so that the next begins at a multiple of 64 bytes too.
static inline int64_t padded(int64_t count) {
    return (count + 15) / 16 * 16;
}

}  // namespace timbrel
