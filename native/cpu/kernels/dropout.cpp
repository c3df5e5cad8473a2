// SPDX-License-Identifier: Apache-2.0
// Inverted dropout: a block of four random words for every four places of a row, sixteen blocks at
// once.
#include "../pieces.h"
#include "operations.h"
#include "philox.h"

namespace timbrel::TIMBREL_ISA {

namespace {

constexpr int blocks_at_once = 16;

// x: [count] or NULL: ones.
void drop(int64_t count, const uint32_t *words, uint32_t threshold, float scale, const float *x,
        float *y) {
    for (int64_t j = 0; x != nullptr && j < count; ++j) {
        y[j] = words[j] < threshold ? 0.0f : x[j] * scale;
    }
    for (int64_t j = 0; x == nullptr && j < count; ++j) {
        y[j] = words[j] < threshold ? 0.0f : scale;
    }
}

}  // namespace

void dropout(const Dropout &d) {
    constexpr int64_t width = 4 * blocks_at_once;
    const int64_t blocks = (d.W + 3) / 4;
    // A word below this drops.
    const auto threshold = static_cast<uint32_t>(static_cast<double>(d.probability) * 0x1p32);
    const float scale = 1 / (1 - d.probability);
    in_pieces(d.T * d.N, 1, 2 * d.W, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            const int64_t t = d.from + row / d.N, n = row % d.N, place = row * d.W;
            for (int64_t j = 0; j < d.W; j += width) {
                uint32_t words[width];
                draw_blocks<blocks_at_once>(Domain::dropout, d.seed, n | d.layer << 32, d.step,
                        t * blocks + j / 4, words);
                drop(d.W - j < width ? d.W - j : width, words, threshold, scale,
                        d.x ? d.x + place + j : nullptr, d.y + place + j);
            }
        }
    });
}

}  // namespace timbrel::TIMBREL_ISA
