// SPDX-License-Identifier: Apache-2.0
// What the calls keep in their workspace.
#pragma once

#include <stdint.h>

namespace timbrel {

// Steps whose input sums a recurrent layer keeps where the caller does not want them stored.
constexpr int64_t steps_in_workspace = 8;

// Floats of a recurrent layer for a unit of a sequence: the sums of those steps, and the state's.
constexpr int64_t workspace_per_unit = 4 * (steps_in_workspace + 1);

// Bytes: what an optimizer needs whatever its count.
constexpr int64_t smallest_workspace = 8192;

// Of N sequences of H units, what tb_cuda_workspace_size gives. Blocks that meet in the L2 have 8
// bytes for a unit of a sequence there, or for two, twice. Their plans round units and sequences
// up: by no more than this.
constexpr int64_t rounded_units(int64_t H) {
    return 2 * H + 64;
}
constexpr int64_t rounded_sequences(int64_t N) {
    return N + 128;
}
constexpr int64_t exchange_per_unit = 2 * 8;

// On the way back every block of a team has as much there for every other. The blocks own 4 units
// at least; small layers, whose plans round up by more, get some at least. Beyond some bytes the
// words of two steps would not stay in the L2 (40 MB of an A100, 50 of an H100) beside the weights:
// there are no such teams.
constexpr int64_t scattered_per_unit = 2 * 8;
// With layer norm a block tells all two numbers of a sequence besides.
constexpr int64_t statistics_of_block = 2;
constexpr int64_t least_scattered_bytes = INT64_C(1) << 20;
constexpr int64_t most_scattered_bytes = INT64_C(32) << 20;

constexpr int64_t most_scattered(int64_t N, int64_t H) {
    const int64_t units = (H + 15) / 16 * 16, blocks = units / 4 < 256 ? units / 4 : 256;
    const int64_t of_sequence = scattered_per_unit * blocks * (units + statistics_of_block);
    if (rounded_sequences(N) > most_scattered_bytes / of_sequence) {
        return most_scattered_bytes;
    }
    const int64_t bytes = of_sequence * rounded_sequences(N);
    return bytes > least_scattered_bytes ? bytes : least_scattered_bytes;
}

constexpr int64_t workspace_bytes(int64_t N, int64_t H) {
    const int64_t layer = 4 * workspace_per_unit * N * H;
    const int64_t exchange = exchange_per_unit * rounded_units(H) * rounded_sequences(N);
    const int64_t scattered = N > 0 ? most_scattered(N, H) : 0;
    int64_t most = layer > exchange ? layer : exchange;
    most = most > scattered ? most : scattered;
    return ((most > smallest_workspace ? most : smallest_workspace) + 255) / 256 * 256;
}

}  // namespace timbrel
