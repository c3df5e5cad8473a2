// SPDX-License-Identifier: Apache-2.0
// A thread's part of a block's weights on the way back, where they are, and their product with the
// gradients of the block's gates, whose sums it sends on.
#pragma once

#include "backward_layout.h"
#include "fragments.h"

namespace timbrel {

// W_hh [4 H,H], transposed: of gate g of unit u of the block, to which rows go.
struct BackwardMatrix {
    const float *w_hh;
    int H, first_unit;

    // Rows and gates behind the layer's units, which a layout rounds up, are zeros.
    __device__ __forceinline__ float at(int row, int k) const {
        const int gate = k % lstm_gates, unit = first_unit + k / lstm_gates;
        return row < H && unit < H ? w_hh[(static_cast<int64_t>(gate) * H + unit) * H + row] : 0.0f;
    }
};

// registers: groups of 16 bytes that stay there, which are all in this object.
template <tb_precision precision, int registers>
class BackwardProduct {
public:
    __device__ __forceinline__ BackwardProduct(const BackwardLayout &layout,
            const BackwardMatrix &matrix, int rank, unsigned char *shared)
        : layout_(layout),
          matrix_(matrix),
          shared_(reinterpret_cast<uint4 *>(shared + layout.weights) + threadIdx.x),
          lane_(static_cast<int>(threadIdx.x) % fragment_lanes) {
        const int warp = static_cast<int>(threadIdx.x) / fragment_lanes;
        const int before = warp * layout.warp_tiles, left = layout.row_tiles - before;
        own_tiles_ = left < 0 ? 0 : left < layout.warp_tiles ? left : layout.warp_tiles;
        // Every block begins with its own units, so that not all send to one at once.
        first_tile_ = before + rank * layout.units / fragment_rows;
#pragma unroll
        for (uint4 &group : kept_) {
            group = {0, 0, 0, 0};
        }
        int place = 0, step = 0;
        for (int first = 0; first < own_tiles_; first += set_tiles) {
            for (int chunk = 0; chunk < layout_.chunks; ++chunk, ++step) {
                for (int m = 0; m < tiles_from(first); ++m) {
                    const uint4 group = read(first + m, chunk);
                    if (step < kept_steps) {
                        keep(step * set_tiles + m, group);
                    } else if (place < layout_.shared_groups) {
                        shared_[place++ * resident_threads] = group;
                    }
                }
            }
        }
    }

    // The sums of the warp's rows and of all slots. send(row, slot, sum) gets each once.
    template <typename Send>
    __device__ __forceinline__ void multiply(const uint32_t *operand, Send send) const {
        for (int tile = 0; tile < layout_.slot_tiles; tile += at_once) {
            multiply(operand + tile * layout_.chunks * operand_words, tile * fragment_slots,
                    layout_.slot_tiles - tile > 1, send);
        }
    }

private:
    using F = Fragments<precision>;
    static constexpr int set_tiles = tiles_of_set(precision);
    static constexpr int at_once = slot_tiles_at_once(precision);
    static constexpr int kept_steps = registers / set_tiles;

    struct Sums {
        typename F::Sums of[at_once][set_tiles];
    };

    // The warp's tiles from one of them on that are in a set with it.
    __device__ __forceinline__ int tiles_from(int first) const {
        const int left = own_tiles_ - first;
        return left < set_tiles ? left : set_tiles;
    }

    // Which of the layer's tiles is the warp's n-th.
    __device__ __forceinline__ int tile_of(int n) const {
        const int tile = first_tile_ + n;
        return tile < layout_.row_tiles ? tile : tile - layout_.row_tiles;
    }

    template <typename Send>
    __device__ __forceinline__ void multiply(
            const uint32_t *operand, int first_slot, bool both, Send send) const {
        int place = 0, kept = 0;  // of which the set's first weights are
        for (int first = 0; first < own_tiles_; first += set_tiles, kept += layout_.chunks) {
            const int tiles = tiles_from(first);
            Sums sums;
            clear(sums);
#pragma unroll
            for (int step = 0; step < kept_steps; ++step) {
                const int chunk = step - kept;
                if (chunk >= 0 && chunk < layout_.chunks) {
                    add(sums, kept_ + step * set_tiles, operand + chunk * operand_words, tiles,
                            both);
                }
            }
            const int behind = kept_steps - kept;
            for (int chunk = behind > 0 ? behind : 0; chunk < layout_.chunks; ++chunk) {
                uint4 weights[set_tiles];
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles) {
                        weights[m] = place < layout_.shared_groups
                                             ? shared_[place * resident_threads]
                                             : read(first + m, chunk);
                        ++place;
                    }
                }
                add(sums, weights, operand + chunk * operand_words, tiles, both);
            }
#pragma unroll
            for (int s = 0; s < at_once; ++s) {
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles && (s == 0 || both)) {
                        give(sums.of[s][m], tile_of(first + m) * fragment_rows,
                                first_slot + s * fragment_slots, send);
                    }
                }
            }
        }
    }

    // A register has no address that a loop could count.
    __device__ __forceinline__ void keep(int place, const uint4 &group) {
#pragma unroll
        for (int k = 0; k < registers; ++k) {
            if (k == place) {
                kept_[k] = group;
            }
        }
    }

    // A group of the warp's n-th tile from W_hh itself.
    __device__ __forceinline__ uint4 read(int n, int chunk) const {
        uint32_t words[fragment_words];
#pragma unroll
        for (int i = 0; i < fragment_words; ++i) {
            const FragmentPlace place = F::place(lane_, i);
            const int row = tile_of(n) * fragment_rows + place.row;
            const int k = chunk * F::depth + place.k;
            words[i] = F::word(matrix_.at(row, k), F::pairs ? matrix_.at(row, k + 1) : 0.0f);
        }
        return {words[0], words[1], words[2], words[3]};
    }

    __device__ __forceinline__ static void clear(Sums &sums) {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                F::clear(sums.of[s][m]);
            }
        }
    }

    __device__ __forceinline__ void add(
            Sums &sums, const uint4 *weights, const uint32_t *operand, int tiles, bool both) const {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
            if (s == 0 || both) {
                const typename F::Operand slots =
                        F::operand(operand + s * layout_.chunks * operand_words, lane_);
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles) {
                        F::add(sums.of[s][m], weights[m], slots);
                    }
                }
            }
        }
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
    BackwardMatrix matrix_;
    uint4 *shared_;
    int lane_, own_tiles_, first_tile_;
    uint4 kept_[registers > 0 ? registers : 1];
};

}  // namespace timbrel
