// SPDX-License-Identifier: Apache-2.0
// Layer norm of the sums of U (m h) in the resident kernels. A slot's row of 4 H sums lies in all
// blocks of a team: each tells all what its own come to, and all put that together in the same
// order, so that they go on with the same bits.
//
// Forward a block tells the mean of its sums and the sum of their squared distances from it, which
// large sums close to each other leave exact (Chan, Golub and LeVeque 1983). Back it tells the sums
// that the derivative takes over a row. A warp has a slot at a time, its lanes the rows or blocks.
#pragma once

#include "../../common/layer_norm.h"
#include "norm_layout.h"
#include "reduce.h"

namespace timbrel {

// What all of a slot's row comes to: forward mean and rstd, back the means of the gradients and of
// the gradients times normed.
struct Moments {
    float first, second;
};

class TeamNorm {
public:
    // H: of the layer. rank: of the block, of so many with so many units each.
    __device__ __forceinline__ TeamNorm(const NormLayout &layout, unsigned char *shared, int H,
            int rank, int blocks, int units, int slots)
        : layout_(layout),
          shared_(shared),
          H_(H),
          rank_(rank),
          blocks_(blocks),
          units_(units),
          slots_(slots) {}

    // All threads; a barrier must follow.
    __device__ __forceinline__ void begin(const float *norm_hh) const {
        auto *const gains = reinterpret_cast<float *>(shared_ + layout_.gains);
        for (int k = static_cast<int>(threadIdx.x); k < gates * units_;
                k += static_cast<int>(blockDim.x)) {
            const int unit = rank_ * units_ + k / gates;
            gains[k] = unit < H_ ? norm_hh[static_cast<int64_t>(k % gates) * H_ + unit] : 0.0f;
        }
    }

    // Of a unit of the block, and of one in a slot: a float a gate.
    __device__ __forceinline__ const float4 &gains(int unit) const {
        return reinterpret_cast<const float4 *>(shared_ + layout_.gains)[unit];
    }
    __device__ __forceinline__ float4 &values(int slot, int unit) const {
        return row(layout_.values, slot)[unit];
    }
    __device__ __forceinline__ float4 &normed(int slot, int unit) const {
        return row(layout_.normed, slot)[unit];
    }

    // Behind agree() or agree_back(), and a barrier.
    __device__ __forceinline__ Moments moments(int slot) const { return agreed()[slot]; }
    __device__ __forceinline__ float4 normalised(int slot, int unit) const {
        const float4 sums = values(slot, unit);
        const Moments m = moments(slot);
        return {(sums.x - m.first) * m.second, (sums.y - m.first) * m.second,
                (sums.z - m.first) * m.second, (sums.w - m.first) * m.second};
    }
    // rstd of the way forward, which the caller sets.
    __device__ __forceinline__ float &deviation(int slot) const {
        return reinterpret_cast<float *>(shared_ + layout_.deviations)[slot];
    }

    // Forward, behind a barrier that has all values there. All warps, as everywhere from here on.
    template <typename Exchange>
    __device__ __forceinline__ void send(
            Exchange &exchange, const Channel &statistics, int step) const {
        // Units behind the layer's are no part of its row.
        const int count = sums_of(rank_);
        for (int slot = warp(); slot < slots_; slot += warps()) {
            const auto *const sums = reinterpret_cast<const float *>(&values(slot, 0));
            float sum = 0, squares = 0;
            for (int k = lane(); k < count; k += lanes_per_warp) {
                sum += sums[k];
            }
            sum = warp_sum(sum);
            const float mean = count > 0 ? sum / static_cast<float>(count) : 0.0f;
            for (int k = lane(); k < count; k += lanes_per_warp) {
                const float distance = sums[k] - mean;
                squares = fmaf(distance, distance, squares);
            }
            send(exchange, statistics, step, slot, mean, warp_sum(squares));
        }
    }

