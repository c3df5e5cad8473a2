// SPDX-License-Identifier: Apache-2.0
// Products of matrices whose operands were laid out in panels before: the inner part of a large
// product, and the whole of a recurrent step's, whose weights stay packed over all steps.
#pragma once

#include "../kernels.h"
#include "simd.h"

namespace timbrel::TIMBREL_ISA {

// A tile of C is tile_rows x panel_width; its sums fit the registers.
#if defined(__AVX512F__)
constexpr int tile_rows = 12;
#elif defined(__AVX2__)
constexpr int tile_rows = 6;
#else
constexpr int tile_rows = 4;
#endif
constexpr int tile_vectors = 2;
constexpr int panel_width = tile_vectors * vector_floats;

// The depth of products whose operands the caches hold while they are used.
constexpr int64_t block_depth = 512;

static inline int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static inline int64_t ceiling(int64_t a, int64_t b) {
    return (a + b - 1) / b;
}

// What of a view lies from an element on.
static inline View from(const View &view, int64_t row, int64_t column) {
    return {view.data + row * view.row_stride + column * view.column_stride, view.row_stride,
            view.column_stride};
}

// columns rounded up to whole panels.
static inline int64_t panel_columns(int64_t columns) {
    return ceiling(columns, panel_width) * panel_width;
}

// B [K,N] as panels [panel][K][panel_width], the last filled up with zeros: K * panel_columns(N)
// floats.
void pack_b(int64_t K, int64_t N, const View &b, const int64_t *index, float *packed);

// A [M,K] as tiles [tile][K][rows], rows being tile_rows in all but the last: M * K floats.
void pack_a(int64_t M, int64_t K, const View &a, const int64_t *index, float *packed);

// C = or += A B, of which columns 0..N-1 are written. c: [M,ldc]. An element's products are added
// one by one in the order of k to zero or to what is there, so that neither M nor its place in a
// tile nor a division of K over calls changes its bits.
void multiply_packed(int64_t M, int64_t N, int64_t K, const float *packed_a, const float *packed_b,
        bool accumulate, float *c, int64_t ldc);

// The same for a part of K, which is the depth of neither operand: A's tiles begin tile_size, B's
// panels panel_size floats apart.
void multiply_block(int64_t M, int64_t N, int64_t K, const float *packed_a, int64_t tile_size,
        const float *packed_b, int64_t panel_size, bool accumulate, float *c, int64_t ldc);

// pack_b by all threads.
void pack_b_in_parallel(int64_t K, int64_t N, const View &b, const int64_t *index, float *packed);

// The whole product, by all threads.
bool gemm(const Gemm &product);

}  // namespace timbrel::TIMBREL_ISA
