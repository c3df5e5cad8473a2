// SPDX-License-Identifier: Apache-2.0
// Words between the blocks of a team that stay on the card together. Two ways with the same
// members: ClusterExchange through the shared memory of a cluster's blocks, GridExchange through
// the L2.
//
//     Exchange exchange(channels, blocks, shared, workspace, signal);   // all threads
//     exchange.begin();
//     for (step = 0; ...) {
//         exchange.expect(channel, step);                       // every channel, before its wait
//         exchange.send_all(channel, step, word, value);        // or send to one
//         if (!exchange.wait(channel, step)) break;             // out of all loops
//         .. exchange.words(channel, step) ..
//     }
//     exchange.leave();
//
// channels   all channels, from add_channel (native/common/exchange.h)
// blocks     of a team: block b of the grid is block b % blocks of team b / blocks
// shared     shared_bytes(channels) of the block's shared memory, aligned to 16, at the same place
// in
//            all blocks
// workspace  workspace_bytes(channels, blocks, teams), zeros before every launch; NULL in a cluster
// signal     [2] or NULL, as timbrel.h has it
//
// Steps count from 0 in a launch. At every step every channel is expected and waited for once in
// every block that gets words of it, in the order of steps, and each of its words is sent once, by
// one thread of the team. When a copy may be read last says native/common/exchange.h.
//
// wait<n>() of a grid asks for n pairs of words in every thread before it looks at the first
// answer: four registers each, and a trip to the L2 less where a channel has more words than that.
//
// wait() gives false where the host asked to stop, or the words did not come within a second. The
// kernel then leaves its loop for leave(); so do the others, for want of the words it no longer
// sends.
#pragma once

#include "exchange_cluster.h"
#include "exchange_grid.h"
