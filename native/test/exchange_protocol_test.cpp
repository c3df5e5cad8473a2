// SPDX-License-Identifier: Apache-2.0
// The protocol by which blocks of a team exchange words, explored in every order of its steps; that
// the exploration finds what is wrong where something is; and how long exactly a copy may be read.
#include <cstdio>
#include <string>

#include "check.h"
#include "exchange_model.h"

using namespace timbrel::test;

namespace {

int explorations = 0;
int64_t states = 0;

Exploration explore(const Setup &setup) {
    const Exploration found = ExchangeModel(setup).explore();
    ++explorations;
    states += found.states;
    return found;
}

// Five steps: every copy is used again at least once, the even one twice.
Setup generation(int blocks, int layers, bool grid, Order order) {
    Setup setup = {};
    setup.blocks = blocks;
    setup.layers = layers;
    setup.steps = 5;
    setup.grid = grid;
    setup.order = order;
    setup.owners = setup.head_blocks = blocks;
    set_rule(setup);
    return setup;
}

std::string describe(const Setup &setup) {
    char text[160];
    std::snprintf(text, sizeof text,
            "%s, %d blocks, %d layers, order %d, defect %d, owners %d, head %d%s%s",
            setup.grid ? "grid" : "cluster", setup.blocks, setup.layers,
            static_cast<int>(setup.order), static_cast<int>(setup.defect), setup.owners,
            setup.head_blocks, setup.gives_up ? ", gives up" : "", setup.late ? ", late" : "");
    return text;
}

void expect_right(const Setup &setup) {
    const Exploration found = explore(setup);
    if (!check(found.violation.empty(), "%s: %s", describe(setup).c_str(),
                found.violation.c_str())) {
        for (const std::string &step : found.order) {
            std::printf("    %s\n", step.c_str());
        }
    }
}

void expect_wrong(const Setup &setup, const char *violation) {
    const Exploration found = explore(setup);
    check(found.violation == violation, "%s: found \"%s\", expected \"%s\"",
            describe(setup).c_str(), found.violation.c_str(), violation);
}

// Every wait ends with the words of its step, nothing is overwritten or miscounted, and all end.
void test_every_order_is_right() {
    for (const bool grid : {false, true}) {
        for (const int blocks : {2, 3}) {
            // Words of a grid are not expected.
            for (int late = 0; late <= !grid; ++late) {
                Setup setup = {};
                for (const Order order : {Order::recurrent, Order::scattered}) {
                    for (const int channels : {1, 2}) {
                        setup = generation(blocks, channels, grid, order);
                        setup.late = late != 0;
                        expect_right(setup);
                    }
                }
                for (const int layers : {1, 2}) {
                    for (const Order order : {Order::drawn, Order::forced, Order::ahead}) {
                        setup = generation(blocks, layers, grid, order);
                        setup.late = late != 0;
                        setup.owners = 1;
                        // Most of all orders have those that know x ahead.
                        const int ahead = order == Order::ahead ? blocks + layers : 0;
                        setup.steps = ahead > 4 ? 3 : ahead == 4 ? 4 : 5;
                        expect_right(setup);
                    }
                    // Not every block has rows of the head.
                    setup = generation(blocks, layers, grid, Order::drawn);
                    setup.late = late != 0;
                    setup.owners = 1;
                    setup.head_blocks = blocks - 1;
                    expect_right(setup);
                }
            }
        }
        for (const int layers : {1, 2}) {
            expect_right(generation(2, layers, grid, Order::drawn));
        }
    }
}

// Whichever block gives up, and at whichever wait: the others end, and what they read until then is
// right.
void test_all_end_where_one_gives_up() {
    for (const bool grid : {false, true}) {
        for (const int blocks : {2, 3}) {
            Setup setup = {};
            for (const Order order : {Order::recurrent, Order::scattered}) {
                for (const int channels : {1, 2}) {
                    setup = generation(blocks, channels, grid, order);
                    setup.gives_up = true;
                    expect_right(setup);
                }
            }
            for (const Order order : {Order::drawn, Order::forced}) {
                setup = generation(blocks, 1, grid, order);
                setup.owners = 1;
                setup.gives_up = true;
                setup.steps = blocks == 2 ? 5 : 3;
                expect_right(setup);
            }
        }
        // One sends nothing from some step on, but does not end either until its patience has.
        Setup setup = generation(3, 1, grid, Order::recurrent);
        setup.defect = Defect::silent_when_inactive;
        setup.h[0].later = -1;
        setup.gives_up = true;
        expect_right(setup);
    }
}

void test_defects_are_found() {
    const struct {
        Defect defect;
        bool grid, gives_up;
        const char *violation;
    } cases[] = {
            {Defect::parity_of_every_step, false, false, "a wait ends with words of another step"},
            {Defect::parity_always_even, false, false, "a wait ends with words of another step"},
            {Defect::one_word_too_few, false, false, "a wait ends with words of another step"},
            {Defect::one_word_too_many, false, false, "blocks wait for ever"},
            {Defect::forgets_to_expect_once, false, false, "blocks wait for ever"},
            {Defect::expects_twice_once, false, false, "a phase is armed twice"},
            {Defect::tag_without_step, true, false, "a wait ends with words of another step"},
            {Defect::silent_when_inactive, false, false, "blocks wait for ever"},
            {Defect::silent_when_inactive, true, false, "blocks wait for ever"},
            {Defect::waits_for_ever, false, true, "blocks wait for ever"},
            {Defect::waits_for_ever, true, true, "blocks wait for ever"},
            {Defect::no_exit_barrier, false, true, "a word arrives at a block that has left"},
            {Defect::no_linger, false, true, "a word arrives at a block that has left"},
            {Defect::last_words_not_waited_for, false, false,
                    "a word arrives at a block that has left"},
    };
    for (const auto &one : cases) {
        for (const int blocks : {2, 3}) {
            for (const Order order : {Order::drawn, Order::recurrent, Order::scattered}) {
                Setup setup = generation(blocks, 1, one.grid, order);
                setup.owners = 1;
                setup.defect = one.defect;
                setup.gives_up = one.gives_up;
                expect_wrong(setup, one.violation);
            }
        }
    }
    // Of a single buffer nothing is left between a wait and the next words.
    for (const bool grid : {false, true}) {
        Setup setup = generation(2, 1, grid, Order::drawn);
        setup.defect = Defect::one_buffer;
        expect_wrong(setup, "a copy is overwritten while it is read");
        setup = generation(2, 1, grid, Order::recurrent);
        setup.defect = Defect::one_buffer;
        expect_wrong(setup, grid ? "a word is overwritten before it is seen"
                                 : "a wait ends with words of another step");
    }
}

// The rule of exchange.h allows no send more: a copy that is read until the relay behind the one it
// names is overwritten in some order.
void test_the_rule_is_exact() {
    const char *const overwritten = "a copy is overwritten while it is read";
    for (const int layers : {1, 2}) {
        const Places at = {layers};
        const int first = at.h(0), last = at.h(layers - 1);
        // Drawn from the outputs of some blocks, whose words are no relay.
        Setup setup = generation(3, layers, false, Order::drawn);
        setup.owners = 2;
        setup.head_blocks = 1;
        expect_right(setup);
        const Setup right = setup;
        setup.x = {first, 2};
        expect_wrong(setup, overwritten);
        setup = right;
        setup.h[0] = {first, 2};
        expect_wrong(setup, overwritten);
        setup = right;
        setup.outputs = {first, 3};
        expect_wrong(setup, overwritten);
        if (layers == 2) {
            setup = right;
            setup.h[1] = {last, 2};
            expect_wrong(setup, overwritten);
        }
        setup = generation(2, layers, false, Order::forced);
        setup.owners = 1;
        setup.x = {first, 2};
        expect_wrong(setup, overwritten);
        setup = generation(2, layers, false, Order::ahead);
        setup.owners = 1;
        setup.x = {first, 1};
        expect_wrong(setup, overwritten);
    }
    for (const Order order : {Order::recurrent, Order::scattered}) {
        for (const int channels : {1, 2}) {
            Setup setup = generation(2, channels, false, order);
            setup.h[0].later = 2;
            expect_wrong(setup, overwritten);
        }
        // With layer norm, the second channel's copy.
        Setup setup = generation(2, 2, false, order);
        setup.h[1] = {setup.places().h(1), 2};
        expect_wrong(setup, overwritten);
    }
    // Whoever has got the words of the next step may go on, though others have not.
    for (const int channels : {1, 2}) {
        Setup setup = generation(3, channels, false, Order::scattered);
        setup.h[0].sends = 1;
        expect_wrong(setup, overwritten);
    }
}

}  // namespace

int main() {
    test_every_order_is_right();
    test_all_end_where_one_gives_up();
    test_defects_are_found();
    test_the_rule_is_exact();
    std::printf("%d explorations, %lld states\n", explorations, static_cast<long long>(states));
    return report("exchange_protocol_test");
}
