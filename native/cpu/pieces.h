// SPDX-License-Identifier: Apache-2.0
// Work on a row of things divided over the threads, in pieces that depend on its size alone.
#pragma once

#include "threads.h"

namespace timbrel {

// Elements at whose multiples pieces of arrays begin, so that an element is in the same place of a
// vector as if there were one piece.
constexpr int64_t whole_vectors = 64;
// Columns of many rows that are done at a time: enough for the processor to see what comes next.
constexpr int64_t some_columns = 256;

// Static, as all that instruction sets compile differently. work_of_one: how many numbers one
// thing stands for.
static inline int64_t piece_length(int64_t count, int64_t multiple, int64_t work_of_one) {
    // At least some ten microseconds of work, and no more pieces than keep many threads busy.
    constexpr int64_t least_work = 32768, most_pieces = 256;
    const int64_t work = work_of_one > 1 ? work_of_one : 1;
    const int64_t enough = work < least_work ? least_work / work : 1;
    const int64_t share = count / most_pieces + 1;
    const int64_t length = enough > share ? enough : share;
    return (length + multiple - 1) / multiple * multiple;
}

// work(begin, end) for all pieces of 0..count-1; begin is a multiple of multiple.
template <typename Work>
static inline void in_pieces(
        int64_t count, int64_t multiple, int64_t work_of_one, const Work &work) {
    const int64_t length = piece_length(count, multiple, work_of_one);
    parallel((count + length - 1) / length, [&](int64_t piece) {
        const int64_t begin = piece * length;
        work(begin, begin + length < count ? begin + length : count);
    });
}

}  // namespace timbrel
