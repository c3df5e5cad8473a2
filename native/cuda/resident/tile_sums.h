// SPDX-License-Identifier: Apache-2.0
// The sums of a set of tiles, which a warp of the resident kernels of a recurrent layer has in
// registers while it multiplies.
#pragma once

#include "forward_layout.h"
#include "fragments.h"

namespace timbrel {

// A warp's sums of a set's tiles, and of so many tiles of slots: of one or of both, where two are
// kept at once.
template <tb_precision precision>
class TileSums {
public:
    using F = Fragments<precision>;
    static constexpr int set_tiles = tiles_of_set(precision);
    static constexpr int at_once = slot_tiles_at_once(precision);

    __device__ __forceinline__ TileSums() { clear(); }

    __device__ __forceinline__ void clear() {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                F::clear(of_[s][m]);
            }
        }
    }

    // The products of a chunk with `tiles` tiles' weights. operand: the first tile of slots'; the
    // other's is so many words behind it.
    __device__ __forceinline__ void add(const uint4 *weights, int tiles, const uint32_t *operand,
            int words_of_tile, bool both, int lane) {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
            if (s == 0 || both) {
                const typename F::Operand slots = F::operand(operand + s * words_of_tile, lane);
#pragma unroll
                for (int m = 0; m < set_tiles; ++m) {
                    if (m < tiles) {
                        F::add(of_[s][m], weights[m], slots);
                    }
                }
            }
        }
    }

    // take(m, s, sums): of tile m of the set and tile s of slots.
    template <typename Take>
    __device__ __forceinline__ void each(int tiles, bool both, Take take) const {
#pragma unroll
        for (int s = 0; s < at_once; ++s) {
#pragma unroll
            for (int m = 0; m < set_tiles; ++m) {
                if (m < tiles && (s == 0 || both)) {
                    take(m, s, of_[s][m]);
                }
            }
        }
    }

private:
    typename F::Sums of_[at_once][set_tiles];
};

}  // namespace timbrel
