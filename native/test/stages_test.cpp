// SPDX-License-Identifier: Apache-2.0
// Stages of work: every piece is done once, after all of the stage before, also where a thread
// comes late or leaves.
#include "../cpu/stages.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "check.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

constexpr int64_t stage_count = 300, owners = 3, most_pieces = 7;

int64_t pieces_of(int64_t stage, int64_t owner) {
    return (stage * 5 + owner * 3) % (most_pieces + 1);
}

int64_t pieces_of_all(int64_t stage) {
    int64_t total = 0;
    for (int64_t owner = 0; owner < owners; ++owner) {
        total += pieces_of(stage, owner);
    }
    return total;
}

struct Board {
    Stages stages;
    std::atomic<int> done[stage_count][owners][most_pieces] = {};
    std::atomic<int64_t> done_of_stage[stage_count] = {};
    std::atomic<int> early{0}, sent_away{0};
};

// Member 2 sleeps in a piece, and before its first.
void walk(Board *board, int64_t index) {
    StageMember member(&board->stages, index, owners);
    if (index == 2) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    for (int64_t stage = 0; stage < stage_count; ++stage) {
        const bool here = member.stage(
                pieces_of_all(stage), [&](int64_t owner) { return pieces_of(stage, owner); },
                [&](int64_t owner, int64_t piece) {
                    if (stage > 0 && board->done_of_stage[stage - 1] != pieces_of_all(stage - 1)) {
                        ++board->early;
                    }
                    if (index == 2 && stage == 200) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(10));
                    }
                    ++board->done[stage][owner][piece];
                    ++board->done_of_stage[stage];
                });
        if (!here) {
            board->sent_away += index == 0;
            return;
        }
    }
}

}  // namespace

int main() {
    Board board;
    std::thread second(walk, &board, 1), third(walk, &board, 2);
    walk(&board, 0);
    second.join();
    third.join();
    check(board.early == 0, "%d pieces came before the stage before was done", board.early.load());
    check(board.sent_away == 0, "member 0 was sent away");
    for (int64_t stage = 0; stage < stage_count; ++stage) {
        for (int64_t owner = 0; owner < owners; ++owner) {
            for (int64_t piece = 0; piece < most_pieces; ++piece) {
                const int expected = piece < pieces_of(stage, owner) ? 1 : 0;
                check(board.done[stage][owner][piece] == expected,
                        "piece %d of owner %d in stage %d was done %d times", int(piece),
                        int(owner), int(stage), board.done[stage][owner][piece].load());
            }
        }
    }
    return report("stages_test");
}
