// SPDX-License-Identifier: Apache-2.0
// The loops behind a PanelFormat, for a Format with
//
//     factors       how many operand words go with one word of weights
//     Operand       one of them in all lanes
//     spread(word)  makes it
//     part<k>(w)    what of a vector of weights the k-th of them is multiplied with
//     add_product   adds that
#pragma once

#include "panels.h"

namespace timbrel::TIMBREL_ISA {

// Sums that are kept in registers. A sum waits four cycles and more for the one before; with eight
// in flight the multipliers have work.
#if defined(__AVX512F__)
constexpr int register_sums = 24;
#else
constexpr int register_sums = 12;
#endif
constexpr int sums_in_flight = 8;

template <int V>
constexpr int most_rows = register_sums / V < 8 ? register_sums / V : 8;

// Panels that some rows are multiplied with side by side.
constexpr int panels_aside(int64_t rows, int V) {
    return static_cast<int>((sums_in_flight + rows * V - 1) / (rows * V));
}

// Words of a panel's column that all rows are multiplied with before the next are read; they come
// from the second cache then. Longer blocks load and store the sums less often.
template <int V>
constexpr int64_t block_words = 64 * 1024 / (V * TIMBREL_VECTOR_BYTES);

template <class Format, int M, int V, int P>
void multiply_tile(const PanelProduct &p, int64_t words) {
    Vector sums[M][P][V];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int a = 0; a < P; ++a) {
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) {
                sums[m][a][v] = p.initial ? load(p.initial + m * p.initial_stride +
                                                    (a * V + v) * vector_floats)
                                          : Vector{};
            }
        }
    }
    const float *operands = p.operands;
    const float *weights = p.weights;
    const int64_t stride = p.operand_stride, panel = p.words * V * vector_floats;
    for (int64_t k = 0; k < words; ++k) {
        Vector w[P][V];
#pragma GCC unroll 4
        for (int a = 0; a < P; ++a) {
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) {
                w[a][v] = load(weights + a * panel + v * vector_floats);
            }
        }
#pragma GCC unroll 2
        for (int f = 0; f < Format::factors; ++f) {
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m) {
                const typename Format::Operand x = Format::spread(operands[m * stride + f]);
#pragma GCC unroll 4
                for (int a = 0; a < P; ++a) {
#pragma GCC unroll 4
                    for (int v = 0; v < V; ++v) {
                        Format::add_product(sums[m][a][v], x, Format::part(w[a][v], f));
                    }
                }
            }
        }
        weights += V * vector_floats;
        operands += Format::factors;
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int a = 0; a < P; ++a) {
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) {
                store(p.sums + m * p.sums_stride + (a * V + v) * vector_floats, sums[m][a][v]);
            }
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
    return multiply_tile < Format, M, V, aside ? panels_aside(M, V) : 1 > ;
}

template <int V>
void move_to_panel(PanelProduct &p, int64_t panels) {
    const int64_t columns = panels * V * vector_floats;
    p.weights += columns * p.words;
    p.initial = p.initial ? p.initial + columns : nullptr;
    p.sums += columns;
    p.panels -= panels;
}

template <class Format, int V>
void multiply_few(PanelProduct p) {
    const int64_t aside = panels_aside(p.rows, V);
    const MultiplyTile several = tile_for<Format, V, true, most_rows<V>>(p.rows);
    const MultiplyTile one = tile_for<Format, V, false, most_rows<V>>(p.rows);
    while (p.panels > 0) {
        const int64_t panels = p.panels >= aside ? aside : 1;
        (panels == aside ? several : one)(p, p.words);
        move_to_panel<V>(p, panels);
    }
}

// A block of a panel is multiplied with all rows while it is in the first cache.
template <class Format, int V>
void multiply_many(PanelProduct p) {
    const int64_t tiles = (p.rows + most_rows<V> - 1) / most_rows<V>;
    for (; p.panels > 0; move_to_panel<V>(p, 1)) {
        for (int64_t word = 0; word < p.words; word += block_words<V>) {
            const int64_t words = p.words - word < block_words<V> ? p.words - word : block_words<V>;
            for (int64_t tile = 0; tile < tiles; ++tile) {
                const int64_t row = p.rows * tile / tiles, end = p.rows * (tile + 1) / tiles;
                PanelProduct part = p;
                part.weights += word * V * vector_floats;
                part.operands += row * p.operand_stride + word * Format::factors;
                part.sums += row * p.sums_stride;
                if (word > 0) {
                    part.initial = part.sums;
                    part.initial_stride = p.sums_stride;
                } else if (p.initial != nullptr) {
                    part.initial += row * p.initial_stride;
                }
                tile_for<Format, V, false, most_rows<V>>(end - row)(part, words);
            }
        }
    }
}

template <class Format>
void multiply_panels(const PanelProduct &p) {
    if (p.vectors == 2) {
        p.rows <= most_rows<2> ? multiply_few<Format, 2>(p) : multiply_many<Format, 2>(p);
    } else if (p.vectors == 3) {
        p.rows <= most_rows<3> ? multiply_few<Format, 3>(p) : multiply_many<Format, 3>(p);
    } else {
        p.rows <= most_rows<4> ? multiply_few<Format, 4>(p) : multiply_many<Format, 4>(p);
    }
}

}  // namespace timbrel::TIMBREL_ISA
