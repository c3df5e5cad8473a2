// SPDX-License-Identifier: Apache-2.0
// Products of a warp on the emulated device: every lane leaves its operands and makes its four sums
// from those of all.
#include <cstring>

#include "include/cuda_runtime.h"
#include "machine.h"

namespace timbrel {
namespace {

using emulator::Fiber;
using emulator::Warp;
using emulator::warp_size;

// Where operands of the warp lie once all lanes have left theirs.
const uint32_t (*gather(const uint4 &a, const uint2 &b))[6] {
    const Fiber &self = *emulator::machine().running;
    const uint32_t mine[6] = {a.x, a.y, a.z, a.w, b.x, b.y};
    std::memcpy(self.warp->operands[self.exchanges % 2][self.thread.lane], mine, sizeof mine);
    return self.warp->operands[emulator::warp_barrier()];
}

float float_of(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// Products of bf16 or tf32 numbers are exact in fp32 unless they are below its normal numbers.
void add_products(float (&sums)[4], const float *a_row, const float *a_row_8, const float *b_even,
        const float *b_odd, int depth) {
    for (int k = 0; k < depth; ++k) {
        sums[0] += a_row[k] * b_even[k];
        sums[1] += a_row[k] * b_odd[k];
        sums[2] += a_row_8[k] * b_even[k];
        sums[3] += a_row_8[k] * b_odd[k];
    }
}

}  // namespace

void multiply_bf16(float (&sums)[4], const uint4 &a, const uint2 &b) {
    const uint32_t (*const operands)[6] = gather(a, b);
    const unsigned lane = emulator::current->lane, row = lane / 4, column = lane % 4 * 2;
    float rows[2][16], columns[2][16];
    const auto take = [operands](float (&to)[16], unsigned owner, unsigned low, unsigned high) {
        for (unsigned q = 0; q < 4; ++q) {
            const uint32_t *const words = operands[owner * 4 + q];
            to[2 * q] = float_of(words[low] << 16);
            to[2 * q + 1] = float_of(words[low] & 0xffff0000u);
            to[2 * q + 8] = float_of(words[high] << 16);
            to[2 * q + 9] = float_of(words[high] & 0xffff0000u);
        }
    };
    take(rows[0], row, 0, 2);
    take(rows[1], row, 1, 3);
    take(columns[0], column, 4, 5);
    take(columns[1], column + 1, 4, 5);
    add_products(sums, rows[0], rows[1], columns[0], columns[1], 16);
}

void multiply_tf32(float (&sums)[4], const uint4 &a, const uint2 &b) {
    const uint32_t (*const operands)[6] = gather(a, b);
    const unsigned lane = emulator::current->lane, row = lane / 4, column = lane % 4 * 2;
    float rows[2][8], columns[2][8];
    const auto take = [operands](float (&to)[8], unsigned owner, unsigned low, unsigned high) {
        constexpr uint32_t digits = 0xffffe000u;
        for (unsigned q = 0; q < 4; ++q) {
            const uint32_t *const words = operands[owner * 4 + q];
            to[q] = float_of(words[low] & digits);
            to[q + 4] = float_of(words[high] & digits);
        }
    };
    take(rows[0], row, 0, 2);
    take(rows[1], row, 1, 3);
    take(columns[0], column, 4, 5);
    take(columns[1], column + 1, 4, 5);
    add_products(sums, rows[0], rows[1], columns[0], columns[1], 8);
}

}  // namespace timbrel
