// SPDX-License-Identifier: Apache-2.0
// Inverted dropout: a block of four random words for every four places of a row.
#include "../pieces.h"
#include "operations.h"
#include "philox.h"

namespace timbrel::TIMBREL_ISA {

void dropout(const Dropout &d) {
    const int64_t blocks = (d.W + 3) / 4;
    // A word below this drops.
    const auto threshold = static_cast<uint32_t>(static_cast<double>(d.probability) * 0x1p32);
    const float scale = 1 / (1 - d.probability);
    constexpr int64_t work_of_block = 16;
    in_pieces(d.T * d.N, 1, work_of_block * blocks, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            const int64_t t = row / d.N, n = row % d.N;
            const float *x = d.x ? d.x + row * d.W : nullptr;
            float *y = d.y + row * d.W;
            for (int64_t b = 0; b < blocks; ++b) {
                const PhiloxBlock random =
                        draw(Domain::dropout, d.seed, n | d.layer << 32, d.step, t * blocks + b);
                for (int64_t j = 4 * b; j < d.W && j < 4 * b + 4; ++j) {
                    const float kept = x ? x[j] * scale : scale;
                    y[j] = random.words[j - 4 * b] < threshold ? 0.0f : kept;
                }
            }
        }
    });
}

}  // namespace timbrel::TIMBREL_ISA
