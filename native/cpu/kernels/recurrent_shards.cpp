// SPDX-License-Identifier: Apache-2.0
// How a recurrent layer divides its batch.
#include "recurrent_shards.h"
#include "../threads.h"

namespace timbrel::TIMBREL_ISA {

Shards divide_batch(int64_t N, double products) {
    constexpr int64_t least_rows = 2;
    constexpr double least_products = 1024 * 1024;
    int64_t count = products < least_products ? 1 : thread_count();
    const int64_t most = (N + least_rows - 1) / least_rows;
    count = count < most ? count : most;
    const int64_t rows = (N + count - 1) / count;
    return {(N + rows - 1) / rows, rows};
}

void copy(float *to, const float *from, int64_t count) {
    if (from == nullptr) {
        zero(to, count);
    } else if (to != from) {
#pragma GCC ivdep
        for (int64_t k = 0; k < count; ++k) {
            to[k] = from[k];
        }
    }
}

void zero(float *values, int64_t count) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = 0;
    }
}

}  // namespace timbrel::TIMBREL_ISA
