// SPDX-License-Identifier: Apache-2.0
// What the emulated card has: a small Hopper, or a card of another compute capability where
// TIMBREL_EMULATED_CAPABILITY asks for one. Bounds of one block and of a multiprocessor are from
// "CUDA C++ Programming Guide", table "Technical Specifications per Compute Capability".
#pragma once

#include <cstddef>

namespace timbrel::emulator {

struct Card {
    int capability;       // 10 times the major number and the minor one
    int multiprocessors;  // the only ones to have that many: tests take teams of up to 32 blocks
    int group;            // of which one cluster has its multiprocessors
    int shared_of_block;  // without opting in
    int shared_opted_in;
    int shared_of_multiprocessor;
    int shared_reserved;  // of a block, for the system
    int threads_of_multiprocessor;
    int blocks_of_multiprocessor;
    int cluster;  // most blocks of one; 0: no clusters
};

const Card &card();

}  // namespace timbrel::emulator
