// SPDX-License-Identifier: Apache-2.0
// Inverted dropout: a block of four random words for every four places of a row.
#include "operations.h"
#include "philox.h"

namespace timbrel::TIMBREL_ISA {

void dropout(const Dropout &d) {
    const int64_t blocks = (d.W + 3) / 4;
    // A word below this drops.
    const auto threshold = static_cast<uint32_t>(static_cast<double>(d.probability) * 0x1p32);
    const float scale = 1 / (1 - d.probability);
    for (int64_t t = 0; t < d.T; ++t) {
        for (int64_t n = 0; n < d.N; ++n) {
            const float *x = d.x + (t * d.N + n) * d.W;
            float *y = d.y + (t * d.N + n) * d.W;
            for (int64_t b = 0; b < blocks; ++b) {
                const PhiloxBlock random =
                        draw(Domain::dropout, d.seed, n | d.layer << 32, d.step, t * blocks + b);
                for (int64_t j = 4 * b; j < d.W && j < 4 * b + 4; ++j) {
                    y[j] = random.words[j - 4 * b] < threshold ? 0.0f : x[j] * scale;
                }
            }
        }
    }
}

}  // namespace timbrel::TIMBREL_ISA
