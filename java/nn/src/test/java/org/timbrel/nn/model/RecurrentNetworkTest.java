// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.timbrel.nn.model.NetworkAgreement.assertAgrees;
import static org.timbrel.nn.model.SomeNetworks.HEADS;
import static org.timbrel.nn.model.SomeNetworks.MEAN;
import static org.timbrel.nn.model.SomeNetworks.MIXTURE;
import static org.timbrel.nn.model.SomeNetworks.spec;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.TestDevice;

@Tag("device")
class RecurrentNetworkTest {

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    /** T, N, D, L, H, E: none a multiple of a tile, none of something, one of everything. */
    private static final int[][] SIZES = {
        {1, 1, 1, 1, 1, 0},
        {1, 3, 5, 1, 7, 0},
        {11, 1, 4, 1, 7, 0},
        {11, 3, 4, 2, 7, 0},
        {6, 3, 5, 3, 33, 0},
        {6, 1, 3, 2, 129, 0},
        {5, 3, 40, 1, 129, 0},
        {7, 3, 5, 2, 7, 3},
        {5, 2, 3, 3, 33, 9},
        {4, 3, 2, 3, 1, 1},
        {0, 2, 3, 1, 7, 0},
        {3, 0, 3, 1, 7, 0},
        {150, 2, 3, 1, 7, 0},
    };

