// SPDX-License-Identifier: Apache-2.0
// What the emulated card answers, and which launches it takes.
#include "card.h"

#include <algorithm>

#include "emulator.h"
#include "include/cuda_runtime.h"
#include "runtime/faults.h"

namespace timbrel::emulator {
namespace {

constexpr int most_threads = 1024;

Card card_of(int capability) {
    Card card = {capability, 32, 16, 48 * 1024, 0, 0, 1024, 2048, 32, 0};
    if (capability < 80) {
        card.shared_reserved = 0;
        card.shared_of_multiprocessor = 64 * 1024;
        card.threads_of_multiprocessor = 1024;
        card.blocks_of_multiprocessor = 16;
    } else if (capability == 80) {
        card.shared_of_multiprocessor = 164 * 1024;
    } else if (capability < 90 || capability >= 120) {
        card.shared_of_multiprocessor = 100 * 1024;
        card.threads_of_multiprocessor = 1536;
        card.blocks_of_multiprocessor = 24;
        card.cluster = capability < 90 ? 0 : 8;
    } else {
        card.shared_of_multiprocessor = 228 * 1024;
        card.cluster = 16;
    }
    card.shared_opted_in = card.shared_of_multiprocessor - card.shared_reserved;
    return card;
}

int blocks_of_multiprocessor(const Launch &launch) {
    const int threads = static_cast<int>(launch.block.x * launch.block.y * launch.block.z);
    const int shared = static_cast<int>(launch.dynamic_shared_bytes) + card().shared_reserved;
    const int by_shared = card().shared_of_multiprocessor / std::max(shared, 1);
    return std::min({card().blocks_of_multiprocessor, by_shared,
            card().threads_of_multiprocessor / std::max(threads, 1)});
}

}  // namespace

const Card &card() {
    static const Card instance =
            card_of(static_cast<int>(fault("TIMBREL_EMULATED_CAPABILITY", 90)));
    return instance;
}

int resident_teams(const Launch &launch) {
    const int blocks = blocks_of_multiprocessor(launch);
    if (launch.team == alone) {
        return blocks;
    }
    const int groups = card().multiprocessors / card().group;
    return groups * (card().group * blocks / static_cast<int>(launch.team));
}

int check_launch(const Launch &launch) {
    const Index &grid = launch.grid, &block = launch.block;
    const uint64_t threads = uint64_t{block.x} * block.y * block.z;
    if (threads == 0 || threads > most_threads || threads % 32 != 0 || grid.x == 0 || grid.y == 0 ||
            grid.z == 0 || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535) {
        return cudaErrorInvalidConfiguration;
    }
    const int shared = launch.team == alone ? card().shared_of_block : card().shared_opted_in;
    if (launch.dynamic_shared_bytes > static_cast<size_t>(shared)) {
        return cudaErrorInvalidValue;
    }
    if (launch.team == whole_grid) {
        const uint64_t resident = static_cast<uint64_t>(card().multiprocessors) *
                                  static_cast<uint64_t>(blocks_of_multiprocessor(launch));
        const bool too_many = uint64_t{grid.x} * grid.y * grid.z > resident;
        return too_many ? cudaErrorCooperativeLaunchTooLarge : cudaSuccess;
    }
    if (launch.team != alone) {
        if (card().cluster == 0) {
            return cudaErrorNotSupported;
        }
        if (launch.team > static_cast<unsigned>(card().cluster) || grid.x % launch.team != 0) {
            return cudaErrorInvalidClusterSize;
        }
    }
    return cudaSuccess;
}

}  // namespace timbrel::emulator

int timbrel_emulator_attribute(int attribute, int *value) {
    const timbrel::emulator::Card &card = timbrel::emulator::card();
    switch (attribute) {
        case cudaDevAttrMaxThreadsPerBlock:
            *value = 1024;
            break;
        case cudaDevAttrMaxSharedMemoryPerBlock:
            *value = card.shared_of_block;
            break;
        case cudaDevAttrWarpSize:
            *value = 32;
            break;
        case cudaDevAttrMultiProcessorCount:
            *value = card.multiprocessors;
            break;
        case cudaDevAttrMaxThreadsPerMultiProcessor:
            *value = card.threads_of_multiprocessor;
            break;
        case cudaDevAttrComputeCapabilityMajor:
            *value = card.capability / 10;
            break;
        case cudaDevAttrComputeCapabilityMinor:
            *value = card.capability % 10;
            break;
        case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
            *value = card.shared_of_multiprocessor;
            break;
        case cudaDevAttrCooperativeLaunch:
            *value = 1;
            break;
        case cudaDevAttrMaxSharedMemoryPerBlockOptin:
            *value = card.shared_opted_in;
            break;
        case cudaDevAttrMaxBlocksPerMultiprocessor:
            *value = card.blocks_of_multiprocessor;
            break;
        case cudaDevAttrReservedSharedMemoryPerBlock:
            *value = card.shared_reserved;
            break;
        case cudaDevAttrClusterLaunch:
            *value = card.cluster > 0;
            break;
        default:
            return cudaErrorInvalidValue;
    }
    return cudaSuccess;
}
