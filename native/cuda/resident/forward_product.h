// SPDX-License-Identifier: Apache-2.0
// A warp's part of a block's weights on the way forward, and its sums of a step.
#pragma once

#include "layer_product.h"

namespace timbrel {

// W_hh [4 H,H], of which a block has the rows of some units, and a warp some tiles of them and some
// k.
template <tb_precision precision>
struct ForwardMatrix {
    const float *w_hh;
    int H, first_unit, units, first_tile, first_chunk, lane;

    __device__ __forceinline__ uint4 group(int tile, int chunk) const {
        return group_of<precision>((first_tile + tile) * fragment_rows,
                (first_chunk + chunk) * Fragments<precision>::depth, lane,
                [this](int row, int k) { return at(row, k); });
    }

private:
    // Rows and k behind the matrix's ends, which a layout rounds up, are zeros.
    __device__ __forceinline__ float at(int row, int k) const {
        const int gate = (row >= units) + (row >= 2 * units) + (row >= 3 * units);
        const int unit = first_unit + row - gate * units;
        return unit < H && k < H ? w_hh[(static_cast<int64_t>(gate) * H + unit) * H + k] : 0.0f;
    }
};

template <tb_precision precision, int registers>
class ForwardProduct {
public:
    // A block's units begin with first_unit.
    __device__ __forceinline__ ForwardProduct(const ForwardLayout &layout, const float *w_hh, int H,
            int first_unit, unsigned char *shared)
        : layout_(layout),
          lane_(static_cast<int>(threadIdx.x) % fragment_lanes),
          k_part_(static_cast<int>(threadIdx.x) / fragment_lanes % layout.k_parts),
          first_tile_(static_cast<int>(threadIdx.x) / fragment_lanes / layout.k_parts *
                      layout.warp_tiles),
          product_({w_hh, H, first_unit, layout.units, first_tile_, k_part_ * layout.warp_chunks,
                           lane_},
                  {part(layout.row_tiles - first_tile_, layout.warp_tiles),
                          part(layout.chunks - k_part_ * layout.warp_chunks, layout.warp_chunks)},
                  shared + layout.weights, layout.shared_groups) {}

    // The warp's sums of its rows and of the slots of `count` tiles, 1 or 2, from first_tile on:
    // partials [count][k_parts][rows][8 slots].
    __device__ __forceinline__ void multiply(
            const uint32_t *operand, int first_tile, int count, float *partials) const {
        const int words_of_tile = layout_.chunks * operand_words;
        const uint32_t *const own = operand + first_tile * words_of_tile +
                                    k_part_ * layout_.warp_chunks * operand_words;
        product_.multiply(own, words_of_tile, count > 1, lane_,
                [&](int n, int slot_tile, const typename F::Sums &sums) {
                    const int part = slot_tile * layout_.k_parts + k_part_;
                    const int tile = part * layout_.row_tiles + first_tile_ + n;
                    F::store(sums, lane_, partials + tile * sums_of_tile);
                });
    }

private:
    using F = Fragments<precision>;

    // Of so many that are left.
    __device__ __forceinline__ static int part(int left, int most) {
        return left < 0 ? 0 : left < most ? left : most;
    }

    const ForwardLayout &layout_;
    int lane_, k_part_, first_tile_;
    LayerProduct<precision, registers, ForwardMatrix<precision>> product_;
};

}  // namespace timbrel