    @Test
    void agreesWithTheOracleAtAwkwardSizes() {
        for (int[] size : SIZES) {
            for (Head head : new Head[] {MIXTURE, MEAN}) {
                float dropout = size[0] % 2 == 1 ? 0.3f : 0;
                NetworkSpec spec = spec(head, size[2], size[3], size[4], size[5], dropout);
                assertAgrees(new NetworkCase(spec, size[0], size[1], 1).run(device));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.timbrel.nn.model.SomeNetworks#networks")
    void agreesWithTheOracle(NetworkSpec spec) {
        assertAgrees(new NetworkCase(spec, 6, 3, 1).run(device));
        assertAgrees(new NetworkCase(spec, 9, 5, 2).ragged().scoredFrom(2).run(device));
    }

    @ParameterizedTest
    @MethodSource("org.timbrel.nn.model.SomeNetworks#networks")
    void theBitsDoNotDependOnThreads(NetworkSpec spec) {
        NetworkCase one = new NetworkCase(spec, 9, 19, 2).ragged();
        NetworkCase two = new NetworkCase(spec, 9, 19, 2).ragged();
        try (Device single = Devices.open("cpu", new DeviceOptions(Precision.FP32, 1))) {
            one.run(single);
        }
        try (Device twin = Devices.open("cpu", new DeviceOptions(Precision.FP32, 2))) {
            two.run(twin);
        } finally {
            Devices.open("cpu").close(); // Other tests take what there is.
        }
        assertEquals(one.loss, two.loss);
        assertArrayEquals(one.gradients, two.gradients);
        assertArrayEquals(one.lastH, two.lastH);
    }

    @Test
    void endsEachSequenceAtItsOwnLength() {
        for (int dense : new int[] {0, 4}) {
            NetworkSpec spec = new NetworkSpec(3, 2, 7, dense, 0.2f, MIXTURE);
            assertAgrees(new NetworkCase(spec, 9, 5, 2).ragged().run(device));
        }
    }

    @Test
    void scoresFromAStepOn() {
        NetworkSpec spec = new NetworkSpec(3, 1, 7, 0, 0, MIXTURE);
        NetworkCase warm = new NetworkCase(spec, 9, 5, 3).ragged().scoredFrom(4).run(device);
        assertAgrees(warm);
        assertEquals(0, warm.losses[3 * 5]);
        long expected = Arrays.stream(warm.lengths).map(length -> Math.max(0, length - 4)).sum();
        assertEquals(expected, warm.loss.steps());
    }

    /** The oracle's own gradients, so that it is not just another copy of the same mistake. */
    @Test
    void theOracleAgreesWithCentralDifferences() {
        for (Head head : HEADS) {
            for (Cell cell : Cell.values()) {
                NetworkSpec spec = spec(head, 2, 2, 3, 2, 0.3f).withCell(cell);
                assertSlopes(spec.withLayerNorm(true).withRecurrentDropout(0.4f));
                assertSlopes(spec.withConditions(2));
            }
        }
    }

    private static void assertSlopes(NetworkSpec spec) {
        NetworkCase small = new NetworkCase(spec, 5, 3, 4).ragged().scoredFrom(1);
        double[] weights = NetworkCase.doubles(small.parameters);
        NetworkOracle oracle = small.oracle(weights);
        for (int k = 0; k < weights.length; k++) {
            double step = 1e-5;
            double[] above = weights.clone();
            above[k] += step;
            double[] below = weights.clone();
            below[k] -= step;
            double slope = (small.oracle(above).sum - small.oracle(below).sum) / (2 * step);
            // The difference quotient errs by step^2 times a third derivative, and by
            // rounding of 1e-16 / step.
            assertEquals(slope, oracle.gradients[k], 1e-6 * (1 + Math.abs(slope)), "at " + k);
        }
    }

    @Test
    void agreesWithCentralDifferencesOfItsOwnLoss() {
        NetworkSpec spec = new NetworkSpec(3, 2, 7, 4, 0.25f, MIXTURE);
        NetworkCase centre = new NetworkCase(spec, 6, 3, 5).ragged().run(device);
        float step = 1 / 128f;
        for (int k = 0; k < centre.parameters.length; k += 7) {
            double slope = (lossAt(centre, k, step) - lossAt(centre, k, -step)) / (2 * step);
            // In single precision: the loss, tens of nats, is good to some 1e-6, which the step
            // makes 1e-3; the step squared times a third derivative is of the same size.
            assertEquals(slope, centre.gradients[k], 4e-3 * (1 + Math.abs(slope)), "at " + k);
        }
    }

    private double lossAt(NetworkCase centre, int parameter, float step) {
        NetworkCase moved = new NetworkCase(centre.spec, centre.steps, centre.batch, 5).ragged();
        moved.parameters[parameter] += step;
        return moved.run(device).loss.sum();
    }

    /** A network in the first part of another's memory does what one of that length does. */
    @ParameterizedTest
    @MethodSource("org.timbrel.nn.model.SomeNetworks#networks")
    void aShorterOneInTheSameMemoryDoesTheSame(NetworkSpec spec) {
        NetworkCase whole = new NetworkCase(spec, 6, 4, 3).ragged().scoredFrom(1).run(device);
        try (RecurrentNetwork longer = new RecurrentNetwork(device, spec, 11, 4, 1);
                RecurrentNetwork network = longer.shorter(6);
                Parameters weights = new Parameters(device, spec);
                Parameters slopes = new Parameters(device, spec);
                RecurrentState state = new RecurrentState(device, spec, 4)) {
            assertEquals(6, network.steps());
            assertEquals(11, longer.steps());
            weights.flat().copyFrom(whole.parameters);
            // What a longer batch leaves in the memory has no influence.
            longer.train(weights, slopes, state);
            whole.restore(state);
            network.inputs().copyFrom(whole.inputs);
            network.targets().copyFrom(whole.targets);
            network.lengths(whole.lengths);
            network.dropout(whole.dropoutSeed, whole.dropoutStep);
            network.train(weights, slopes, state);
            assertEquals(whole.loss, network.loss());
            assertArrayEquals(whole.gradients, slopes.flat().toArray());
            assertArrayEquals(whole.lastH, state.h().toArray());
        }
    }

    @Test
    void chunksWithTheStateCarriedGiveTheWhole() {
        NetworkSpec spec = new NetworkSpec(4, 2, 33, 0, 0, MIXTURE);
        NetworkCase whole = new NetworkCase(spec, 12, 3, 6).run(device);
        NetworkCase first = new NetworkCase(spec, 5, 3, 6);
        NetworkCase second = new NetworkCase(spec, 7, 3, 6);
        cut(whole, first, 0);
        cut(whole, second, 5);
        copy(whole.parameters, first.parameters);
        copy(whole.h0, first.h0);
        copy(whole.c0, first.c0);
        first.run(device);
        copy(whole.parameters, second.parameters);
        copy(first.lastH, second.h0);
        copy(first.lastC, second.c0);
        second.run(device);
        assertArrayEquals(Arrays.copyOf(whole.losses, 15), first.losses);
        assertArrayEquals(Arrays.copyOfRange(whole.losses, 15, 36), second.losses);
        assertArrayEquals(whole.lastH, second.lastH);
        assertArrayEquals(whole.lastC, second.lastC);
    }

    private static void cut(NetworkCase whole, NetworkCase part, int from) {
        int row = whole.batch * whole.spec.frameSize();
        System.arraycopy(whole.inputs, from * row, part.inputs, 0, part.inputs.length);
        System.arraycopy(whole.targets, from * row, part.targets, 0, part.targets.length);
    }

    private static void copy(float[] from, float[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    @Test
    void whatStandsPastALengthHasNoInfluence() {
        for (Head head : HEADS) {
            NetworkSpec spec = spec(head, 3, 2, 7, 4, 0.2f);
            int width = spec.frameSize();
            NetworkCase clean = new NetworkCase(spec, 9, 5, 7).ragged().run(device);
            NetworkCase poisoned = new NetworkCase(spec, 9, 5, 7).ragged();
            for (int t = 0; t < 9; t++) {
                for (int n = 0; n < 5; n++) {
                    int row = (t * 5 + n) * width;
                    if (t >= poisoned.lengths[n]) {
                        Arrays.fill(poisoned.inputs, row, row + width, Float.NaN);
                        Arrays.fill(poisoned.targets, row, row + width, Float.NaN);
                    }
                }
            }
            poisoned.run(device);
            assertEquals(clean.loss, poisoned.loss);
            assertArrayEquals(clean.gradients, poisoned.gradients);
            assertArrayEquals(clean.lastH, poisoned.lastH);
        }
    }

    @Test
    void evaluatesWithoutDropout() {
        NetworkSpec spec = new NetworkSpec(3, 2, 7, 4, 0.5f, MIXTURE);
        NetworkSpec none = new NetworkSpec(3, 2, 7, 4, 0, MIXTURE);
        NetworkCase expected = new NetworkCase(none, 6, 2, 8).run(device);
        try (RecurrentNetwork network = RecurrentNetwork.forEvaluation(device, spec, 6, 2);
                Parameters parameters = new Parameters(device, spec);
                RecurrentState state = new RecurrentState(device, spec, 2)) {
            parameters.flat().copyFrom(expected.parameters);
            expected.restore(state);
            network.inputs().copyFrom(expected.inputs);
            network.targets().copyFrom(expected.targets);
            network.evaluate(parameters, state);
            assertEquals(expected.loss, network.loss());
            assertArrayEquals(expected.lastH, state.h().toArray());
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        NetworkSpec spec = new NetworkSpec(5, 2, 33, 0, 0.3f, MIXTURE);
        NetworkCase once = new NetworkCase(spec, 20, 3, 9).run(device);
        NetworkCase again = new NetworkCase(spec, 20, 3, 9).run(device);
        assertEquals(once.loss, again.loss);
        assertArrayEquals(once.gradients, again.gradients);
    }

    @Test
    void refusesLengthsOfAnotherBatch() {
        NetworkSpec spec = new NetworkSpec(1, 1, 1, 0, 0, MEAN);
        try (RecurrentNetwork network = new RecurrentNetwork(device, spec, 3, 2, 0)) {
            assertEquals(
                    "1 lengths for a batch of 2",
                    assertThrows(IllegalArgumentException.class, () -> network.lengths(1))
                            .getMessage());
            assertEquals(
                    "length 4 of sequence 1 is outside 0..3",
                    assertThrows(IllegalArgumentException.class, () -> network.lengths(1, 4))
                            .getMessage());
        }
    }
}
