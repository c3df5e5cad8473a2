// SPDX-License-Identifier: Apache-2.0
// Work in stages: who takes which piece, and when all are done.
#include "stages.h"

#include <sched.h>
#include <time.h>

namespace timbrel {
namespace {

// What was taken of an owner: the number of the stage, then that of its pieces.
constexpr int piece_bits = 24;
constexpr int64_t piece_mask = (INT64_C(1) << piece_bits) - 1;

// A thread that waits so long for pieces that others have taken has lost them to the system.
constexpr int64_t patience_ns = 2 * 1000 * 1000;

int64_t now_ns() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

}  // namespace

StageMember::StageMember(Stages *stages, int64_t index, int64_t owners)
    : index(index), owners(owners), stages_(stages) {}

void StageMember::begin(int64_t total) {
    ++stage_;
    finished_ += total;
}

bool StageMember::is_over() const {
    return __atomic_load_n(&stages_->finished.value, __ATOMIC_ACQUIRE) >= finished_;
}

int64_t StageMember::take(int64_t owner, int64_t pieces) {
    int64_t *taken = &stages_->taken[owner].value;
    int64_t seen = __atomic_load_n(taken, __ATOMIC_RELAXED);
    for (;;) {
        const int64_t stage = seen >> piece_bits;
        const int64_t piece = stage == stage_ ? seen & piece_mask : 0;
        // A later stage: others have done this one.
        if (stage > stage_ || piece >= pieces) {
            return -1;
        }
        if (__atomic_compare_exchange_n(taken, &seen, stage_ << piece_bits | (piece + 1), true,
                    __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
            return piece;
        }
    }
}

void StageMember::finish(int64_t pieces) {
    if (pieces > 0) {
        __atomic_fetch_add(&stages_->finished.value, pieces, __ATOMIC_ACQ_REL);
    }
}

bool StageMember::wait() const {
    for (int looks = 0; looks < 1000; ++looks) {
        if (is_over()) {
            return true;
        }
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    const int64_t end = now_ns() + patience_ns;
    while (!is_over()) {
        sched_yield();
        if (index != 0 && now_ns() > end) {
            return is_over();
        }
    }
    return true;
}

}  // namespace timbrel
