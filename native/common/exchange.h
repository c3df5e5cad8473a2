// SPDX-License-Identifier: Apache-2.0
// How the blocks of a team exchange words step by step: what of it is arithmetic, for the kernels
// and for the test that explores the protocol.
//
// A channel carries a fixed number of words a step to the blocks that want them. Of what arrives a
// block has two copies, one for even and one for odd steps, so that a block may send a step's words
// while others still read those of the step before. Nothing but the words themselves says that a
// copy may be overwritten:
//
//     A relay is a channel on which every block of the team sends to every block at every step.
//
//     Reader: a block has waited for (channel, step), and has read its copy to the end, before it
//             sends its last words of some step of a relay; with a block barrier between the
//             reading threads and the sending ones.
//     Sender: a word of (channel, step + 2) is sent only behind the wait for that step of the
//     relay.
//
// In a recurrent network that draws its inputs - at every step x comes from the owners of slots,
// then h of layer 0, 1, .. L-1, each sent by all to all once the one before has come, then outputs
// go to the owners - h of every layer is a relay, and copies may be read until the block sends
//
//     x(step)          h[L-1](step + 1)
//     h[0](step)       h[L-1](step + 1)
//     h[l](step), l>0  h[l-1](step + 2)
//     outputs(step)    h[L-1](step + 2)
//
// where x(step + 1) is sent behind the wait for h[L-1](step), which outputs follow. Where x(step +
// 1) is sent earlier, at any time behind the wait for h[L-1](step - 1), x(step) may be read until
// the block sends h[L-1](step).
//
// On the way back through a layer there is one channel, on which every block sends every other block
// words of its own at every step, once those of the step before have come. It is a relay too, but
// blocks get their words one after the other, and the first that has all of its may go on: a copy
// may be read until the block sends the first words of the next step to any other
//
//     gradients(step)  gradients(step + 1), the first
//
// With layer norm both ways have a second relay, statistics: what the blocks' rows come to, each
// block's to all. Forward it follows h(step); back it precedes gradients(step), which are sent
// behind the wait for it. Copies may be read until the block sends
//
//     h(step)           statistics(step + 1)            forward
//     statistics(step)  h(step + 2)
//     statistics(step)  gradients(step + 1), the first  back
//     gradients(step)   statistics(step + 2)
//
// native/test/exchange_protocol_test.cpp explores that this suffices in every order of events, and
// that no copy may be read until one relay later. So every block sends on every relay at every
// step, whether it has something to say or not; and all words are waited for, those of the last
// step too, so that none is under way to a block that ends.
#pragma once

#include <stdint.h>

#include "host_device.h"

namespace timbrel {

// Which of the two copies a step has.
TIMBREL_HOST_DEVICE inline int buffer_of(int step) {
    return step & 1;
}

// What the phase of the copy's arrivals in which a step's words come is called: phases of an
// mbarrier are counted from 0, and a wait knows them by their lowest bit.
TIMBREL_HOST_DEVICE inline unsigned parity_of(int step) {
    return static_cast<unsigned>(step) >> 1 & 1;
}

// What marks a step's words in memory that is zero before step 0.
TIMBREL_HOST_DEVICE inline uint32_t tag_of(int step) {
    return static_cast<uint32_t>(step) + 1;
}

TIMBREL_HOST_DEVICE inline uint64_t tagged(uint32_t value, int step) {
    return static_cast<uint64_t>(value) << 32 | tag_of(step);
}

TIMBREL_HOST_DEVICE inline bool has_tag(uint64_t word, int step) {
    return static_cast<uint32_t>(word) == tag_of(step);
}

TIMBREL_HOST_DEVICE inline uint32_t value_of(uint64_t word) {
    return static_cast<uint32_t>(word >> 32);
}

struct Channel {
    int index;     // which of the team's channels, from 0
    int first;     // words of the copies before its own
    int common;    // those of them that go to all
    int words;     // of a block's copy, a multiple of 4
    int expected;  // the first so many of them arrive in this block at every step; the others never
                   // do
    bool to_all;   // whether the same words go to all blocks, or others to each
};

// All channels of a team, for what lays out memory. But for `expected` the same in all its blocks.
struct Channels {
    int count;
    int words;   // of one copy of all
    int common;  // those of them that go to all
};

// Words of a channel that an mbarrier can count: 2^20 - 1 bytes.
constexpr int most_channel_words = ((1 << 20) - 1) / 4;

// Adds `alike` channels of one kind and gives the first. The same calls on the host and the device
// lay out the same.
TIMBREL_HOST_DEVICE inline Channel add_channel(
        Channels &channels, int words, int expected, bool to_all, int alike = 1) {
    const int rounded = (words + 3) / 4 * 4;
    const Channel channel = {
            channels.count, channels.words, channels.common, rounded, expected, to_all};
    channels.count += alike;
    channels.words += alike * rounded;
    channels.common += to_all ? alike * rounded : 0;
    return channel;
}

// The n-th of channels that were added together.
TIMBREL_HOST_DEVICE inline Channel nth_channel(const Channel &first, int n) {
    return {first.index + n, first.first + n * first.words,
            first.common + (first.to_all ? n * first.words : 0), first.words, first.expected,
            first.to_all};
}

// Where a step's copy of a channel begins in a block's memory of 2 * channels.words words.
TIMBREL_HOST_DEVICE inline int copy_of(const Channel &channel, int step) {
    return 2 * channel.first + buffer_of(step) * channel.words;
}

// The same in a team's memory of team_words(channels, blocks) words, where what goes to all lies
// once: the copy of block `rank`.
TIMBREL_HOST_DEVICE inline int64_t team_copy_of(
        const Channels &channels, const Channel &channel, int rank, int step) {
    const int64_t own = 2 * (static_cast<int64_t>(channels.words) - channels.common);
    const int64_t before = channel.to_all ? 2 * static_cast<int64_t>(channel.common)
                                          : 2 * static_cast<int64_t>(channels.common) + rank * own +
                                                    2 * (channel.first - channel.common);
    return before + buffer_of(step) * channel.words;
}

TIMBREL_HOST_DEVICE inline int64_t team_words(const Channels &channels, int blocks) {
    return 2 * (static_cast<int64_t>(channels.common) +
                       static_cast<int64_t>(blocks) * (channels.words - channels.common));
}

}  // namespace timbrel
