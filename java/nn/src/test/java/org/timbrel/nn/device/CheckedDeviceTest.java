// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What no device ever sees. */
class CheckedDeviceTest {

    private final Device device = Devices.open("cpu");

    @Test
    void refusesAnArrayShorterThanItsShape() {
        RecurrentShape shape = new RecurrentShape(Cell.LSTM, false, 2, 3, 4, 5);
        try (Tensor enough = device.zeros(240);
                Tensor x = device.zeros(23);
                Indices lengths = device.indices(1, 1)) {
            RecurrentTape tape = new RecurrentTape(x, enough, null, null);
            assertEquals(
                    "x holds 23 elements, but [T,N,I] needs 24 at " + shape,
                    refusal(() -> run(shape, null, x, enough, null)));
            assertEquals(
                    "lengths holds 2 elements, but [N] needs 3 at " + shape,
                    refusal(() -> run(shape, lengths, enough, enough, null)));
            assertEquals(
                    "tape.gates holds 23 elements, but [T,N,GH] needs 120 at " + shape,
                    refusal(() -> run(shape, null, enough, enough, tape)));
        }
    }

    @Test
    void wantsTheSumsOfTheInputWhereThereIsNone() {
        RecurrentShape shape = new RecurrentShape(Cell.GRU, true, 2, 3, 4, 5);
        try (Tensor enough = device.zeros(240)) {
            assertEquals(
                    "tape.gates",
                    assertThrows(
                                    NullPointerException.class,
                                    () -> run(shape, null, null, enough, null))
                            .getMessage());
        }
    }

    @Test
    void refusesGradientsThatNoLayerHas() {
        RecurrentShape lstm = new RecurrentShape(Cell.LSTM, false, 2, 3, 4, 5);
        RecurrentShape gru = new RecurrentShape(Cell.GRU, true, 2, 3, 4, 5);
        try (Tensor enough = device.zeros(240)) {
            assertEquals(
                    "gradients.hidden must be null: gradients.gates stands for it at " + lstm,
                    refusal(() -> back(lstm, enough, enough, null, enough)));
            assertEquals(
                    "gradients.x must be null where x is: only gates were given to the layer",
                    refusal(() -> back(gru, enough, null, enough, enough)));
        }
    }

    private void back(RecurrentShape shape, Tensor enough, Tensor x, Tensor dx, Tensor dHidden) {
        RecurrentWeights weights = new RecurrentWeights(enough, enough, null, null, enough);
        NormTape norm = new NormTape(enough, enough);
        RecurrentTape tape = new RecurrentTape(enough, enough, null, norm);
        RecurrentGradients gradients = new RecurrentGradients(weights, dx, null, enough, dHidden);
        device.recurrentBackward(
                shape, null, x, weights, null, null, enough, tape, enough, null, gradients);
    }

    private void run(
            RecurrentShape shape, Indices lengths, Tensor x, Tensor enough, RecurrentTape tape) {
        RecurrentWeights weights = new RecurrentWeights(enough, enough, null, null, enough);
        LayerState state = new LayerState(enough, enough);
        device.recurrentForward(shape, lengths, x, weights, null, null, enough, state, tape);
    }

    @Test
    void refusesTensorsOfAnotherDevice() {
        try (Device other = Devices.open("cpu");
                Tensor mine = device.zeros(4);
                Tensor foreign = other.zeros(4)) {
            assertEquals(
                    "source lies on another device (cpu) than this (cpu)",
                    refusal(() -> device.copy(foreign, mine)));
            assertEquals(
                    "tensor [4] lies on another device (cpu) than tensor [4] (cpu)",
                    refusal(() -> mine.copyFrom(foreign)));
        }
    }

    @Test
    void refusesIndicesAndDoublesOfAnotherDevice() {
        try (Device other = Devices.open("cpu");
                Tensor x = device.zeros(2, 1, 3);
                Indices lengths = other.indices(1);
                Doubles norm = other.doubles(0);
                Doubles how = device.doubles(1, 2, 3, 4, 5)) {
            assertEquals(
                    "lengths lies on another device (cpu) than this (cpu)",
                    refusal(() -> device.clearPast(lengths, x)));
            assertEquals(
                    "norm lies on another device (cpu) than this (cpu)",
                    refusal(() -> device.sgd(how, x, x, x, norm)));
            assertEquals(
                    "target lies on another device (cpu) than this (cpu)",
                    refusal(() -> device.write(new long[] {1}, lengths)));
        }
    }

    @Test
    void refusesProductsThatDoNotFit() {
        try (Tensor a = device.zeros(2, 3);
                Tensor b = device.zeros(2, 4);
                Tensor c = device.zeros(3, 4)) {
            device.gemm(true, false, false, a, b, c);
            assertEquals(
                    "tensor [2, 3] times tensor [2, 4] does not give tensor [3, 4]",
                    refusal(() -> device.gemm(false, false, false, a, b, c)));
            assertEquals(
                    "x tensor [2, 4] does not go into weight tensor [2, 3]",
                    refusal(() -> device.denseForward(false, b, a, a, c)));
        }
    }

