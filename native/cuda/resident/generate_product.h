// SPDX-License-Identifier: Apache-2.0
// Products of a block's rows and what goes into them, by all of its warps: each multiplies its
// chunks of k. Of one product a warp keeps some groups of weights in registers.
#pragma once

#include "fragments.h"
#include "generate_layout.h"

namespace timbrel {

// A block's weights.
struct BlockWeights {
    const uint4 *packed;  // all of them, in global memory
    uint4 *shared;
};

__device__ __forceinline__ int lane_of_thread() {
    return static_cast<int>(threadIdx.x) % lanes_per_warp;
}
__device__ __forceinline__ int warp_of_thread() {
    return static_cast<int>(threadIdx.x) / lanes_per_warp;
}

// The groups of p that belong there go into shared memory. Ends without a barrier.
__device__ __forceinline__ void share_weights(
        const BlockWeights &weights, const ResidentProduct &p) {
    const uint4 *const from = weights.packed + (p.first + p.kept * p.warps) * fragment_lanes;
    uint4 *const to = weights.shared + p.shared_first * fragment_lanes;
    for (int k = static_cast<int>(threadIdx.x); k < p.shared * p.warps * fragment_lanes;
            k += resident_threads) {
        to[k] = from[k];
    }
}

// A product by a warp. Sums go to partials [warps][tiles][16 rows][8 slots], from an operand
// [chunks][64 words] of 8 slots.
template <tb_precision precision>
class WarpProduct {
public:
    using Tile = Fragments<precision>;
    static constexpr int set_tiles = tiles_of_set(precision);

    __device__ __forceinline__ WarpProduct(
            const ResidentProduct &p, const uint32_t *operand, float *partials)
        : p_(p),
          count_(p.chunks - warp_of_thread() * p.warp_chunks),
          operand_(operand + warp_of_thread() * p.warp_chunks * operand_words),
          sums_of_warp_(partials + warp_of_thread() * p.tiles * sums_of_tile) {
        count_ = count_ < p.warp_chunks ? count_ : p.warp_chunks;
        clear();
    }

    // What registers keep, of a warp that has chunks: [registers]
    template <int registers>
    __device__ __forceinline__ void add_kept(const uint4 *kept) {
#pragma unroll
        for (int step = 0; step < registers / set_tiles; ++step) {
            if (tile_ < p_.tiles) {
                if (chunk_ < count_) {
                    add(kept + step * set_tiles);
                }
                next();
            }
        }
    }

    // All that is left, likewise.
    __device__ __forceinline__ void add_others(const BlockWeights &weights) {
        const int shared_end = p_.kept + p_.shared;
        while (tile_ < p_.tiles) {
            const int tiles = p_.tiles - tile_ < set_tiles ? p_.tiles - tile_ : set_tiles;
#pragma unroll 2
            for (; chunk_ < count_; ++chunk_, group_ += tiles) {
                const uint4 *const from =
                        group_ + tiles <= shared_end
                                ? weights.shared + place(p_.shared_first, group_ - p_.kept)
                                : weights.packed + place(p_.first, group_);
                uint4 groups[set_tiles];
#pragma unroll
                for (int i = 0; i < set_tiles; ++i) {
                    if (i < tiles) {
                        groups[i] = from[i * p_.warps * fragment_lanes];
                    }
                }
                add(groups);
            }
            end_set();
        }
    }

    // Takes what add_kept adds.
    template <int registers>
    __device__ __forceinline__ void keep(const BlockWeights &weights, uint4 *kept) {
#pragma unroll
        for (int step = 0; step < registers / set_tiles; ++step) {
#pragma unroll
            for (int i = 0; i < set_tiles; ++i) {
                kept[step * set_tiles + i] = {0, 0, 0, 0};
                if (warp_of_thread() < p_.warps && tile_ + i < p_.tiles) {
                    kept[step * set_tiles + i] = weights.packed[place(p_.first, group_ + i)];
                }
            }
            skip();
        }
    }

private:
    // A lane's place in fragments from `first` on, in a group behind that.
    __device__ __forceinline__ int place(int first, int group) const {
        return (first + group * p_.warps + warp_of_thread()) * fragment_lanes + lane_of_thread();
    }

    __device__ __forceinline__ void clear() {
#pragma unroll
        for (auto &of_tile : sums_) {
            Tile::clear(of_tile);
        }
    }

    // The products of a chunk and the set's tiles.
    __device__ __forceinline__ void add(const uint4 *weights) {
        const auto operand = Tile::operand(operand_ + chunk_ * operand_words, lane_of_thread());
#pragma unroll
        for (int i = 0; i < set_tiles; ++i) {
            if (tile_ + i < p_.tiles) {
                Tile::add(sums_[i], weights[i], operand);
            }
        }
    }

    // Behind a chunk.
    __device__ __forceinline__ void next() {
        const int left = p_.tiles - tile_;
        group_ += left < set_tiles ? left : set_tiles;
        if (++chunk_ == p_.warp_chunks) {
            end_set();
        }
    }
    __device__ __forceinline__ void skip() {
        const int left = p_.tiles - tile_;
        group_ += left < 0 ? 0 : left < set_tiles ? left : set_tiles;
        if (++chunk_ == p_.warp_chunks) {
            chunk_ = 0;
            tile_ += set_tiles;
        }
    }

    // Stores the set's sums, and begins with the next one.
    __device__ __forceinline__ void end_set() {
        const int left = p_.tiles - tile_;
#pragma unroll
        for (int i = 0; i < set_tiles; ++i) {
            if (i < left) {
                Tile::store(sums_[i], lane_of_thread(), sums_of_warp_ + (tile_ + i) * sums_of_tile);
            }
        }
        clear();
        group_ += (p_.warp_chunks - chunk_) * (left < set_tiles ? left : set_tiles);
        chunk_ = 0;
        tile_ += set_tiles;
    }

    const ResidentProduct &p_;
    int count_;  // the warp's chunks
    const uint32_t *operand_;
    float *sums_of_warp_;
    typename Tile::Sums sums_[set_tiles];
    int tile_ = 0, chunk_ = 0,
        group_ = 0;  // of the set the first tile; of the chunk the first group
};

// A product none of which is in registers: one piece of code for all of them.
template <tb_precision precision>
__device__ __noinline__ void multiply(const ResidentProduct p, const BlockWeights weights,
        const uint32_t *operand, float *partials) {
    if (warp_of_thread() < p.warps) {
        WarpProduct<precision>(p, operand, partials).add_others(weights);
    }
}

// The sum of all warps' sums of a row and a slot: place row * 8 + slot.
__device__ __forceinline__ float sum_of_warps(
        const ResidentProduct &p, const float *partials, int place, float sum) {
    float of_warp[resident_warps];
#pragma unroll
    for (int warp = 0; warp < resident_warps; ++warp) {
        of_warp[warp] = warp < p.warps ? partials[warp * p.tiles * sums_of_tile + place] : 0.0f;
    }
#pragma unroll
    for (int warp = 0; warp < resident_warps; ++warp) {
        sum += of_warp[warp];
    }
    return sum;
}

}  // namespace timbrel
