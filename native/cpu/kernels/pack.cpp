// SPDX-License-Identifier: Apache-2.0
// Operands of products laid out in panels and tiles.
#include "../threads.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// One whole panel of a B whose columns are contiguous, as those of a transposed matrix of weights
// are. A line of the cache of each is taken at a time.
void pack_transposed_panel(int64_t K, const float *b, int64_t column_stride, float *packed) {
    constexpr int64_t rows = 16;
    for (int64_t first = 0; first < K; first += rows) {
        const int64_t count = smaller(rows, K - first);
        for (int64_t j = 0; j < panel_width; ++j) {
            const float *source = b + j * column_stride + first;
            for (int64_t k = 0; k < count; ++k) {
                packed[(first + k) * panel_width + j] = source[k];
            }
        }
    }
}

}  // namespace

void pack_b(int64_t K, int64_t N, const View &b, const int64_t *index, float *packed) {
    for (int64_t first = 0; first < N; first += panel_width) {
        const int64_t columns = smaller(panel_width, N - first);
        if (columns == panel_width && b.row_stride == 1 && index == nullptr) {
            pack_transposed_panel(K, b.data + first * b.column_stride, b.column_stride, packed);
            packed += K * panel_width;
            continue;
        }
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
void pack_tile(int64_t some, int64_t K, const View &a, float *packed) {
    const int64_t rows = Rows > 0 ? Rows : some;
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

// The same for an A whose rows are contiguous. A few rows of its memory go to all tiles before the
// next do, because they lie in other pages; no more, because they may compete for the same lines of
// the first cache.
template <bool contiguous>
void pack_columns(int64_t M, int64_t K, const View &a, const int64_t *index, float *packed) {
    constexpr int64_t some = 4;
    const int64_t stride = contiguous ? 1 : a.row_stride;
    for (int64_t first = 0; first < K; first += some) {
        const int64_t last = smaller(first + some, K);
        for (int64_t row = 0; row < M; row += tile_rows) {
            const int64_t rows = smaller(tile_rows, M - row);
            for (int64_t k = first; k < last; ++k) {
                const float *source =
                        a.data + (index ? index[k] : k) * a.column_stride + row * stride;
                float *to = packed + row * K + k * rows;
                if (rows == tile_rows) {
                    for (int m = 0; m < tile_rows; ++m) {
                        to[m] = source[m * stride];
                    }
                } else {
                    for (int64_t m = 0; m < rows; ++m) {
                        to[m] = source[m * stride];
                    }
                }
            }
        }
    }
}

}  // namespace

void pack_a(int64_t M, int64_t K, const View &a, const int64_t *index, float *packed) {
    if (a.row_stride == 1 || index != nullptr) {
        // A constant stride lets the compiler copy vectors.
        (a.row_stride == 1 ? pack_columns<true> : pack_columns<false>)(M, K, a, index, packed);
        return;
    }
    for (int64_t first = 0; first < M; first += tile_rows) {
        const int64_t rows = smaller(tile_rows, M - first);
        if (rows == tile_rows) {
            pack_tile<tile_rows>(rows, K, from(a, first, 0), packed);
        } else {
            pack_tile<0>(rows, K, from(a, first, 0), packed);
        }
        packed += rows * K;
    }
}

void pack_b_in_parallel(int64_t K, int64_t N, const View &b, const int64_t *index, float *packed) {
    const int64_t panels = panel_columns(N) / panel_width;
    // A task of some ten thousand floats, so that taking it costs little.
    const int64_t some = 1 + 32 * 1024 / (K * panel_width + 1);
    parallel((panels + some - 1) / some, [&](int64_t task) {
        const int64_t first = task * some * panel_width;
        pack_b(K, smaller(some * panel_width, N - first), from(b, 0, first), index,
                packed + first * K);
    });
}

}  // namespace timbrel::TIMBREL_ISA
