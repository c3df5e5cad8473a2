// SPDX-License-Identifier: Apache-2.0
// Exchange between blocks of a cooperative grid: a word of 64 bits in global memory holds a value
// and the step it is of, so that it is its own flag; the threads of a block poll different words
// and copy their values into its shared memory.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../../common/exchange.h"
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

    __device__ __forceinline__ bool wait(const Channel &channel, int step) {
        bool here = !stopped_by_host(signal_, waits_++);
        const uint64_t *const from = words_ + team_copy_of(channels_, channel, rank_, step);
        uint32_t *const to = copies_ + copy_of(channel, step);
        Patience patience;
        const int threads = static_cast<int>(blockDim.x);
        for (int first = static_cast<int>(threadIdx.x); here && first < channel.expected;
                first += at_once * threads) {
            here = fetch(from, to, first, threads, channel.expected, step, signal_, patience);
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
    // Words that a thread asks for before it looks at the first answer.
    static constexpr int at_once = 4;

    // Copies the words first, first + stride, .. of at_once once they have all come.
    __device__ __forceinline__ static bool fetch(const uint64_t *from, uint32_t *to, int first,
            int stride, int count, int step, const int32_t *signal, Patience &patience) {
        uint64_t found[at_once];
        for (;;) {
            bool all = true;
#pragma unroll
            for (int k = 0; k < at_once; ++k) {
                const int word = first + k * stride;
                found[k] = look(from + (word < count ? word : first));
            }
#pragma unroll
            for (int k = 0; k < at_once; ++k) {
                all = all && has_tag(found[k], step);
            }
            if (all) {
                break;
            }
            if (!patience.lasts<16>(signal)) {
                return false;
            }
        }
#pragma unroll
        for (int k = 0; k < at_once; ++k) {
            const int word = first + k * stride;
            if (word < count) {
                to[word] = value_of(found[k]);
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
