// SPDX-License-Identifier: Apache-2.0
// Matrix products in the manner of Goto and van de Geijn (2008): panels of B stay in the first
// cache, a block of A in the second, a tile of C in registers.
#include "product.h"

#include "../scratch.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// A panel of B of this depth takes half of a first cache of 32 KB.
constexpr int64_t block_depth = 16 * 1024 / (4 * panel_width);
constexpr int64_t block_rows = 10 * tile_rows;
constexpr int64_t block_columns = 16 * panel_width;

int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

// M rows of A, packed, by one panel of B.
template <int M>
void tile(int64_t K, const float *a, const float *b, bool accumulate, float *c, int64_t ldc) {
    Vector sums[M][tile_vectors];
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) {
            sums[m][v] = accumulate ? load(c + m * ldc + v * vector_floats) : Vector{};
        }
    }
    for (int64_t k = 0; k < K; ++k) {
        Vector row[tile_vectors];
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

View from(const View &view, int64_t row, int64_t column) {
    return {view.data + row * view.row_stride + column * view.column_stride, view.row_stride,
            view.column_stride};
}

}  // namespace

void pack_b(int64_t K, int64_t N, const View &b, const int64_t *index, float *packed) {
    for (int64_t first = 0; first < N; first += panel_width) {
        const int64_t columns = smaller(panel_width, N - first);
        for (int64_t k = 0; k < K; ++k) {
            const int64_t row = index ? index[k] : k;
            const float *source = b.data + row * b.row_stride + first * b.column_stride;
            if (columns == panel_width && b.column_stride == 1) {
                for (int j = 0; j < panel_width; ++j) {
                    packed[j] = source[j];
                }
            } else {
                for (int64_t j = 0; j < panel_width; ++j) {
                    packed[j] = j < columns ? source[j * b.column_stride] : 0.0f;
                }
            }
            packed += panel_width;
        }
    }
}

namespace {

// One tile of A. Rows is its constant number of rows, or 0: `some`. Where A's columns are
// contiguous, eight of them are taken at a time, so that what is written stays in the first cache.
template <int Rows>
void pack_tile(int64_t some, int64_t K, const View &a, const int64_t *index, float *packed) {
    const int64_t rows = Rows > 0 ? Rows : some;
    if (a.row_stride == 1 || index != nullptr) {
        for (int64_t k = 0; k < K; ++k) {
            const float *source = a.data + (index ? index[k] : k) * a.column_stride;
            for (int64_t m = 0; m < rows; ++m) {
                packed[k * rows + m] = source[m * a.row_stride];
            }
        }
        return;
    }
    constexpr int64_t columns = 8;
    int64_t k = 0;
    for (; k + columns <= K; k += columns) {
        for (int64_t m = 0; m < rows; ++m) {
            const float *source = a.data + m * a.row_stride + k * a.column_stride;
            for (int64_t j = 0; j < columns; ++j) {
                packed[(k + j) * rows + m] = source[j * a.column_stride];
            }
        }
    }
    for (; k < K; ++k) {
        for (int64_t m = 0; m < rows; ++m) {
            packed[k * rows + m] = a.data[m * a.row_stride + k * a.column_stride];
        }
    }
}

}  // namespace

void pack_a(int64_t M, int64_t K, const View &a, const int64_t *index, float *packed) {
    for (int64_t first = 0; first < M; first += tile_rows) {
        const int64_t rows = smaller(tile_rows, M - first);
        if (rows == tile_rows) {
            pack_tile<tile_rows>(rows, K, from(a, first, 0), index, packed);
        } else {
            pack_tile<0>(rows, K, from(a, first, 0), index, packed);
        }
        packed += rows * K;
    }
}

void multiply_packed(int64_t M, int64_t N, int64_t K, const float *packed_a, const float *packed_b,
        bool accumulate, float *c, int64_t ldc) {
    for (int64_t column = 0; column < N; column += panel_width) {
        const float *panel = packed_b + column * K;
        for (int64_t row = 0; row < M; row += tile_rows) {
            const int64_t rows = smaller(tile_rows, M - row);
            float *corner = c + row * ldc + column;
            if (N - column >= panel_width) {
                tiles[rows](K, packed_a + row * K, panel, accumulate, corner, ldc);
            } else {
                narrow_tile(
                        rows, N - column, K, packed_a + row * K, panel, accumulate, corner, ldc);
            }
        }
    }
}

bool gemm(const Gemm &p) {
    if (p.K == 0) {
        for (int64_t k = 0; !p.accumulate && k < p.M * p.N; ++k) {
            p.c[k] = 0;
        }
        return true;
    }
    const int64_t depth = smaller(block_depth, p.K);
    const int64_t columns = smaller(block_columns, panel_columns(p.N));
    const int64_t rows = smaller(block_rows, p.M);
    float *packed_b = scratch(ScratchOf::product, padded(depth * columns) + rows * depth);
    if (packed_b == nullptr) {
        return false;
    }
    float *packed_a = packed_b + padded(depth * columns);
    for (int64_t j = 0; j < p.N; j += columns) {
        const int64_t n = smaller(columns, p.N - j);
        for (int64_t k = 0; k < p.K; k += depth) {
            const int64_t d = smaller(depth, p.K - k);
            // An index counts from the views' own beginning.
            const int64_t *index = p.index ? p.index + k : nullptr;
            const int64_t begin = p.index ? 0 : k;
            pack_b(d, n, from(p.b, begin, j), index, packed_b);
            for (int64_t i = 0; i < p.M; i += rows) {
                const int64_t m = smaller(rows, p.M - i);
                pack_a(m, d, from(p.a, i, begin), index, packed_a);
                multiply_packed(
                        m, n, d, packed_a, packed_b, p.accumulate || k > 0, p.c + i * p.N + j, p.N);
            }
        }
    }
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
