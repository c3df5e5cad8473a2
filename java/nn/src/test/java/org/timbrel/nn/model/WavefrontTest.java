// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.nn.model.NetworkAgreement.assertAgrees;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.cuda.Gpu;

/** Layers that run beside each other on a GPU, over chunks of the steps. */
@Tag("gpu")
class WavefrontTest {

    /** No multiple of any chunk that is chosen for it. */
    private static final int STEPS = 53;

    private static final int BATCH = 3;

    private static Stream<NetworkSpec> networks() {
        NetworkSpec two = SomeNetworks.spec(SomeNetworks.MIXTURE, 5, 2, 20, 0, 0);
        NetworkSpec three = SomeNetworks.spec(SomeNetworks.HEADS[2], 5, 3, 20, 0, 0.25f);
        return Stream.of(
                SomeNetworks.spec(SomeNetworks.MEAN, 5, 1, 20, 0, 0.25f),
                two,
                three,
                three.withRecurrentDropout(0.3f));
    }

    private static Device open() {
        Device gpu = Gpu.open(Precision.FP32, "clusters");
        boolean cut = gpu.recurrentChunk(shape(Cell.LSTM, false, STEPS), 2) < STEPS;
        if (!cut) {
            gpu.close();
        }
        Assumptions.assumeTrue(cut, "skipped, the GPU has no clusters");
        return gpu;
    }

    private static RecurrentShape shape(Cell cell, boolean norm, long steps) {
        return new RecurrentShape(cell, norm, steps, BATCH, 20, 20);
    }

