// SPDX-License-Identifier: Apache-2.0
// Matrix products in the manner of Goto and van de Geijn (2008): panels of B stay in the first
// cache, a block of A in the second, a tile of C in registers.
#include "product.h"

#include "../scratch.h"
#include "../threads.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// A block of A, packed, stays in a second cache of 256 KB while all panels pass it.
constexpr int64_t block_depth = 512;
constexpr int64_t block_rows = 96 / tile_rows * tile_rows;
// Floats of B that are packed at a time, for all threads: 8 MB, of a third cache.
constexpr int64_t chunk_size = 2 * 1024 * 1024;
// Multiplications below which waking the threads costs more than they save.
constexpr int64_t least_parallel = 1024 * 1024;

int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

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

View from(const View &view, int64_t row, int64_t column) {
    return {view.data + row * view.row_stride + column * view.column_stride, view.row_stride,
            view.column_stride};
}

}  // namespace

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

namespace {

// multiply_packed() for a depth that the caches hold. B's panels lie panel_size floats apart.
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

}  // namespace

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

void pack_b_in_parallel(
        int64_t K, int64_t N, const View &b, const int64_t *index, float *packed) {
    const int64_t panels = panel_columns(N) / panel_width;
    // A task of some ten thousand floats, so that taking it costs little.
    const int64_t some = 1 + 32 * 1024 / (K * panel_width + 1);
    parallel((panels + some - 1) / some, [&](int64_t task) {
        const int64_t first = task * some * panel_width;
        pack_b(K, smaller(some * panel_width, N - first), from(b, 0, first), index,
                packed + first * K);
    });
}

namespace {

// How C is divided into tasks.
struct Division {
    int64_t rows, columns;              // of a task
    int64_t row_tasks, column_tasks;
};

int64_t ceiling(int64_t a, int64_t b) {
    return (a + b - 1) / b;
}

Division divide(int64_t M, int64_t N, int64_t K) {
    const int64_t threads = M * N * K < least_parallel ? 1 : thread_count();
    Division d;
    d.rows = smaller(block_rows, M);
    d.row_tasks = ceiling(M, d.rows);
    // Where rows do not occupy the threads, columns do. Some tasks a thread, because not all
    // threads are equally fast.
    const int64_t panels = ceiling(N, panel_width);
    const int64_t wanted = threads == 1 ? 1 : ceiling(4 * threads, d.row_tasks);
    d.columns = ceiling(panels, smaller(wanted, panels)) * panel_width;
    d.column_tasks = ceiling(N, d.columns);
    return d;
}

// C's columns begin..begin + n, of the products depth..depth + d, whose rows of B are packed.
bool multiply_chunk(const Gemm &p, int64_t column, int64_t n, int64_t begin, int64_t d,
        const float *packed_b) {
    const Division division = divide(p.M, n, d);
    const int64_t *index = p.index ? p.index + begin : nullptr;
    bool failed = false;
    parallel(division.row_tasks * division.column_tasks, [&](int64_t task) {
        const int64_t i = task % division.row_tasks * division.rows;
        const int64_t j = task / division.row_tasks * division.columns;
        const int64_t rows = smaller(division.rows, p.M - i);
        const int64_t columns = smaller(division.columns, n - j);
        float *packed_a = scratch(ScratchOf::tile, division.rows * smaller(block_depth, d));
        if (packed_a == nullptr) {
            __atomic_store_n(&failed, true, __ATOMIC_RELAXED);
            return;
        }
        for (int64_t k = 0; k < d; k += block_depth) {
            const int64_t depth = smaller(block_depth, d - k);
            // An index counts from the view's own beginning.
            pack_a(rows, depth, from(p.a, i, index ? 0 : begin + k), index ? index + k : nullptr,
                    packed_a);
            const int64_t whole = rows / tile_rows * tile_rows;
            const float *panel = packed_b + j * d + k * panel_width;
            const bool accumulate = p.accumulate || begin + k > 0;
            float *corner = p.c + i * p.N + column + j;
            multiply_block(whole, columns, depth, packed_a, tile_rows * depth, panel,
                    panel_width * d, accumulate, corner, p.N);
            multiply_block(rows - whole, columns, depth, packed_a + whole * depth, 0, panel,
                    panel_width * d, accumulate, corner + whole * p.N, p.N);
        }
    });
    return !failed;
}

}  // namespace

bool gemm(const Gemm &p) {
    if (p.M == 0 || p.N == 0) {
        return true;
    }
    if (p.K == 0) {
        for (int64_t k = 0; !p.accumulate && k < p.M * p.N; ++k) {
            p.c[k] = 0;
        }
        return true;
    }
    // As many of B's columns as one block of depth leaves room for, and then as many rows.
    const int64_t columns =
            smaller(chunk_size / block_depth / panel_width * panel_width, panel_columns(p.N));
    const int64_t depth = smaller(chunk_size / columns / block_depth * block_depth, p.K);
    float *packed_b = scratch(ScratchOf::product, depth * columns);
    if (packed_b == nullptr) {
        return false;
    }
    bool done = true;
    for (int64_t j = 0; j < p.N; j += columns) {
        const int64_t n = smaller(columns, p.N - j);
        for (int64_t k = 0; k < p.K; k += depth) {
            const int64_t d = smaller(depth, p.K - k);
            pack_b_in_parallel(
                    d, n, from(p.b, p.index ? 0 : k, j), p.index ? p.index + k : nullptr, packed_b);
            done = done && multiply_chunk(p, j, n, k, d, packed_b);
        }
    }
    return done;
}

}  // namespace timbrel::TIMBREL_ISA
