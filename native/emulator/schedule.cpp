// SPDX-License-Identifier: Apache-2.0
// Work in lines, done in an order that their events allow.
#include "schedule.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace timbrel::emulator {

bool Schedule::newest_first_ = false;

int64_t Schedule::add_line() {
    lines_[++last_];
    return last_;
}

void Schedule::remove_line(int64_t line) {
    run_to(end_of(line));
    lines_.erase(line);
}

void Schedule::add(int64_t line, const std::function<void()> &work) {
    lines_[line].waiting.push_back({work, {}});
}

void Schedule::wait(int64_t line, const Place &place) {
    lines_[line].waiting.push_back({nullptr, place});
}

Place Schedule::end_of(int64_t line) const {
    const Line &all = lines_.at(line);
    return {line, all.done + all.waiting.size()};
}

bool Schedule::idle(int64_t line) const {
    return lines_.at(line).waiting.empty();
}

bool Schedule::is_done(const Place &place) const {
    const auto found = lines_.find(place.line);
    return found == lines_.end() || found->second.done >= place.behind;
}

Schedule::Needs Schedule::needs_of(const Place &place) const {
    Needs needs;
    std::vector<Place> places = {place};
    while (!places.empty()) {
        const Place next = places.back();
        places.pop_back();
        if (is_done(next)) {
            continue;
        }
        const Line &line = lines_.at(next.line);
        size_t &to = needs[next.line];
        for (size_t k = std::max(to, line.done); k < next.behind; ++k) {
            const Item &item = line.waiting[k - line.done];
            if (!item.work) {
                places.push_back(item.place);
            }
        }
        to = std::max(to, next.behind);
    }
    return needs;
}

bool Schedule::can_go_on(int64_t line, size_t to) const {
    const Line &all = lines_.at(line);
    return all.done < to && (all.waiting.front().work || is_done(all.waiting.front().place));
}

void Schedule::run(const Needs &needs) {
    if (running_) {
        return;
    }
    running_ = true;
    std::vector<std::pair<int64_t, size_t>> order(needs.begin(), needs.end());
    if (order.size() > 1) {
        newest_first_ = !newest_first_;
        if (newest_first_) {
            std::reverse(order.begin(), order.end());
        }
    }
    for (;;) {
        const auto next = std::find_if(order.begin(), order.end(),
                [this](const auto &line) { return can_go_on(line.first, line.second); });
        if (next == order.end()) {
            break;
        }
        Line &line = lines_.at(next->first);
        const Item item = std::move(line.waiting.front());
        line.waiting.pop_front();
        if (item.work) {
            item.work();
        }
        ++line.done;
    }
    running_ = false;
}

void Schedule::run_to(const Place &place) {
    run(needs_of(place));
}

void Schedule::run_all() {
    Needs needs;
    for (const auto &[line, all] : lines_) {
        needs[line] = all.done + all.waiting.size();
    }
    run(needs);
}

bool Schedule::joins_all(int64_t line) const {
    const Needs needs = needs_of(end_of(line));
    return std::all_of(lines_.begin(), lines_.end(), [&needs, line](const auto &each) {
        const auto &[id, all] = each;
        const auto found = needs.find(id);
        return id == line || all.waiting.empty() ||
               (found != needs.end() && found->second >= all.done + all.waiting.size());
    });
}

}  // namespace timbrel::emulator
