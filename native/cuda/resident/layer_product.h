// SPDX-License-Identifier: Apache-2.0
// A warp's part of the weights of a recurrent layer, where they are, and their product with a
// step's operand: for the resident kernels of both ways.
#pragma once

#include "hints.h"
#include "tile_sums.h"

namespace timbrel {

// Tiles of 16 rows by chunks of k.
struct WarpPart {
    int tiles, chunks;
};

// The warp goes over its weights set by set, a set being a few tiles, and in a set chunk by chunk.
// Groups of the first `registers` / set_tiles of these steps stay in registers, which are all in
// this object; the next in shared memory; what is left is read from the matrix.
//
// Matrix: of the warp's tile n and a chunk of k, group(n, chunk) is the lane's group. For tiles
// behind the last it is anything.
template <tb_precision precision, int registers, typename Matrix>
class LayerProduct {
public:
    using F = Fragments<precision>;
    using Sums = TileSums<precision>;

    // shared: the block's room for shared_groups groups of each of its threads.
    __device__ __forceinline__ LayerProduct(
            const Matrix &matrix, const WarpPart &part, void *shared, int shared_groups)
        : matrix_(matrix),
          part_(part),
          shared_(static_cast<uint4 *>(shared) + threadIdx.x),
          shared_groups_(shared_groups) {
        int first = 0, chunk = 0;
        const auto next = [&] {
            if (++chunk >= part_.chunks) {
                first += set_tiles;
                chunk = 0;
            }
        };
        const bool any = part_.chunks > 0;
#pragma unroll
        for (int step = 0; step < kept_steps; ++step) {
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                const bool is_there = any && first + m < part_.tiles;
                kept_[step * set_tiles + m] =
                        is_there ? matrix_.group(first + m, chunk) : uint4{0, 0, 0, 0};
            }
            next();
        }
        for (int place = 0; any && first < part_.tiles && place < shared_groups_; next()) {
            uint4 groups[set_tiles];
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                if (first + m < part_.tiles) {
                    groups[m] = matrix_.group(first + m, chunk);
                }
            }
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                if (first + m < part_.tiles && place < shared_groups_) {
                    shared_[place++ * resident_threads] = groups[m];
                }
            }
        }
    }

    // operand: the part's first chunk of a tile of slots; that of the next tile, which is
    // multiplied too where `both`, is words_of_tile behind it. take(n, s, sums) gets the sums of
    // the warp's tile n and tile s of slots, 0 or 1.
    template <typename Take>
    __device__ __forceinline__ void multiply(
            const uint32_t *operand, int words_of_tile, bool both, int lane, Take take) const {
        int place = 0, before = 0;  // steps of earlier sets
        for (int first = 0; first < part_.tiles; first += set_tiles, before += part_.chunks) {
            const int left = part_.tiles - first, tiles = left < set_tiles ? left : set_tiles;
            Sums sums;
#pragma unroll
            for (int step = 0; step < kept_steps; ++step) {
                const int chunk = step - before;
                if (chunk >= 0 && chunk < part_.chunks) {
                    sums.add(kept_ + step * set_tiles, tiles, operand + chunk * operand_words,
                            words_of_tile, both, lane);
                }
            }
            const int kept = kept_steps - before;
            for (int chunk = kept > 0 ? kept : 0; chunk < part_.chunks; ++chunk) {
                uint4 weights[set_tiles];
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles) {
                        weights[m] = place < shared_groups_
                                             ? shared_[place * resident_threads]
                                             : matrix_.group(opaque(first + m), chunk);
                        ++place;
                    }
                }
                sums.add(
                        weights, tiles, operand + chunk * operand_words, words_of_tile, both, lane);
            }
            sums.each(tiles, both, [&](int m, int s, const typename F::Sums &of_tile) {
                take(first + m, s, of_tile);
            });
        }
    }

private:
    static constexpr int set_tiles = tiles_of_set(precision);
    static constexpr int kept_steps = registers / set_tiles;

    Matrix matrix_;
    WarpPart part_;
    uint4 *shared_;
    int shared_groups_;
    uint4 kept_[registers > 0 ? registers : 1];
};

// A lane's group from a matrix whose weight of a row and k is at(row, k).
template <tb_precision precision, typename At>
__device__ __forceinline__ uint4 group_of(int first_row, int first_k, int lane, At at) {
    using F = Fragments<precision>;
    uint32_t words[fragment_words];
#pragma unroll
    for (int i = 0; i < fragment_words; ++i) {
        const FragmentPlace place = F::place(lane, i);
        const int row = first_row + place.row, k = first_k + place.k;
        words[i] = F::word(at(row, k), F::pairs ? at(row, k + 1) : 0.0f);
    }
    return {words[0], words[1], words[2], words[3]};
}

}  // namespace timbrel
