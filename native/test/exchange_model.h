// SPDX-License-Identifier: Apache-2.0
// The exchange of words between blocks as a machine of small steps, and a search through every
// order in which they can happen.
//
// A state is where every block stands, what its copies hold, what its arrivals have counted, and
// which words are under way. From a state one goes on by a block's next action, by a word's
// arrival, or by a block's giving up. A word under way may arrive at any later moment, before or
// after any other, also before the block that gets it expects it; a word published to the L2 is
// under way to every reader by itself. A copy is taken to be read all the time from the wait to the
// send that releases it.
//
// A send that releases no copy is taken at once, ahead of everything else: it waits for nothing,
// hinders nothing, and what it sends may arrive as late as if it had been sent later. All other
// actions are tried in every order.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <unordered_set>
#include <vector>

#include "exchange_programs.h"
#include "exchange_state.h"

namespace timbrel::test {

struct Exploration {
    int64_t states = 0;
    std::string violation;           // "" where there is none in any order
    std::vector<std::string> order;  // that leads there
};

class ExchangeModel {
public:
    explicit ExchangeModel(const Setup &setup) : setup_(setup), at_(setup.places()) {
        for (int block = 0; block < setup.blocks; ++block) {
            programs_.push_back(ProgramWriter(setup, block).write());
        }
    }

    Exploration explore() {
        visit(first_state());
        found_.states = static_cast<int64_t>(seen_.size());
        return found_;
    }

private:
    int buffer(int step) const { return setup_.defect == Defect::one_buffer ? 0 : buffer_of(step); }

    unsigned parity(int step) const {
        switch (setup_.defect) {
            case Defect::one_buffer:
                return static_cast<unsigned>(step) & 1;  // what fits a single buffer
            case Defect::parity_of_every_step:
                return static_cast<unsigned>(step) & 1;
            case Defect::parity_always_even:
                return 0;
            default:
                return parity_of(step);
        }
    }

    bool tag_fits(uint8_t word, int step) const {
        return setup_.defect == Defect::tag_without_step
                       ? word != 0
                       : word != 0 && has_tag(tagged(0, word - 1), step);
    }

    const Action &action(const State &state, int block) const {
        return programs_[block].actions[state.next[block]];
    }

    // The step of the copy that a block reads at the moment, + 1; 0: it reads none.
    uint8_t held(const State &state, int block, int channel, int buffer) const {
        return state.status[block] == running
                       ? programs_[block].held[state.next[block]][channel][buffer]
                       : 0;
    }

    bool fail(const char *what) {
        found_.violation = what;
        return false;
    }

    // False: a violation, with the order that leads there, last step first.
    bool visit(const State &state) {
        if (!seen_.insert(fingerprint(state)).second) {
            return true;
        }
        for (int block = 0; block < setup_.blocks; ++block) {
            if (state.status[block] == running && action(state, block).kind == Action::send &&
                    releases_nothing(state, block)) {
                return act(state, block);
            }
        }
        bool moves = false, over = true;
        for (int block = 0; block < setup_.blocks; ++block) {
            over = over && state.status[block] == gone;
            if (can_act(state, block)) {
                moves = true;
                if (!act(state, block)) {
                    return false;
                }
            }
            if (setup_.gives_up && state.status[block] == running &&
                    action(state, block).kind == Action::wait && can_stop(block)) {
                moves = true;
                if (!give_up(state, block)) {
                    return false;
                }
            }
        }
        for (int to = 0; to < setup_.blocks; ++to) {
            for (int channel = 0; channel < at_.count(); ++channel) {
                for (int word = 0; word < setup_.blocks; ++word) {
                    for (int steps = state.under_way[to][channel][word], step = 0; steps >> step;
                            ++step) {
                        if (steps >> step & 1) {
                            moves = true;
                            if (!arrive(state, to, channel, word, step)) {
                                return false;
                            }
                        }
                    }
                }
            }
        }
        return moves || over || fail("blocks wait for ever");
    }

    bool go(const State &next, const char *what, int block, int channel, int step) {
        if (found_.violation.empty() && visit(next)) {
            return true;
        }
        char line[80];
        std::snprintf(
                line, sizeof line, "block %d %s channel %d step %d", block, what, channel, step);
        found_.order.insert(found_.order.begin(), line);
        return false;
    }

    bool releases_nothing(const State &state, int block) const {
        const auto &held = programs_[block].held;
        return held[state.next[block]] == held[state.next[block] + 1];
    }

    // Only one block of those that wait for ever may stop, or nobody would wait.
    bool can_stop(int block) const { return setup_.defect != Defect::waits_for_ever || block == 0; }

    bool can_act(const State &state, int block) const {
        switch (state.status[block]) {
            case gone:
                return false;
            case at_exit:
                return setup_.defect == Defect::no_exit_barrier || all_at_exit(state);
            case behind_exit:
                // It lingers for longer than a word can be under way.
                return !state.given_up[block] || setup_.defect == Defect::no_linger ||
                       setup_.grid || nothing_under_way_to(state, block);
            default:
                break;
        }
        const Action &next = action(state, block);
        return next.kind != Action::wait || words_seem_there(state, block, next);
    }

