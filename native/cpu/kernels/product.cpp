// SPDX-License-Identifier: Apache-2.0
// Products of packed matrices: a tile of C in registers, a panel of B and a tile of A passing by.
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// M rows of A, packed, by one panel of B.
template <int M>
void tile(int64_t K, const float *a, const float *b, bool accumulate, float *c, int64_t ldc) {
    Vector sums[M][tile_vectors];
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
        // What the next tile writes to, which lies a tile further down.
        __builtin_prefetch(c + (M + m) * ldc, 1);
        __builtin_prefetch(c + (M + m) * ldc + vector_floats, 1);
    }
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) {
            sums[m][v] = accumulate ? load(c + m * ldc + v * vector_floats) : Vector{};
        }
    }
    for (int64_t k = 0; k < K; ++k) {
        Vector row[tile_vectors];
        __builtin_prefetch(b + (k + 8) * panel_width);
        __builtin_prefetch(b + (k + 8) * panel_width + vector_floats);
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) {
            row[v] = load(b + k * panel_width + v * vector_floats);
        }
#pragma GCC unroll 16
        for (int m = 0; m < M; ++m) {
            const float factor = a[k * M + m];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) {
                sums[m][v] += factor * row[v];
            }
        }
    }
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) {
            store(c + m * ldc + v * vector_floats, sums[m][v]);
        }
    }
}

using Tile = void (*)(int64_t, const float *, const float *, bool, float *, int64_t);

constexpr Tile tiles[] = {
        nullptr,
        tile<1>,
        tile<2>,
        tile<3>,
        tile<4>,
#if defined(__AVX2__)
        tile<5>,
        tile<6>,
#endif
#if defined(__AVX512F__)
        tile<7>,
        tile<8>,
        tile<9>,
        tile<10>,
        tile<11>,
        tile<12>,
#endif
};

// The last panel, of which C has fewer columns.
void narrow_tile(int64_t rows, int64_t columns, int64_t K, const float *a, const float *b,
        bool accumulate, float *c, int64_t ldc) {
    float whole[tile_rows * panel_width] = {};
    for (int64_t m = 0; accumulate && m < rows; ++m) {
        for (int64_t j = 0; j < columns; ++j) {
            whole[m * panel_width + j] = c[m * ldc + j];
        }
    }
    tiles[rows](K, a, b, accumulate, whole, panel_width);
    for (int64_t m = 0; m < rows; ++m) {
        for (int64_t j = 0; j < columns; ++j) {
            c[m * ldc + j] = whole[m * panel_width + j];
        }
    }
}

}  // namespace

void multiply_block(int64_t M, int64_t N, int64_t K, const float *packed_a, int64_t tile_size,
        const float *packed_b, int64_t panel_size, bool accumulate, float *c, int64_t ldc) {
    for (int64_t column = 0; column < N; column += panel_width, packed_b += panel_size) {
        const float *a = packed_a;
        for (int64_t row = 0; row < M; row += tile_rows, a += tile_size) {
            const int64_t rows = smaller(tile_rows, M - row);
            float *corner = c + row * ldc + column;
            if (N - column >= panel_width) {
                tiles[rows](K, a, packed_b, accumulate, corner, ldc);
            } else {
                narrow_tile(rows, N - column, K, a, packed_b, accumulate, corner, ldc);
            }
        }
    }
}

void multiply_packed(int64_t M, int64_t N, int64_t K, const float *packed_a, const float *packed_b,
        bool accumulate, float *c, int64_t ldc) {
    for (int64_t k = 0; k < K; k += block_depth) {
        const int64_t depth = smaller(block_depth, K - k);
        // The last tile may have fewer rows, and k lies elsewhere in it.
        const int64_t whole = M / tile_rows * tile_rows;
        multiply_block(whole, N, depth, packed_a + k * tile_rows, tile_rows * K,
                packed_b + k * panel_width, panel_width * K, accumulate || k > 0, c, ldc);
        multiply_block(M - whole, N, depth, packed_a + whole * K + k * (M - whole), 0,
                packed_b + k * panel_width, panel_width * K, accumulate || k > 0, c + whole * ldc,
                ldc);
    }
}

}  // namespace timbrel::TIMBREL_ISA
