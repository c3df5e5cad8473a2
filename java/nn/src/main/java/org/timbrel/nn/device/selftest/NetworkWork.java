// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.Locale;
import java.util.function.Consumer;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.HeadType;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;

/** What depends on a network's head: its losses, and generation. */
final class NetworkWork {

    private static final int STEPS = 6;
    private static final int SLOTS = 3;

    private NetworkWork() {}

    static String name(HeadType head) {
        return head.name().toLowerCase(Locale.ROOT);
    }

    static Consumer<Workbench> loss(HeadType head) {
        return bench -> {
            NetworkShape shape = shape(head, Cell.LSTM, false, 0);
            int width = shape.frameSize();
            Tensor outputs = bench.random(2, 7, 5, shape.headSize());
            Tensor targets =
                    switch (head) {
                        case MEAN, MIXTURE -> bench.random(1, 7, 5, width);
                        case CATEGORICAL -> bench.tokens(shape.components(), 7, 5, width);
                        case BERNOULLI -> bench.tokens(2, 7, 5, width);
                    };
            Tensor losses = bench.poisoned(7, 5);
            Tensor dOutputs = bench.poisoned(7, 5, shape.headSize());
            Doubles sum = bench.doubles(Double.NaN);
            var lengths = bench.indices(7, 0, 3, 6, 1);
            bench.device().clearPast(lengths, targets);
            bench.device().headLoss(shape, lengths, 1, outputs, targets, losses, dOutputs, sum);
            bench.keep(losses, dOutputs);
            bench.keep(sum);
        };
    }

    /**
     * Every cell, with layer norm and a dense layer in between and without; and with conditions,
     * tokens then under a grammar. Then layers that some of a GPU's kernels serve alone: LSTMs
     * without either, whose units are no multiple of what a block takes.
     */
    static Consumer<Workbench> generation(HeadType head) {
        return bench -> {
            for (Cell cell : Cell.values()) {
                generate(bench, shape(head, cell, false, 0), false);
                generate(bench, shape(head, cell, true, 0), false);
                generate(bench, shape(head, cell, true, 3), head == HeadType.CATEGORICAL);
            }
            generate(bench, stacked(shape(head, Cell.LSTM, false, 2)), false);
        };
    }

    private static NetworkShape shape(HeadType head, Cell cell, boolean large, int conditions) {
        boolean tokens = head == HeadType.CATEGORICAL;
        int components = tokens ? 19 : head == HeadType.MIXTURE ? 3 : 0;
        return new NetworkShape(
                cell,
                head,
                tokens ? 1 : 5,
                large ? 2 : 1,
                large ? 35 : 8,
                large ? 9 : 0,
                components,
                tokens ? 6 : 0,
                large,
                0.1f,
                0,
                conditions);
    }

    /** Two layers of 68 units. */
    private static NetworkShape stacked(NetworkShape one) {
        return new NetworkShape(
                one.cell(),
                one.head(),
                one.frameSize(),
                2,
                68,
                0,
                one.components(),
                one.embeddingSize(),
                false,
                one.scaleFloor(),
                0,
                one.conditionSize());
    }

    /** Of every three tokens one is forbidden, which one depends on the state; 18 ends. */
    private static GrammarArrays grammar(Workbench bench, int tokens) {
        long[] next = new long[4 * tokens];
        for (int k = 0; k < next.length; k++) {
            int state = k / tokens;
            int token = k % tokens;
            next[k] = (state + token) % 3 == 2 ? -1 : (2 * state + token) % 4;
        }
        return new GrammarArrays(4, tokens - 1, bench.indices(next));
    }

    private static void generate(Workbench bench, NetworkShape shape, boolean limited) {
        Tensor parameters = bench.random(0.3, shape.parameterCount());
        PackedNetwork network = bench.packed(shape, null, SLOTS, parameters);
        long width = shape.frameSize();
        boolean tokens = shape.head() == HeadType.CATEGORICAL;
        GenerationSlots slots =
                new GenerationSlots(
                        bench.random(0.5, shape.layers(), SLOTS, shape.hiddenSize()),
                        bench.random(0.5, shape.layers(), SLOTS, shape.hiddenSize()),
                        tokens
                                ? bench.tokens(shape.components(), SLOTS, width)
                                : bench.random(1, SLOTS, width),
                        bench.random(0, SLOTS),
                        bench.indices(0, 4, 7),
                        null,
                        bench.indices(1, -2, 3),
                        bench.indices(0, 5, 9),
                        bench.indices(0, 11, 4_000_000_000L),
                        bench.indices(1, 0, 1),
                        bench.indices(0, 1, 2));
        GrammarArrays grammar = limited ? grammar(bench, shape.components()) : null;
        Tensor conditions =
                shape.conditionSize() > 0
                        ? bench.random(1, STEPS, SLOTS, shape.conditionSize())
                        : null;
        slots.temperatures().copyFrom(0.5f, 1, 1.25f);
        Tensor forced =
                tokens
                        ? bench.tokens(shape.components(), 2, SLOTS, width)
                        : bench.random(1, 2, SLOTS, width);
        if (limited) {
            forced.copyFrom(3, 0, 2, 4, 0, 5); // that the states of the active slots allow
        }
        bench.device().generate(network, 2, slots, grammar, conditions, forced, null);
        Tensor out = bench.poisoned(STEPS, SLOTS, width);
        bench.device().generate(network, STEPS, slots, grammar, conditions, null, out);
        bench.keep(out, slots.frames(), slots.h());
        bench.keep(slots.positions());
        bench.keep(slots.states());
    }
}