    bool all_at_exit(const State &state) const {
        for (int block = 0; block < setup_.blocks; ++block) {
            if (state.status[block] == running) {
                return false;
            }
        }
        return true;
    }

    // What the block looks at in a wait.
    bool words_seem_there(const State &state, int block, const Action &wait) const {
        const int place = buffer(wait.step);
        if (!setup_.grid) {
            return (state.arrivals[block][wait.channel][place].phases & 1u) != parity(wait.step);
        }
        return for_expected(block, wait.channel, [&](int word) {
            return tag_fits(state.copies[block][wait.channel][place][word], wait.step);
        });
    }

    template <typename Holds>
    bool for_expected(int block, int channel, Holds holds) const {
        for (int word = 0; word < setup_.expected(block, channel); ++word) {
            if (!holds(word)) {
                return false;
            }
        }
        return true;
    }

    bool act(const State &state, int block) {
        State next = state;
        if (state.status[block] != running) {
            ++next.status[block];
            if (setup_.grid || setup_.defect == Defect::no_exit_barrier) {
                next.status[block] = gone;
            }
            return go(next, "ends,", block, 0, 0);
        }
        const Action &now = action(state, block);
        ++next.next[block];
        switch (now.kind) {
            case Action::leave:
                next.next[block] = state.next[block];
                next.status[block] = setup_.grid ? gone : at_exit;
                return go(next, "leaves,", block, 0, 0);
            case Action::send:
                send(next, block, now);
                return go(next, "sends", block, now.channel, now.step);
            case Action::expect:
                return expect(next, block, now) &&
                       go(next, "expects", block, now.channel, now.step);
            default:
                return finds(next, block, now) && go(next, "finds", block, now.channel, now.step);
        }
    }

    void send(State &next, int block, const Action &now) const {
        for (int to = 0; to < setup_.blocks; ++to) {
            if (setup_.expected(to, now.channel) > 0 && (now.to < 0 || now.to == to)) {
                next.under_way[to][now.channel][block] |= static_cast<uint8_t>(1 << now.step);
            }
        }
    }

    bool expect(State &next, int block, const Action &now) {
        Arrivals &arrivals = next.arrivals[block][now.channel][buffer(now.step)];
        if (arrivals.unarmed == 0) {
            return fail("a phase is armed twice");
        }
        int words = setup_.expected(block, now.channel);
        if (block == 0 && now.channel == at_.h(0)) {
            words -= setup_.defect == Defect::one_word_too_few;
            words += setup_.defect == Defect::one_word_too_many;
        }
        arrivals.unarmed = 0;
        arrivals.awaited = static_cast<int8_t>(arrivals.awaited + words);
        end_phase(arrivals);
        return true;
    }

    // A wait that has ended: the words are those of the step, and the arrivals are in its phase.
    bool finds(const State &next, int block, const Action &now) {
        const int place = buffer(now.step);
        if (programs_[block].held[next.next[block] - 1][now.channel][place] != 0 && setup_.grid) {
            return fail("a copy is overwritten while it is read");
        }
        if (!for_expected(block, now.channel, [&](int word) {
                return next.copies[block][now.channel][place][word] == now.step + 1;
            })) {
            return fail("a wait ends with words of another step");
        }
        const bool counted = setup_.grid || setup_.defect == Defect::one_buffer ||
                             next.arrivals[block][now.channel][place].phases == now.step / 2 + 1;
        return counted || fail("a phase has ended that nobody waited for");
    }

    bool give_up(const State &state, int block) {
        State next = state;
        next.given_up[block] = 1;
        next.next[block] = static_cast<uint8_t>(programs_[block].actions.size() - 1);
        next.status[block] = setup_.grid ? gone : at_exit;
        return go(next, "gives up,", block, 0, 0);
    }

    bool arrive(const State &state, int to, int channel, int word, int step) {
        State next = state;
        next.under_way[to][channel][word] &= static_cast<uint8_t>(~(1 << step));
        uint8_t &copy = next.copies[to][channel][buffer(step)][word];
        if (setup_.grid) {
            // The L2 keeps what is written when a block has ended.
            if (state.status[to] == running && copy != 0 &&
                    copy - 1 >= waited(state, to, channel)) {
                return fail("a word is overwritten before it is seen");
            }
        } else if (state.status[to] == gone) {
            return fail("a word arrives at a block that has left");
        } else {
            const uint8_t reading = held(state, to, channel, buffer(step));
            if (reading != 0 && reading != step + 1) {
                return fail("a copy is overwritten while it is read");
            }
            Arrivals &arrivals = next.arrivals[to][channel][buffer(step)];
            --arrivals.awaited;
            end_phase(arrivals);
        }
        copy = static_cast<uint8_t>(step + 1);
        return go(next, "gets", to, channel, step);
    }

    // The steps whose words of a channel a block has waited for.
    int waited(const State &state, int block, int channel) const {
        int steps = 0;
        for (int k = 0; k < state.next[block]; ++k) {
            const Action &done = programs_[block].actions[k];
            steps += done.kind == Action::wait && done.channel == channel;
        }
        return steps;
    }

    const Setup setup_;
    const Places at_;
    std::vector<Program> programs_;
    std::unordered_set<Fingerprint, Fingerprint::Hash> seen_;
    Exploration found_;
};

}  // namespace timbrel::test
