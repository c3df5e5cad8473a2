// SPDX-License-Identifier: Apache-2.0
// Work in lines: a line's work is done in order, that of several lines in any order that their
// events allow. Which one is chosen changes from run to run between two extremes, so that what
// relies on an order that no event asks for is found out: the line that began last goes first, as
// far as it can, or the one that began first.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <deque>
#include <functional>
#include <map>

namespace timbrel::emulator {

// A place in a line: behind so much of its work. The default comes before everything.
struct Place {
    int64_t line = 0;
    size_t behind = 0;
};

class Schedule {
public:
    // Never 0.
    int64_t add_line();

    // Does what waits there first, as all below do what they must.
    void remove_line(int64_t line);

    void add(int64_t line, const std::function<void()> &work);

    // What is added to the line from now on waits until the other is at that place.
    void wait(int64_t line, const Place &place);

    // Behind all that the line has.
    Place end_of(int64_t line) const;

    bool idle(int64_t line) const;

    // Does all up to a place, and nothing that it need not wait for.
    void run_to(const Place &place);
    void run_all();

    // Whether doing a line's work does that of all others.
    bool joins_all(int64_t line) const;

private:
    // Work, or where there is none, a place to wait for.
    struct Item {
        std::function<void()> work;
        Place place;
    };

    struct Line {
        std::deque<Item> waiting;
        size_t done = 0;
    };

    // How far lines must come, of those that must come further than they are.
    using Needs = std::map<int64_t, size_t>;

    Needs needs_of(const Place &place) const;
    void run(const Needs &needs);
    bool can_go_on(int64_t line, size_t to) const;
    bool is_done(const Place &place) const;

    std::map<int64_t, Line> lines_;
    int64_t last_ = 0;

    // Work may end with memory freed, which waits for all work: not for what comes behind it.
    bool running_ = false;

    // Of all schedules: a graph's is another at every replay.
    static bool newest_first_;
};

}  // namespace timbrel::emulator