    @Test
    void refusesSettingsThatAreTooFew() {
        try (Tensor parameters = device.zeros(3);
                Doubles how = device.doubles(1, 2, 3, 4, 5);
                Doubles norm = device.doubles(0)) {
            assertEquals(
                    "how holds 5 elements, but a step needs 8 at tensor [3]",
                    refusal(
                            () ->
                                    device.adam(
                                            how,
                                            parameters,
                                            parameters,
                                            parameters,
                                            parameters,
                                            norm)));
        }
    }

    @Test
    void refusesATextureWhoseArraysAreTooShort() {
        TextureShape texture = new TextureShape(3, 2, 1, 2, 4, 5, 0, 1);
        NetworkShape network =
                new NetworkShape(Cell.LSTM, HeadType.CATEGORICAL, 1, 1, 2, 0, 4, 0, false, 0, 8);
        try (Tensor enough = device.zeros(1000);
                Tensor few = device.zeros(5);
                Indices zeros = device.indices(new long[9])) {
            assertEquals(
                    "texture.gains holds 5 elements, but [C,(P+S)D,D] needs 54 at " + texture,
                    refusal(() -> generate(network, texture, enough, few, zeros, enough)));
            assertEquals(
                    "weights holds 5 elements, but [steps,N,C] needs 18 at " + texture,
                    refusal(() -> generate(network, texture, enough, enough, zeros, few)));
        }
    }

    @Test
    void refusesAGrammarOrConditionsThatDoNotFit() {
        NetworkShape tokens =
                new NetworkShape(Cell.GRU, HeadType.CATEGORICAL, 1, 1, 2, 0, 4, 3, false, 0, 0, 5);
        NetworkShape frames =
                new NetworkShape(Cell.GRU, HeadType.MEAN, 1, 1, 2, 0, 0, 0, false, 0, 0);
        try (Tensor enough = device.zeros(100);
                Tensor few = device.zeros(9);
                Indices zeros = device.indices(new long[8]);
                Indices one = device.indices(0)) {
            GrammarArrays grammar = new GrammarArrays(2, 3, zeros);
            assertEquals(
                    "conditions holds 9 elements, but [steps,N,C] needs 40 at " + tokens,
                    refusal(() -> generate(tokens, enough, zeros, null, null, few)));
            assertEquals(
                    "grammar.next holds 8 elements, but [S,K] needs 12 at " + tokens,
                    refusal(
                            () ->
                                    generate(
                                            tokens,
                                            enough,
                                            zeros,
                                            zeros,
                                            new GrammarArrays(3, 3, zeros),
                                            enough)));
            assertEquals(
                    "slots.states holds 1 elements, but [N] needs 8 at " + tokens,
                    refusal(() -> generate(tokens, enough, zeros, one, grammar, enough)));
            assertEquals(
                    "a grammar is of tokens, but the head is MEAN",
                    refusal(() -> generate(frames, enough, zeros, zeros, grammar, null)));
            assertEquals(
                    "conditions are given, but the network takes none: " + frames,
                    refusal(() -> generate(frames, enough, zeros, null, null, enough)));
            assertEquals(
                    "y holds 9 elements, but [R,M+C] needs 25 at tensor [20, 3]",
                    refusal(
                            () ->
                                    device.embeddingForward(
                                            2, enough.view(0, 5, 3), enough.view(0, 20, 3), few)));
        }
    }

    private void generate(
            NetworkShape network,
            Tensor all,
            Indices zeros,
            Indices states,
            GrammarArrays grammar,
            Tensor conditions) {
        GenerationSlots slots =
                new GenerationSlots(
                        all, all, all, all, null, null, zeros, zeros, zeros, zeros, states);
        try (PackedNetwork packed = packed(network)) {
            device.generate(packed, 1, slots, grammar, conditions, null, all);
        }
    }

    private void generate(
            NetworkShape network,
            TextureShape shape,
            Tensor all,
            Tensor gains,
            Indices zeros,
            Tensor weights) {
        TextureArrays texture =
                new TextureArrays(
                        shape, all, gains, all, all, all, all, zeros, zeros, zeros, all, all, all,
                        all, all, all, all);
        GenerationSlots slots =
                new GenerationSlots(all, all, null, all, null, null, zeros, zeros, zeros, zeros);
        TextureState state = new TextureState(all, zeros);
        try (PackedNetwork packed = packed(network)) {
            device.generateTexture(packed, texture, 1, slots, state, weights, null, all);
        }
    }

    private PackedNetwork packed(NetworkShape network) {
        KernelPlan plan = KernelPlan.plain("");
        return new PackedNetwork(network, plan, device.zeros(device.generatorSize(network, plan)));
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
