// SPDX-License-Identifier: Apache-2.0
// Exchange between blocks of a cooperative grid: a word of 64 bits in global memory holds a value
// and the step it is of, so that it is its own flag; the threads of a block poll different words,
// two at a time, and copy their values into its shared memory.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../../common/exchange.h"
#include "../reduce.h"
#include "exchange_wait.h"
#include "team.h"

namespace timbrel {

class GridExchange {
public:
    static size_t shared_bytes(const Channels &channels) {
        return 2 * sizeof(uint32_t) * static_cast<size_t>(channels.words);
    }
    static int64_t workspace_bytes(const Channels &channels, int blocks, int64_t teams) {
        return teams * team_words(channels, blocks) * static_cast<int64_t>(sizeof(uint64_t));
    }

    __device__ __forceinline__ GridExchange(const Channels &channels, int blocks, void *shared,
            uint64_t *workspace, int32_t *signal)
        : channels_(channels),
          blocks_(blocks),
          rank_(static_cast<int>(blockIdx.x) % blocks),
          copies_(static_cast<uint32_t *>(shared)),
          words_(workspace +
                  static_cast<int64_t>(blockIdx.x) / blocks * team_words(channels, blocks)),
          signal_(signal) {}

    __device__ __forceinline__ int rank() const { return rank_; }
    __device__ __forceinline__ int blocks() const { return blocks_; }
    __device__ __forceinline__ int team() const { return static_cast<int>(blockIdx.x) / blocks_; }

    __device__ __forceinline__ void begin() { __syncthreads(); }

    // A word says itself that it has come.
    __device__ __forceinline__ void expect(const Channel &, int) {}

    __device__ __forceinline__ void send(
            int rank, const Channel &channel, int step, int word, uint32_t value) {
        publish(words_ + team_copy_of(channels_, channel, rank, step) + word, tagged(value, step));
    }

    __device__ __forceinline__ void send_all(
            const Channel &channel, int step, int word, uint32_t value, int part = 0, int = 1) {
        if (part == 0) {
            send(0, channel, step, word, value);
        }
    }

    template <int pairs_at_once = 2>
    __device__ __forceinline__ bool wait(const Channel &channel, int step) {
        bool here = !stopped_by_host(signal_, waits_++);
        const uint64_t *const from = words_ + team_copy_of(channels_, channel, rank_, step);
        uint32_t *const to = copies_ + copy_of(channel, step);
        Patience patience;
        const int pairs = (channel.expected + 1) / 2;
        for (int first = static_cast<int>(threadIdx.x); here && first < pairs;
                first += pairs_at_once * static_cast<int>(blockDim.x)) {
            here = fetch<pairs_at_once>(from, to, first, channel.expected, step, patience);
        }
        given_up_ = !__syncthreads_and(here);
        return !given_up_;
    }

    __device__ __forceinline__ const uint32_t *words(const Channel &channel, int step) const {
        return copies_ + copy_of(channel, step);
    }

    __device__ __forceinline__ void leave() {
        if (given_up_) {
            tell_stopped(signal_);
        }
    }

private:
    // Copies at_once pairs from `first` on, a block's threads apart, once they have all come. What
    // lies behind the last word of an odd number of them is copied too, and means nothing.
    template <int at_once>
    __device__ __forceinline__ bool fetch(const uint64_t *from, uint32_t *to, int first, int count,
            int step, Patience &patience) const {
        const int pairs = (count + 1) / 2, stride = static_cast<int>(blockDim.x);
        // Every block begins with other words, so that not all ask for the same at once.
        const int begin = static_cast<int>(
                static_cast<unsigned>(rank_ * lanes_per_warp) % static_cast<unsigned>(pairs));
        const auto place_of = [&](int k) {
            const int place = begin + first + k * stride;
            return place < pairs ? place : place - pairs;
        };
        TwoWords found[at_once];
        for (;;) {
            bool all = true;
#pragma unroll
            for (int k = 0; k < at_once; ++k) {
                if (first + k * stride < pairs) {
                    found[k] = look_at_two(from + 2 * place_of(k));
                }
            }
#pragma unroll
            for (int k = 0; k < at_once; ++k) {
                if (first + k * stride < pairs) {
                    all = all && has_tag(found[k].first, step) &&
                          (has_tag(found[k].second, step) || 2 * place_of(k) + 1 == count);
                }
            }
            if (all) {
                break;
            }
            if (!patience.lasts<16>(signal_)) {
                return false;
            }
        }
#pragma unroll
        for (int k = 0; k < at_once; ++k) {
            if (first + k * stride < pairs) {
                reinterpret_cast<uint2 *>(to)[place_of(k)] = {
                        value_of(found[k].first), value_of(found[k].second)};
            }
        }
        return true;
    }

    Channels channels_;
    int blocks_, rank_;
    uint32_t *copies_;  // of each channel [2][words]
    uint64_t *words_;   // the team's
    int32_t *signal_;
    unsigned waits_ = 0;
    bool given_up_ = false;
};

}  // namespace timbrel
