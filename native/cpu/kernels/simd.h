// SPDX-License-Identifier: Apache-2.0
// The vectors of the instruction set that a kernel is compiled for. Whatever is compiled under
// kernels/ lies in a namespace named after it (TIMBREL_ISA), has internal linkage, or is a template
// of such types; no inline function of the standard library is used. So the linker never mixes
// instruction sets.
#pragma once

#include <stdint.h>

#if defined(__AVX512F__)
#define TIMBREL_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define TIMBREL_VECTOR_BYTES 32
#else
#define TIMBREL_VECTOR_BYTES 16
#endif

namespace timbrel::TIMBREL_ISA {

constexpr int vector_floats = TIMBREL_VECTOR_BYTES / 4;

typedef float Vector __attribute__((vector_size(TIMBREL_VECTOR_BYTES)));
typedef float UnalignedVector
        __attribute__((vector_size(TIMBREL_VECTOR_BYTES), aligned(4), may_alias));

static inline __attribute__((always_inline)) Vector load(const float *from) {
    return *reinterpret_cast<const UnalignedVector *>(from);
}

static inline __attribute__((always_inline)) void store(float *to, Vector value) {
    *reinterpret_cast<UnalignedVector *>(to) = value;
}

}  // namespace timbrel::TIMBREL_ISA
