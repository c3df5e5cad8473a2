// SPDX-License-Identifier: Apache-2.0
// Work in stages, each of which needs all of the one before. A stage is divided into pieces, and
// every piece has an owner, who finds the same data in its caches each time. Who has done its own
// takes pieces of others: a thread that the system has put aside between two pieces delays nobody.
// What a piece does must not depend on who does it.
#pragma once

#include <stdint.h>

namespace timbrel {

constexpr int64_t most_owners = 64;

// What the members of a gang share. Each number has a line of the cache.
struct Stages {
    struct alignas(64) Number {
        int64_t value = 0;
    };
    Number taken[most_owners];
    Number finished;
};

// A thread on its way through the stages. All take the same ones, in the same order.
class StageMember {
public:
    StageMember(Stages *stages, int64_t index, int64_t owners);

    // work(owner, piece) for the pieces 0..count(owner)-1 of all owners, which are total together;
    // fewer than 2^24 an owner. False: the others were late, and this thread is to leave them alone
    // with the rest, which is never said to the thread with index 0.
    template <typename Count, typename Work>
    bool stage(int64_t total, const Count &count, const Work &work) {
        begin(total);
        for (int64_t k = 0; k < owners && !is_over(); ++k) {
            const int64_t owner = (index + k) % owners;
            const int64_t pieces = count(owner);
            int64_t done = 0;
            for (int64_t piece = take(owner, pieces); piece >= 0; piece = take(owner, pieces)) {
                work(owner, piece);
                ++done;
            }
            finish(done);
        }
        return wait();
    }

    const int64_t index, owners;

private:
    void begin(int64_t total);
    bool is_over() const;
    int64_t take(int64_t owner, int64_t pieces);
    void finish(int64_t pieces);
    bool wait() const;

    Stages *stages_;
    int64_t stage_ = 0, finished_ = 0;  // finished_: pieces of all stages up to this one
};

}  // namespace timbrel
