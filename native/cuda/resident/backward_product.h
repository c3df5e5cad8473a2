// SPDX-License-Identifier: Apache-2.0
// A warp's part of a block's weights on the way back, and their product with the gradients of the
// block's gates, whose sums it sends on.
#pragma once

#include "backward_layout.h"
#include "layer_product.h"

namespace timbrel {

// W_hh [4 H,H], transposed: of gate g of unit u of the block, to which rows go. A warp has some of
// the rows.
template <tb_precision precision>
struct BackwardMatrix {
    const float *w_hh;
    int H, first_unit, first_tile, row_tiles, lane;

    // The first row of the warp's n-th tile.
    __device__ __forceinline__ int row_of(int n) const {
        const int tile = first_tile + n;
        return (tile < row_tiles ? tile : tile - row_tiles) * fragment_rows;
    }

    __device__ __forceinline__ uint4 group(int n, int chunk) const {
        return group_of<precision>(row_of(n), chunk * Fragments<precision>::depth, lane,
                [this](int row, int k) { return at(row, k); });
    }

private:
    // Rows and gates behind the layer's units, which a layout rounds up, are zeros.
    __device__ __forceinline__ float at(int row, int k) const {
        const int gate = k % lstm_gates, unit = first_unit + k / lstm_gates;
        return row < H && unit < H ? w_hh[(static_cast<int64_t>(gate) * H + unit) * H + row] : 0.0f;
    }
};

template <tb_precision precision, int registers>
class BackwardProduct {
public:
    __device__ __forceinline__ BackwardProduct(
            const BackwardLayout &layout, const float *w_hh, int H, int rank, unsigned char *shared)
        : layout_(layout),
          lane_(static_cast<int>(threadIdx.x) % fragment_lanes),
          matrix_(matrix_of(layout, w_hh, H, rank, lane_)),
          product_(matrix_, {tiles_of(layout), layout.chunks}, shared + layout.weights,
                  layout.shared_groups) {}

    // The sums of the warp's rows and of all slots. send(row, slot, sum) gets each once.
    template <typename Send>
    __device__ __forceinline__ void multiply(const uint32_t *operand, Send send) const {
        const int words_of_tile = layout_.chunks * operand_words;
        for (int tile = 0; tile < layout_.slot_tiles; tile += TileSums<precision>::at_once) {
            product_.multiply(operand + tile * words_of_tile, words_of_tile,
                    layout_.slot_tiles - tile > 1, lane_,
                    [&](int n, int slot_tile, const typename F::Sums &sums) {
                        give(sums, matrix_.row_of(n), (tile + slot_tile) * fragment_slots, send);
                    });
        }
    }

private:
    using F = Fragments<precision>;

    __device__ __forceinline__ static int first_of(const BackwardLayout &layout) {
        return static_cast<int>(threadIdx.x) / fragment_lanes * layout.warp_tiles;
    }
    __device__ __forceinline__ static int tiles_of(const BackwardLayout &layout) {
        const int left = layout.row_tiles - first_of(layout);
        return left < 0 ? 0 : left < layout.warp_tiles ? left : layout.warp_tiles;
    }
    // Every block begins with its own units, so that not all send to one at once.
    __device__ __forceinline__ static BackwardMatrix<precision> matrix_of(
            const BackwardLayout &layout, const float *w_hh, int H, int rank, int lane) {
        return {w_hh, H, rank * layout.units,
                first_of(layout) + rank * layout.units / fragment_rows, layout.row_tiles, lane};
    }

    // What the lane has of a tile's sums: where F::store would put them.
    template <typename Send>
    __device__ __forceinline__ void give(
            const typename F::Sums &sums, int first_row, int first_slot, Send send) const {
        if constexpr (precision == TB_FP32) {
            const bool odd = lane_ % 2 != 0;
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                const float own = odd ? sums.of[i + 4] : sums.of[i];
                const float other =
                        __shfl_xor_sync(whole_warp, odd ? sums.of[i] : sums.of[i + 4], 1);
                send(first_row + lane_ / 2, first_slot + (odd ? 4 : 0) + i, own + other);
            }
        } else {
            const int row = first_row + lane_ / 4, slot = first_slot + lane_ % 4 * 2;
            send(row, slot, sums.of[0]);
            send(row, slot + 1, sums.of[1]);
            send(row + 8, slot, sums.of[2]);
            send(row + 8, slot + 1, sums.of[3]);
        }
    }

    const BackwardLayout &layout_;
    int lane_;
    BackwardMatrix<precision> matrix_;
    LayerProduct<precision, registers, BackwardMatrix<precision>> product_;
};

}  // namespace timbrel
