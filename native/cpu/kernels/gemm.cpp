// SPDX-License-Identifier: Apache-2.0
// Matrix products in the manner of Goto and van de Geijn (2008): panels of B stay in the third
// cache, a block of A in the second, a tile of C in registers.
#include "../scratch.h"
#include "../threads.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// A block of A, packed, stays in a second cache of 256 KB while all panels pass it.
constexpr int64_t block_rows = 96 / tile_rows * tile_rows;
// Floats of B that are packed at a time, for all threads: 4 MB, of a third cache.
constexpr int64_t chunk_size = 1024 * 1024;
// Multiplications below which waking the threads costs more than they save.
constexpr int64_t least_parallel = 1024 * 1024;

// How C is divided into tasks.
struct Division {
    int64_t rows, columns;  // of a task
    int64_t row_tasks, column_tasks;
    bool alone;  // all in this thread
};

Division divide(int64_t M, int64_t N, int64_t K) {
    const int64_t threads = static_cast<double>(M) * N * K < least_parallel ? 1 : thread_count();
    Division d;
    d.rows = smaller(block_rows, M);
    d.row_tasks = ceiling(M, d.rows);
    // Where rows do not occupy the threads, columns do. Some tasks a thread, because not all
    // threads are equally fast.
    const int64_t panels = ceiling(N, panel_width);
    const int64_t wanted = threads == 1 ? 1 : ceiling(4 * threads, d.row_tasks);
    d.columns = ceiling(panels, smaller(wanted, panels)) * panel_width;
    d.column_tasks = ceiling(N, d.columns);
    d.alone = threads == 1;
    return d;
}

// C's columns begin..begin + n, of the products depth..depth + d, whose rows of B are packed.
bool multiply_chunk(
        const Gemm &p, int64_t column, int64_t n, int64_t begin, int64_t d, const float *packed_b) {
    const Division division = divide(p.M, n, d);
    const int64_t *index = p.index ? p.index + begin : nullptr;
    bool failed = false;
    const auto multiply = [&](int64_t task) {
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
    };
    const int64_t tasks = division.row_tasks * division.column_tasks;
    if (!division.alone) {
        parallel(tasks, multiply);
    }
    for (int64_t task = 0; division.alone && task < tasks; ++task) {
        multiply(task);
    }
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
