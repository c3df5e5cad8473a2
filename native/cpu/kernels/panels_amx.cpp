// SPDX-License-Identifier: Apache-2.0
// Panels of bf16 weights times rows with AMX. Sixteen pairs of a panel's column and a vector of its
// columns are a tile as they lie; so are sixteen pairs of up to sixteen rows. All rows go this way,
// also a single one, so that a row's bits do not depend on how many there are.
#include "panels_bf16.h"

#if defined(__AMX_BF16__)
#include <immintrin.h>

namespace timbrel::TIMBREL_ISA {
namespace {

// Intel's manual, volume 1, section 18.2: what LDTILECFG reads.
struct alignas(64) TileShapes {
    uint8_t palette, start_row;
    uint8_t reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

constexpr int64_t most_rows = 16;
constexpr int operand_tile = 4, weight_tile = 5;  // sums are tiles 0..3

void shape_tiles(int64_t rows) {
    TileShapes shapes = {};
    shapes.palette = 1;
    for (int tile = 0; tile <= weight_tile; ++tile) {
        shapes.row_bytes[tile] = 64;
        shapes.rows[tile] = static_cast<uint8_t>(tile == weight_tile ? pairs_together : rows);
    }
    _tile_loadconfig(&shapes);
}

// The compiler's intrinsics take numbers of tiles as text only.
template <int tile>
void load_tile(const float *from, int64_t stride) {
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(stride), "i"(tile) : "memory");
}

template <int tile>
void store_tile(float *to, int64_t stride) {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(stride), "i"(tile) : "memory");
}

template <int tile>
void zero_tile() {
    asm volatile("tilezero %%tmm%c0" ::"i"(tile));
}

// tile += operand_tile * weight_tile.
template <int tile>
void add_tile_products() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(tile), "i"(operand_tile),
            "i"(weight_tile));
}

int64_t bytes(int64_t floats) {
    return floats * static_cast<int64_t>(sizeof(float));
}

template <int tile>
void load_sums(const PanelProduct &p) {
    if (p.initial.data != nullptr) {
        load_tile<tile>(p.initial.data + tile * vector_floats, bytes(p.initial.row_stride));
    } else {
        zero_tile<tile>();
    }
}

template <int tile>
void add_products(const float *weights, int64_t stride) {
    load_tile<weight_tile>(weights + tile * vector_floats, stride);
    add_tile_products<tile>();
}

template <int tile>
void store_sums(const PanelProduct &p) {
    store_tile<tile>(p.sums.data + tile * vector_floats, bytes(p.sums.row_stride));
}

template <int V>
void multiply_panel(const PanelProduct &p) {
    load_sums<0>(p);
    load_sums<1>(p);
    if constexpr (V > 2) {
        load_sums<2>(p);
    }
    if constexpr (V > 3) {
        load_sums<3>(p);
    }
    const float *weights = p.weights;
    const int64_t width = V * vector_floats, stride = bytes(width);
    for (int64_t word = 0; word < p.words; word += pairs_together) {
        load_tile<operand_tile>(p.operands + word, bytes(p.operand_stride));
        add_products<0>(weights, stride);
        add_products<1>(weights, stride);
        if constexpr (V > 2) {
            add_products<2>(weights, stride);
        }
        if constexpr (V > 3) {
            add_products<3>(weights, stride);
        }
        weights += pairs_together * width;
    }
    store_sums<0>(p);
    store_sums<1>(p);
    if constexpr (V > 2) {
        store_sums<2>(p);
    }
    if constexpr (V > 3) {
        store_sums<3>(p);
    }
}

template <int V>
void multiply_all(const PanelProduct &p) {
    const int64_t width = V * vector_floats;
    int64_t shaped = 0;
    for (int64_t panel = 0; panel < p.panels; ++panel) {
        for (int64_t row = 0; row < p.rows; row += most_rows) {
            const int64_t rows = p.rows - row < most_rows ? p.rows - row : most_rows;
            if (rows != shaped) {
                shape_tiles(rows);
                shaped = rows;
            }
            PanelProduct part = p;
            part.weights += panel * width * p.words;
            part.operands += row * p.operand_stride;
            if (p.initial.data != nullptr) {
                part.initial.data += panel * p.initial.panel_stride + row * p.initial.row_stride;
            }
            part.sums.data = p.sums.at(panel, row);
            multiply_panel<V>(part);
        }
    }
    if (shaped > 0) {
        _tile_release();
    }
}

}  // namespace

void multiply_tiles(const PanelProduct &p) {
    if (p.vectors == 2) {
        multiply_all<2>(p);
    } else if (p.vectors == 3) {
        multiply_all<3>(p);
    } else {
        multiply_all<4>(p);
    }
}

}  // namespace timbrel::TIMBREL_ISA

#endif
