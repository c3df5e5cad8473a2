// SPDX-License-Identifier: Apache-2.0
// What the blocks of a team do with their channels, as lists of actions: the order of generation
// and of a layer's ways forward and back, and ways to get it wrong.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "exchange.h"

namespace timbrel::test {

constexpr int most_blocks = 3, most_channels = 4;

// The channels of a model. A block's word of a channel has the block's rank as its place.
struct Places {
    int layers;
    int x() const { return 0; }
    int h(int layer) const { return 1 + layer; }
    int outputs() const { return 1 + layers; }
    int count() const { return 2 + layers; }
};

struct Action {
    enum Kind { expect, send, wait, leave } kind;
    int channel, step;
    int to = -1;  // whom a send goes to; -1: all
};

// A copy is read until the block sends `channel` of `later` steps behind the copy's; where it sends
// to one after the other, through so many of its sends to others. later < 0: until right behind the
// wait.
struct Release {
    int channel, later;
    int sends = 0;
};

enum class Order {
    drawn,      // x of a step is drawn from the outputs of the step before
    forced,     // x is known: sent once the last layer of the step before has come; no outputs
    ahead,      // x is known, and sent a step ahead, before the step's own work
    recurrent,  // no x and no outputs: h(0) to h(layers - 1), all to all. Of one: a layer's way
                // forward; of two: with layer norm, h(0) being h and h(1) what the sums come to
    scattered   // the same, but the last has other words to each, sent to one after the other: the
                // way back. Of two: with layer norm, h(0) being what the gradients come to
};

enum class Defect {
    none,
    one_buffer,
    parity_of_every_step,
    parity_always_even,
    one_word_too_few,
    one_word_too_many,
    forgets_to_expect_once,
    expects_twice_once,
    tag_without_step,
    silent_when_inactive,  // the last block sends no h at step 1
    waits_for_ever,
    no_exit_barrier,
    no_linger,
    last_words_not_waited_for
};

struct Setup {
    int blocks, layers, steps;
    bool grid;  // tagged words in place of counted arrivals
    Order order;
    Defect defect;
    bool gives_up;    // blocks may give up at any wait
    int owners;       // blocks 0.. of slots: they send x and get outputs
    int head_blocks;  // blocks 0.. with rows of the head: they send outputs
    bool late;        // a channel is expected right before its wait, not at the step's start
    Release x, h[2], outputs;

    Places places() const { return {layers}; }

    bool has_inputs() const { return order != Order::recurrent && order != Order::scattered; }

    // Words that a block gets on a channel at a step.
    int expected(int block, int channel) const {
        const Places at = places();
        if (channel == at.x()) {
            return has_inputs() ? owners : 0;
        }
        if (channel == at.outputs()) {
            return order == Order::drawn && block < owners ? head_blocks : 0;
        }
        return blocks;
    }

    const Release &release(int channel) const {
        const Places at = places();
        return channel == at.x() ? x : channel == at.outputs() ? outputs : h[channel - 1];
    }
};

// When copies may be read last: the table of exchange.h.
inline void set_rule(Setup &setup) {
    const Places at = setup.places();
    const int last = at.h(setup.layers - 1);
    setup.x = {last, setup.order == Order::ahead ? 0 : 1};
    setup.h[0] = {last, 1};
    setup.h[1] = {at.h(0), 2};
    setup.outputs = {last, 2};
}

// The actions of a block, and what holds while it stands before each of them.
struct Program {
    std::vector<Action> actions;
    // [action][channel][step & 1]: the step whose copy is being read, + 1; 0: none.
    std::vector<std::vector<std::array<uint8_t, 2>>> held;
};

class ProgramWriter {
public:
    ProgramWriter(const Setup &setup, int block)
        : setup_(setup), at_(setup.places()), rank_(block) {}

    Program write() {
        const bool owner = rank_ < setup_.owners && setup_.has_inputs();
        if (owner) {
            send(at_.x(), 0);
        }
        for (int step = 0; step < setup_.steps; ++step) {
            write_step(step, owner);
        }
        program_.actions.push_back({Action::leave, 0, setup_.steps});
        hold();
        return program_;
    }

private:
    void write_step(int step, bool owner) {
        const bool last = step + 1 == setup_.steps;
        if (!setup_.late) {
            for (int channel = 0; channel < at_.count(); ++channel) {
                expect(channel, step);
            }
        }
        if (owner && setup_.order == Order::ahead && !last) {
            send(at_.x(), step + 1);
        }
        wait(at_.x(), step);
        for (int layer = 0; layer < setup_.layers; ++layer) {
            if (setup_.defect != Defect::silent_when_inactive || step != 1 ||
                    rank_ + 1 < setup_.blocks) {
                send(at_.h(layer), step);
            }
            wait(at_.h(layer), step);
        }
        if (setup_.order == Order::drawn && rank_ < setup_.head_blocks) {
            send(at_.outputs(), step);
        }
        wait(at_.outputs(), step);
        if (owner && setup_.order != Order::ahead && !last) {
            send(at_.x(), step + 1);
        }
    }

    void send(int channel, int step) {
        if (setup_.order != Order::scattered || channel != at_.h(setup_.layers - 1)) {
            program_.actions.push_back({Action::send, channel, step});
            return;
        }
        for (int k = 0; k < setup_.blocks; ++k) {
            const int to = (rank_ + k) % setup_.blocks;
            program_.actions.push_back({Action::send, channel, step, to});
        }
    }

    void expect(int channel, int step) {
        const bool odd_one = channel == at_.h(0) && step == 1 && rank_ == 0;
        if (setup_.grid || setup_.expected(rank_, channel) == 0 ||
                (odd_one && setup_.defect == Defect::forgets_to_expect_once)) {
            return;
        }
        program_.actions.push_back({Action::expect, channel, step});
        if (odd_one && setup_.defect == Defect::expects_twice_once) {
            program_.actions.push_back({Action::expect, channel, step});
        }
    }

    void wait(int channel, int step) {
        if (setup_.expected(rank_, channel) == 0 ||
                (setup_.defect == Defect::last_words_not_waited_for && step + 1 == setup_.steps &&
                        channel == at_.h(setup_.layers - 1))) {
            return;
        }
        if (setup_.late) {
            expect(channel, step);
        }
        program_.actions.push_back({Action::wait, channel, step});
    }

    // Marks copies from behind their wait to before the send that releases them.
    void hold() {
        const auto &actions = program_.actions;
        program_.held.assign(actions.size(), std::vector<std::array<uint8_t, 2>>(at_.count()));
        for (size_t from = 0; from < actions.size(); ++from) {
            if (actions[from].kind != Action::wait) {
                continue;
            }
            const int channel = actions[from].channel, step = actions[from].step;
            const Release &release = setup_.release(channel);
            int sends = 0;
            for (size_t k = from + 1; release.later >= 0 && k < actions.size(); ++k) {
                program_.held[k][channel][step & 1] = static_cast<uint8_t>(step + 1);
                if (actions[k].kind == Action::send && actions[k].channel == release.channel &&
                        actions[k].step == step + release.later && actions[k].to != rank_ &&
                        sends++ == release.sends) {
                    break;
                }
            }
        }
    }

    const Setup &setup_;
    const Places at_;
    const int rank_;
    Program program_;
};

}  // namespace timbrel::test
