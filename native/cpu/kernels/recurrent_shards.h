// SPDX-License-Identifier: Apache-2.0
// What a recurrent layer's way forward and way back share: rows of the batch go through all steps
// in one task, so that no thread waits for another within a step.
#pragma once

#include "../kernels.h"
#include "simd.h"

namespace timbrel::TIMBREL_ISA {

// A batch of N in `count` shards of `rows` (the last may have fewer).
struct Shards {
    int64_t count, rows;
};

// As many as threads, but not so small that a shard's reading of the weights is most of its work.
// products: multiplications of all steps.
Shards divide_batch(int64_t N, double products);

// to = from, or zeros where from is NULL.
void copy(float *to, const float *from, int64_t count);

void zero(float *values, int64_t count);

}  // namespace timbrel::TIMBREL_ISA
