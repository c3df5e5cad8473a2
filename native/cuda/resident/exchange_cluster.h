// SPDX-License-Identifier: Apache-2.0
// Exchange between the blocks of a cluster: st.async writes a word into another block's shared
// memory and counts its bytes there, so that a block waits for all words of a step at one mbarrier.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../../common/exchange.h"
#include "exchange_wait.h"
#include "team.h"

namespace timbrel {

class ClusterExchange {
public:
    static size_t shared_bytes(const Channels &channels) {
        return arrival_bytes(channels) + 2 * sizeof(uint32_t) * static_cast<size_t>(channels.words);
    }
    static int64_t workspace_bytes(const Channels &, int, int64_t) { return 0; }

    __device__ __forceinline__ ClusterExchange(
            const Channels &channels, int blocks, void *shared, uint64_t *, int32_t *signal)
        : channels_(channels.count),
          blocks_(blocks),
          rank_(static_cast<int>(blockIdx.x) % blocks),
          arrivals_(static_cast<uint64_t *>(shared)),
          copies_(static_cast<uint32_t *>(shared) + 4 * channels.count),
          signal_(signal) {}

    __device__ __forceinline__ int rank() const { return rank_; }
    __device__ __forceinline__ int blocks() const { return blocks_; }
    __device__ __forceinline__ int team() const { return static_cast<int>(blockIdx.x) / blocks_; }

    // All threads; ends with the team's barrier, behind which words may be sent.
    __device__ __forceinline__ void begin() {
        if (threadIdx.x == 0) {
            for (int k = 0; k < 2 * channels_; ++k) {
                arrival_begin(arrivals_ + k);
            }
            arrivals_visible();
        }
        cluster_barrier();
    }

    // Any threads, thread 0 among them. Words may have come before.
    __device__ __forceinline__ void expect(const Channel &channel, int step) {
        if (threadIdx.x == 0 && channel.expected > 0) {
            arrival_expect(arrival(channel, step),
                    static_cast<unsigned>(channel.expected) * sizeof(uint32_t));
        }
    }

    // To one block, and to all of them, this one too.
    __device__ __forceinline__ void send(
            int rank, const Channel &channel, int step, int word, uint32_t value) {
        send_async(value, copies_ + copy_of(channel, step) + word, arrival(channel, step),
                static_cast<unsigned>(rank));
    }

    // Where several threads have the same word, each sends it to a part of the blocks.
    __device__ __forceinline__ void send_all(const Channel &channel, int step, int word,
            uint32_t value, int part = 0, int parts = 1) {
        // Every block begins with another, so that not all send to one at once.
        for (int k = part; k < blocks_; k += parts) {
            const int to = rank_ + 1 + k;
            send(to < blocks_ ? to : to - blocks_, channel, step, word, value);
        }
    }

    // All threads; ends with the block's barrier. The same answer in all of them: whether the
    // step's words are there.
    template <int pairs_at_once = 0>
    __device__ __forceinline__ bool wait(const Channel &channel, int step) {
        bool here = !stopped_by_host(signal_, waits_++);
        if (channel.expected > 0) {
            uint64_t *const words = arrival(channel, step);
            const unsigned parity = parity_of(step);
            Patience patience;
            while (here && !arrival_seen(words, parity)) {
                here = patience.lasts<32>(signal_);
            }
        }
        given_up_ = !__syncthreads_and(here);
        return !given_up_;
    }

    // Behind wait(): the block's copy.
    __device__ __forceinline__ const uint32_t *words(const Channel &channel, int step) const {
        return copies_ + copy_of(channel, step);
    }

    // All threads, always, as the last thing. Nobody sends behind the team's barrier, so that a
    // block whose words have all come may end. One that gave up does not know what is still under
    // way to it, and stays for longer than that takes.
    __device__ __forceinline__ void leave() {
        cluster_barrier();
        if (given_up_) {
            tell_stopped(signal_);
            linger();
        }
    }

private:
    static size_t arrival_bytes(const Channels &channels) {
        return 2 * sizeof(uint64_t) * static_cast<size_t>(channels.count);
    }

    __device__ __forceinline__ uint64_t *arrival(const Channel &channel, int step) const {
        return arrivals_ + 2 * channel.index + buffer_of(step);
    }

    int channels_, blocks_, rank_;
    uint64_t *arrivals_;  // [channels][2]
    uint32_t *copies_;    // of each channel [2][words]
    int32_t *signal_;
    unsigned waits_ = 0;
    bool given_up_ = false;
};

}  // namespace timbrel