    // words: all blocks'. A barrier must follow, as behind agree_back().
    __device__ __forceinline__ void agree(const uint32_t *words) const {
        const float share = 1 / static_cast<float>(gates * H_);
        for (int slot = warp(); slot < slots_; slot += warps()) {
            const Moments *const told = told_of(words, slot);
            float sum = 0, squares = 0;
            for (int source = lane(); source < blocks_; source += lanes_per_warp) {
                sum = fmaf(static_cast<float>(sums_of(source)), told[source].first, sum);
            }
            const float mean = warp_sum(sum) * share;
            for (int source = lane(); source < blocks_; source += lanes_per_warp) {
                const float distance = told[source].first - mean;
                squares += fmaf(static_cast<float>(sums_of(source)) * distance, distance,
                        told[source].second);
            }
            const float variance = warp_sum(squares) * share;
            if (lane() == 0) {
                agreed()[slot] = {mean, 1 / sqrtf(variance + layer_norm_epsilon)};
            }
        }
    }

    // Back, behind a barrier that has all values and normed there; those of units behind the
    // layer's are zeros.
    template <typename Exchange>
    __device__ __forceinline__ void send_back(
            Exchange &exchange, const Channel &statistics, int step) const {
        for (int slot = warp(); slot < slots_; slot += warps()) {
            const auto *const gradients = reinterpret_cast<const float *>(&values(slot, 0));
            const auto *const along = reinterpret_cast<const float *>(&normed(slot, 0));
            float sum = 0, sum_along = 0;
            for (int k = lane(); k < gates * units_; k += lanes_per_warp) {
                sum += gradients[k];
                sum_along = fmaf(gradients[k], along[k], sum_along);
            }
            send(exchange, statistics, step, slot, warp_sum(sum), warp_sum(sum_along));
        }
    }

    __device__ __forceinline__ void agree_back(const uint32_t *words) const {
        const float share = 1 / static_cast<float>(gates * H_);
        for (int slot = warp(); slot < slots_; slot += warps()) {
            const Moments *const told = told_of(words, slot);
            float sum = 0, sum_along = 0;
            for (int source = lane(); source < blocks_; source += lanes_per_warp) {
                sum += told[source].first;
                sum_along += told[source].second;
            }
            const Moments moments = {warp_sum(sum) * share, warp_sum(sum_along) * share};
            if (lane() == 0) {
                agreed()[slot] = moments;
            }
        }
    }

private:
    static constexpr int gates = 4;

    __device__ __forceinline__ static int lane() {
        return static_cast<int>(threadIdx.x) % lanes_per_warp;
    }
    __device__ __forceinline__ static int warp() {
        return static_cast<int>(threadIdx.x) / lanes_per_warp;
    }
    __device__ __forceinline__ static int warps() {
        return static_cast<int>(blockDim.x) / lanes_per_warp;
    }

    __device__ __forceinline__ float4 *row(int place, int slot) const {
        return reinterpret_cast<float4 *>(shared_ + place) + slot * (units_ + 1);
    }
    __device__ __forceinline__ Moments *agreed() const {
        return reinterpret_cast<Moments *>(shared_ + layout_.moments);
    }
    __device__ __forceinline__ const Moments *told_of(const uint32_t *words, int slot) const {
        return reinterpret_cast<const Moments *>(words) + slot * blocks_;
    }

    // How many of the layer's sums are a block's.
    __device__ __forceinline__ int sums_of(int block) const {
        const int left = H_ - block * units_;
        return gates * (left < 0 ? 0 : left < units_ ? left : units_);
    }

    // Half of the warp sends the one, the other half the other, each lane to a block of a cluster.
    template <typename Exchange>
    __device__ __forceinline__ void send(Exchange &exchange, const Channel &statistics, int step,
            int slot, float first, float second) const {
        constexpr int half = lanes_per_warp / 2;
        const int which = lane() / half;
        exchange.send_all(statistics, step, (slot * blocks_ + rank_) * 2 + which,
                static_cast<uint32_t>(bits_of_float(which == 0 ? first : second)), lane() % half,
                half);
    }

    const NormLayout &layout_;
    unsigned char *shared_;
    int H_, rank_, blocks_, units_, slots_;
};

}  // namespace timbrel
