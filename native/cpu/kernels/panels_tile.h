// SPDX-License-Identifier: Apache-2.0
// The loops behind a PanelFormat, for a Format with
//
//     factors            how many operand words go with one word of weights
//     part(weights, k)   what of a vector of weights the k-th of them is multiplied with
//     add_product        adds that
#pragma once

#include "panels.h"

namespace timbrel::TIMBREL_ISA {

// Sums that are kept in registers, of which widening takes some.
#if defined(__AVX512F__)
template <class Format>
constexpr int register_sums = 24;
#else
template <class Format>
constexpr int register_sums = Format::factors == 1 ? 12 : 9;
#endif
// A sum waits four cycles and more for the one before; with eight in flight the multipliers have
// work.
constexpr int sums_in_flight = 8;

static inline __attribute__((always_inline)) Vector broadcast(float word) {
    return word - Vector{};  // an addition would lose the sign of zero, and not be left out
}

template <class Format, int V>
constexpr int most_rows = register_sums<Format> / V < 8 ? register_sums<Format> / V : 8;

// Panels that some rows are multiplied with side by side.
static constexpr int panels_aside(int64_t rows, int V) {
    return static_cast<int>((sums_in_flight + rows * V - 1) / (rows * V));
}

// Words of a panel's column that all rows are multiplied with before the next are read; they come
// from the second cache then. Longer blocks load and store the sums less often.
template <int V>
constexpr int64_t block_words = 64 * 1024 / (V * TIMBREL_VECTOR_BYTES);

// All sums of M rows and P panels stay in registers, with the smaller of what is multiplied: the
// operands of the rows, or the weights of the columns.
template <class Format, int M, int V, int P>
void multiply_tile(const PanelProduct &p, int64_t words) {
    constexpr int columns = P * V;
    Vector sums[M][columns];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
        for (int c = 0; c < columns; ++c) {
            const int64_t place = c / V * p.initial.panel_stride + m * p.initial.row_stride;
            sums[m][c] = p.initial.data ? load(p.initial.data + place + c % V * vector_floats)
                                        : Vector{};
        }
    }
    const float *operands = p.operands;
    const float *weights = p.weights;
    const int64_t stride = p.operand_stride, panel = p.words * V * vector_floats;
    for (int64_t k = 0; k < words; ++k) {
#pragma GCC unroll 2
        for (int f = 0; f < Format::factors; ++f) {
            const auto weight = [&](int c) __attribute__((always_inline)) {
                return Format::part(load(weights + c / V * panel + c % V * vector_floats), f);
            };
            if constexpr (M < columns) {
                Vector x[M];
#pragma GCC unroll 8
                for (int m = 0; m < M; ++m) {
                    x[m] = broadcast(operands[m * stride + f]);
                }
#pragma GCC unroll 8
                for (int c = 0; c < columns; ++c) {
                    const Vector w = weight(c);
#pragma GCC unroll 8
                    for (int m = 0; m < M; ++m) {
                        sums[m][c] = Format::add_product(sums[m][c], x[m], w);
                    }
                }
            } else {
                Vector w[columns];
#pragma GCC unroll 8
                for (int c = 0; c < columns; ++c) {
                    w[c] = weight(c);
                }
#pragma GCC unroll 8
                for (int m = 0; m < M; ++m) {
                    const Vector x = broadcast(operands[m * stride + f]);
#pragma GCC unroll 8
                    for (int c = 0; c < columns; ++c) {
                        sums[m][c] = Format::add_product(sums[m][c], x, w[c]);
                    }
                }
            }
        }
        weights += V * vector_floats;
        operands += Format::factors;
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
        for (int c = 0; c < columns; ++c) {
            store(p.sums.at(c / V, m) + c % V * vector_floats, sums[m][c]);
        }
    }
}

using MultiplyTile = void (*)(const PanelProduct &, int64_t);

// multiply_tile for 1..most_rows rows, with as many panels as go side by side, or with one.
template <class Format, int V, bool aside, int M>
MultiplyTile tile_for(int64_t rows) {
    if constexpr (M > 1) {
        if (rows < M) {
            return tile_for<Format, V, aside, M - 1>(rows);
        }
    }
    constexpr int panels = aside ? panels_aside(M, V) : 1;
    return multiply_tile<Format, M, V, panels>;
}

template <int V>
void move_to_panel(PanelProduct &p, int64_t panels) {
    p.weights += panels * V * vector_floats * p.words;
    if (p.initial.data != nullptr) {
        p.initial.data += panels * p.initial.panel_stride;
    }
    p.sums.data = p.sums.at(panels, 0);
    p.panels -= panels;
}

template <class Format, int V>
void multiply_few(PanelProduct p) {
    const int64_t aside = panels_aside(p.rows, V);
    const MultiplyTile several = tile_for<Format, V, true, most_rows<Format, V>>(p.rows);
    const MultiplyTile one = tile_for<Format, V, false, most_rows<Format, V>>(p.rows);
    while (p.panels > 0) {
        const int64_t panels = p.panels >= aside ? aside : 1;
        (panels == aside ? several : one)(p, p.words);
        move_to_panel<V>(p, panels);
    }
}

// A block of a panel is multiplied with all rows while it is in the caches.
template <class Format, int V>
void multiply_many(PanelProduct p) {
    const int64_t tiles = (p.rows + most_rows<Format, V> - 1) / most_rows<Format, V>;
    for (; p.panels > 0; move_to_panel<V>(p, 1)) {
        for (int64_t word = 0; word < p.words; word += block_words<V>) {
            const int64_t words = p.words - word < block_words<V> ? p.words - word : block_words<V>;
            for (int64_t tile = 0; tile < tiles; ++tile) {
                const int64_t row = p.rows * tile / tiles, end = p.rows * (tile + 1) / tiles;
                PanelProduct part = p;
                part.weights += word * V * vector_floats;
                part.operands += row * p.operand_stride + word * Format::factors;
                part.sums.data = p.sums.at(0, row);
                if (word > 0) {
                    part.initial = {part.sums.data, p.sums.panel_stride, p.sums.row_stride};
                } else if (p.initial.data != nullptr) {
                    part.initial.data += row * p.initial.row_stride;
                }
                tile_for<Format, V, false, most_rows<Format, V>>(end - row)(part, words);
            }
        }
    }
}

template <class Format>
void multiply_panels(const PanelProduct &p) {
    if (p.vectors == 2) {
        p.rows <= most_rows<Format, 2> ? multiply_few<Format, 2>(p) : multiply_many<Format, 2>(p);
    } else if (p.vectors == 3) {
        p.rows <= most_rows<Format, 3> ? multiply_few<Format, 3>(p) : multiply_many<Format, 3>(p);
    } else {
        p.rows <= most_rows<Format, 4> ? multiply_few<Format, 4>(p) : multiply_many<Format, 4>(p);
    }
}

}  // namespace timbrel::TIMBREL_ISA
