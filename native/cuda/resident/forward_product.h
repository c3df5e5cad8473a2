// SPDX-License-Identifier: Apache-2.0
// A thread's part of a block's weights, where they are, and their product with a step's operand.
#pragma once

#include "forward_layout.h"
#include "fragments.h"

namespace timbrel {

// W_hh [4 H,H], of which a block has the rows of some units.
struct ForwardMatrix {
    const float *w_hh;
    int H, first_unit, units;

    // Rows and k behind the matrix's ends, which a layout rounds up, are zeros.
    __device__ __forceinline__ float at(int row, int k) const {
        const int gate = row / units, unit = first_unit + row % units;
        return unit < H && k < H ? w_hh[(static_cast<int64_t>(gate) * H + unit) * H + k] : 0.0f;
    }
};

// registers: groups of 16 bytes that stay there, which are all in this object.
template <tb_precision precision, int registers>
class ForwardProduct {
public:
    __device__ __forceinline__ ForwardProduct(
            const ForwardLayout &layout, const ForwardMatrix &matrix, unsigned char *shared)
        : layout_(layout),
          matrix_(matrix),
          shared_(reinterpret_cast<uint4 *>(shared + layout.weights) + threadIdx.x),
          lane_(static_cast<int>(threadIdx.x) % fragment_lanes),
          warp_(static_cast<int>(threadIdx.x) / fragment_lanes),
          first_chunk_(warp_ * layout.warp_chunks) {
        const int left = layout.chunks - first_chunk_;
        own_chunks_ = left < 0 ? 0 : left < layout.warp_chunks ? left : layout.warp_chunks;
#pragma unroll
        for (uint4 &group : kept_) {
            group = {0, 0, 0, 0};
        }
        int place = 0, step = 0;
        for (int set = 0; set < layout_.sets; ++set) {
            for (int chunk = 0; chunk < own_chunks_; ++chunk, ++step) {
                for (int m = 0; m < tiles_of(set); ++m) {
                    const uint4 group = read(set * set_tiles + m, chunk);
                    if (step < kept_steps) {
                        keep(step * set_tiles + m, group);
                    } else if (place < layout_.shared_groups) {
                        shared_[place++ * resident_threads] = group;
                    }
                }
            }
        }
    }

    // The warp's sums of all rows and of the slots of `count` tiles, 1 or 2, from first_tile on:
    // partials [count][8 warps][rows][8 slots], at `of tile 0`.
    __device__ __forceinline__ void multiply(
            const uint32_t *operand, int first_tile, int count, float *partials) const {
        Sums sums;
        clear(sums);
        const uint32_t *const own =
                operand + (first_tile * layout_.chunks + first_chunk_) * operand_words;
        const bool both = count > 1;
        int set = 0, chunk = 0;
#pragma unroll
        for (int step = 0; step < kept_steps; ++step) {
            if (set < layout_.sets && own_chunks_ > 0) {
                add(sums, kept_ + step * set_tiles, own + chunk * operand_words, tiles_of(set),
                        both);
                if (++chunk == own_chunks_) {
                    store(sums, set, both, partials);
                    ++set;
                    chunk = 0;
                }
            }
        }
        int place = 0;
        for (; set < layout_.sets; ++set, chunk = 0) {
            const int tiles = tiles_of(set);
            for (; chunk < own_chunks_; ++chunk) {
                uint4 weights[set_tiles];
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles) {
                        weights[m] = place < layout_.shared_groups
                                             ? shared_[place * resident_threads]
                                             : read(set * set_tiles + m, chunk);
                        ++place;
                    }
                }
                add(sums, weights, own + chunk * operand_words, tiles, both);
            }
            store(sums, set, both, partials);
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

    __device__ __forceinline__ int tiles_of(int set) const {
        const int left = layout_.row_tiles - set * set_tiles;
        return left < set_tiles ? left : set_tiles;
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

    // A group from W_hh itself.
    __device__ __forceinline__ uint4 read(int tile, int chunk) const {
        uint32_t words[fragment_words];
#pragma unroll
        for (int i = 0; i < fragment_words; ++i) {
            const FragmentPlace place = F::place(lane_, i);
            const int row = tile * fragment_rows + place.row;
            const int k = (first_chunk_ + chunk) * F::depth + place.k;
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

    __device__ __forceinline__ void store(Sums &sums, int set, bool both, float *partials) const {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                if (m < tiles_of(set) && (s == 0 || both)) {
                    const int tile = ((s * resident_warps + warp_) * layout_.row_tiles +
                                      set * set_tiles + m);
                    F::store(sums.of[s][m], lane_, partials + tile * sums_of_tile);
                }
            }
        }
        clear(sums);
    }

    const ForwardLayout &layout_;
    ForwardMatrix matrix_;
    uint4 *shared_;
    int lane_, warp_, first_chunk_, own_chunks_;
    uint4 kept_[registers > 0 ? registers : 1];
};

}  // namespace timbrel