    /** Chunks are of those steps that the way there and back divides. */
    @Test
    void cutsWhereLayersCanRunBesideEachOther() {
        try (Device gpu = open()) {
            assertEquals(27, gpu.recurrentChunk(shape(Cell.LSTM, false, STEPS), 2));
            assertEquals(18, gpu.recurrentChunk(shape(Cell.LSTM, false, STEPS), 3));
            assertEquals(64, gpu.recurrentChunk(shape(Cell.LSTM, false, 1024), 3));
            // One layer, too few steps, and what clusters do not serve.
            for (RecurrentShape shape :
                    List.of(
                            shape(Cell.LSTM, false, 20),
                            shape(Cell.LSTM, false, 0),
                            shape(Cell.GRU, false, STEPS))) {
                assertEquals(shape.steps(), gpu.recurrentChunk(shape, 3));
            }
            assertEquals(STEPS, gpu.recurrentChunk(shape(Cell.LSTM, false, STEPS), 1));
        }
        try (Device plain = Gpu.open(Precision.FP32, "plain")) {
            assertEquals(STEPS, plain.recurrentChunk(shape(Cell.LSTM, false, STEPS), 3));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithTheOracle(NetworkSpec spec) {
        try (Device gpu = open()) {
            assertAgrees(new NetworkCase(spec, STEPS, 3, 1).ragged().scoredFrom(4).run(gpu));
        }
    }

    /**
     * Bit for bit, as cuBLAS allows it: the real one may choose another kernel for a chunk's
     * products than for those of all steps.
     */
    @ParameterizedTest
    @MethodSource("networks")
    void givesTheBitsOfLayersOneByOne(NetworkSpec spec) {
        Assumptions.assumeTrue(Gpu.isEmulated(), "skipped, cuBLAS may choose by the rows");
        for (boolean ragged : new boolean[] {false, true}) {
            try (Device gpu = open();
                    RecurrentNetwork slow = RecurrentNetwork.oneByOne(gpu, spec, STEPS, BATCH, 0)) {
                NetworkCase expected = fed(spec, ragged).run(gpu, slow);
                assertSame(expected, fed(spec, ragged).run(gpu));
            }
        }
    }

    private static NetworkCase fed(NetworkSpec spec, boolean ragged) {
        NetworkCase fed = new NetworkCase(spec, STEPS, BATCH, 3);
        return ragged ? fed.ragged() : fed;
    }

    private static void assertSame(NetworkCase expected, NetworkCase actual) {
        assertEquals(expected.loss, actual.loss);
        assertArrayEquals(expected.losses, actual.losses);
        assertArrayEquals(expected.lastH, actual.lastH);
        assertArrayEquals(expected.lastC, actual.lastC);
        assertArrayEquals(expected.gradients, actual.gradients);
    }

    /** Evaluation has no dropout and keeps nothing; a shorter network has the same memory. */
    @Test
    void evaluatesAndGoesOnShorter() {
        NetworkSpec spec = SomeNetworks.spec(SomeNetworks.MEAN, 5, 3, 20, 0, 0.25f);
        NetworkCase some = fed(spec, true);
        try (Device gpu = open();
                RecurrentNetwork longer = new RecurrentNetwork(gpu, spec, STEPS + 40, BATCH, 0);
                RecurrentNetwork same = longer.shorter(STEPS);
                RecurrentNetwork uncut = longer.shorter(20);
                RecurrentNetwork fresh = new RecurrentNetwork(gpu, spec, 20, BATCH, 0);
                RecurrentNetwork fast = RecurrentNetwork.forEvaluation(gpu, spec, STEPS, BATCH);
                RecurrentNetwork slow = RecurrentNetwork.oneByOne(gpu, spec, STEPS, BATCH, 0)) {
            NetworkCase expected = fed(spec, true).run(gpu);
            assertSame(expected, fed(spec, true).run(gpu, same));
            NetworkCase little = new NetworkCase(spec, 20, BATCH, 8).ragged().run(gpu, fresh);
            assertSame(little, new NetworkCase(spec, 20, BATCH, 8).ragged().run(gpu, uncut));
            float[][] slowly = evaluate(gpu, slow, some);
            float[][] fastly = evaluate(gpu, fast, some);
            if (Gpu.isEmulated()) {
                for (int k = 0; k < slowly.length; k++) {
                    assertArrayEquals(slowly[k], fastly[k]);
                }
            }
        }
    }

    private static float[][] evaluate(Device gpu, RecurrentNetwork network, NetworkCase fed) {
        try (Parameters weights = new Parameters(gpu, fed.spec);
                RecurrentState state = new RecurrentState(gpu, fed.spec, fed.batch)) {
            weights.flat().copyFrom(fed.parameters);
            fed.restore(state);
            network.inputs().copyFrom(fed.inputs);
            network.targets().copyFrom(fed.targets);
            network.lengths(fed.lengths);
            network.evaluate(weights, state);
            return new float[][] {
                network.outputs().toArray(), state.h().toArray(), state.c().toArray()
            };
        }
    }

    /**
     * All of a training step is one graph: its calls are made when it is first done and when it is
     * noted down, and never again.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aWholeStepReplays(int layers) {
        NetworkSpec spec =
                SomeNetworks.spec(SomeNetworks.MEAN, 5, layers, 20, 0, 0.25f)
                        .withRecurrentDropout(0.2f);
        try (Device gpu = open()) {
            int[] calls = {0};
            float[] recorded = learned(gpu, spec, calls, true);
            assertEquals(2 * 2, calls[0]);
            calls[0] = 0;
            assertArrayEquals(learned(gpu, spec, calls, false), recorded);
            assertTrue(calls[0] > 4);
        }
    }

    /** The weights after steps with whole and ragged batches in turns, the state carried. */
    private static float[] learned(Device gpu, NetworkSpec spec, int[] calls, boolean recorded) {
        try (RecurrentNetwork network = new RecurrentNetwork(gpu, spec, STEPS, BATCH, 0);
                Parameters weights = new Parameters(gpu, spec);
                Parameters slopes = new Parameters(gpu, spec);
                Parameters first = new Parameters(gpu, spec);
                Parameters second = new Parameters(gpu, spec);
                RecurrentState state = new RecurrentState(gpu, spec, BATCH);
                Doubles how =
                        gpu.doubles(new AdamStep(1, 0.01, 0.9, 0.999, 1e-8, 0, 1e-2, 1).values());
                Doubles norm = gpu.doubles(0)) {
            Runnable step =
                    () -> {
                        calls[0]++;
                        network.train(weights, slopes, state);
                        gpu.adam(
                                how,
                                weights.flat(),
                                slopes.flat(),
                                first.flat(),
                                second.flat(),
                                norm);
                    };
            weights.flat().copyFrom(fed(spec, false).parameters);
            try (RecordedPass pass = new RecordedPass(gpu, network, step)) {
                for (int number = 0; number < 6; number++) {
                    NetworkCase batch = fed(spec, number % 2 == 1);
                    network.inputs().copyFrom(batch.inputs);
                    network.targets().copyFrom(batch.targets);
                    network.lengths(batch.lengths);
                    network.dropout(7, number);
                    if (recorded) {
                        pass.run();
                    } else {
                        step.run();
                    }
                }
                return weights.flat().toArray();
            }
        }
    }
}
