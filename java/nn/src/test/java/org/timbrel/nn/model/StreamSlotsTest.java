// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.TestDevice;

@Tag("large")
class StreamSlotsTest {

    private static final long SEED = 0x1234_5678_9abc_def0L;
    private static final int STEPS = 40;

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    private Parameters parameters(NetworkSpec spec) {
        Parameters parameters = new Parameters(device, spec);
        parameters.initialise(3, 1);
        return parameters;
    }

    /** Frames of one slot out of [steps,slots,D]. */
    private static float[] of(int slot, int slots, int frame, float... out) {
        float[] frames = new float[out.length / slots];
        for (int k = 0; k < out.length / slots / frame; k++) {
            System.arraycopy(out, (k * slots + slot) * frame, frames, k * frame, frame);
        }
        return frames;
    }

    private float[] alone(Parameters parameters, long stream, float... primer) {
        try (StreamSlots slots = new StreamSlots(device, parameters, 1)) {
            slots.open(0, SEED, stream, Sampling.at(0.8f));
            slots.prime(0, primer);
            float[] out = new float[STEPS * parameters.spec().frameSize()];
            slots.generate(STEPS, out);
            return out;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 0", "5, 1, 7, 0", "5, 2, 33, 0", "3, 3, 33, 9", "40, 1, 129, 0"})
    void aStreamIsTheSameInAnyCompany(int frame, int layers, int hidden, int dense) {
        NetworkSpec spec =
                new NetworkSpec(
                        frame, layers, hidden, dense, 0.3f, new Head.MixtureDensity(5, 0.05f));
        int count = 19; // more than a tile of any kernel
        try (Parameters parameters = parameters(spec);
                StreamSlots slots = new StreamSlots(device, parameters, count)) {
            float[] expected = alone(parameters, 7);
            float[] late = alone(parameters, 8);
            for (int slot = 0; slot < count; slot++) {
                if (slot != 4) {
                    slots.open(slot, SEED, slot == 11 ? 7 : 100 + slot, Sampling.at(1));
                }
            }
            slots.open(11, SEED, 7, Sampling.at(0.8f));
            float[] out = new float[STEPS * count * frame];
            int row = count * frame;
            // In calls of different lengths; the late stream joins, others leave.
            float[] first = new float[13 * row];
            slots.generate(13, first);
            slots.open(4, SEED, 8, Sampling.at(0.8f));
            slots.close(0);
            slots.close(18);
            float[] second = new float[27 * row];
            slots.generate(27, second);
            float[] third = new float[13 * row];
            slots.close(11);
            slots.generate(13, third);
            System.arraycopy(first, 0, out, 0, first.length);
            System.arraycopy(second, 0, out, first.length, second.length);
            assertArrayEquals(expected, of(11, count, frame, out));
            float[] joined = new float[STEPS * row];
            System.arraycopy(second, 0, joined, 0, second.length);
            System.arraycopy(third, 0, joined, second.length, third.length);
            assertArrayEquals(late, of(4, count, frame, joined));
            assertEquals(40, slots.position(4));
            assertEquals(40, slots.position(11));
            assertFalse(slots.isOpen(11));
            for (float value : of(0, count, frame, second)) {
                assertEquals(0, value, "a closed slot");
            }
        }
    }

    @Test
    void seedsAndStreamsDiffer() {
        NetworkSpec spec = new NetworkSpec(3, 1, 7, 0, 0, new Head.MixtureDensity(2, 0.05f));
        try (Parameters parameters = parameters(spec)) {
            float[] one = alone(parameters, 1);
            assertFalse(Arrays.equals(one, alone(parameters, 2)));
            assertFalse(Arrays.equals(one, alone(parameters, 1L << 32 | 1)));
        }
    }

    /** What training evaluates and what generates are the same network. */
    @ParameterizedTest
    @CsvSource({"4, 1, 7, 0", "5, 2, 33, 0", "3, 3, 33, 9"})
    void atTemperatureZeroEachFrameIsTheMeanOfTheLikeliestComponent(
            int frame, int layers, int hidden, int dense) {
        int components = 3;
        Head head = new Head.MixtureDensity(components, 0.05f);
        NetworkSpec spec = new NetworkSpec(frame, layers, hidden, dense, 0, head);
        try (Parameters parameters = parameters(spec);
                StreamSlots slots = new StreamSlots(device, parameters, 1);
                RecurrentNetwork network = RecurrentNetwork.forEvaluation(device, spec, STEPS, 1);
                RecurrentState state = new RecurrentState(device, spec, 1)) {
            slots.open(0, SEED, 0, Sampling.at(0));
            float[] generated = new float[STEPS * frame];
            slots.generate(STEPS, generated);
            float[] inputs = new float[STEPS * frame];
            System.arraycopy(generated, 0, inputs, frame, inputs.length - frame);
            network.inputs().copyFrom(inputs);
            network.evaluate(parameters, state);
            float[] outputs = network.outputs().toArray();
            for (int t = 0; t < STEPS; t++) {
                int row = t * spec.headSize();
                int best = 0;
                for (int k = 1; k < components; k++) {
                    best = outputs[row + k] > outputs[row + best] ? k : best;
                }
                for (int d = 0; d < frame; d++) {
                    float mean = outputs[row + components + best * frame + d];
                    // The same products in the same order; only vector loops may end elsewhere.
                    assertEquals(mean, generated[t * frame + d], 1e-6f, "step " + t);
                }
            }
        }
    }

    @Test
    void theHeadOfMeansGivesItsMeanAtAnyTemperature() {
        NetworkSpec spec = new NetworkSpec(2, 1, 7, 0, 0, new Head.MeanSquared());
        try (Parameters parameters = parameters(spec);
                StreamSlots slots = new StreamSlots(device, parameters, 2)) {
            slots.open(0, 1, 1, Sampling.at(0));
            slots.open(1, 2, 2, Sampling.at(1));
            float[] out = new float[STEPS * 4];
            slots.generate(STEPS, out);
            assertArrayEquals(of(0, 2, 2, out), of(1, 2, 2, out));
        }
    }

    @Test
    void aPrimerLeavesTheStateThatTheFramesWouldHaveLeft() {
        NetworkSpec spec = new NetworkSpec(3, 2, 7, 0, 0, new Head.MixtureDensity(2, 0.05f));
        try (Parameters parameters = parameters(spec)) {
            float[] primer = new float[100 * 3]; // more than one call of the device's
            for (int k = 0; k < primer.length; k++) {
                primer[k] = (float) Math.sin(0.3 * k);
            }
            float[] expected = alone(parameters, 5, primer);
            try (StreamSlots slots = new StreamSlots(device, parameters, 3)) {
                slots.open(0, SEED, 4, Sampling.at(1));
                slots.open(2, SEED, 5, Sampling.at(0.8f));
                slots.generate(0, new float[0]);
                slots.prime(2, Arrays.copyOf(primer, 30 * 3));
                slots.prime(0, 1, 2, 3);
                slots.prime(2, Arrays.copyOfRange(primer, 30 * 3, primer.length));
                assertEquals(0, slots.position(2));
                float[] out = new float[STEPS * 9];
                slots.generate(STEPS, out);
                assertArrayEquals(expected, of(2, 3, 3, out));
            }
            assertFalse(Arrays.equals(expected, alone(parameters, 5)));
        }
    }

    /**
     * With weights of zero the head gives its bias, one fixed mixture, and every frame is an
     * independent draw.
     */
    @ParameterizedTest
    @CsvSource({"1", "0.5", "2"})
    void drawsHaveTheMixturesMoments(float temperature) {
        int count = 40_000;
        double[] logits = {0.5, -0.5, 1};
        double[][] means = {{-2, 1}, {0, 3}, {4, -1}};
        double[][] sigmas = {{0.5, 1}, {0.2, 0.7}, {1, 0.3}};
        float floor = 0.05f;
        NetworkSpec spec = new NetworkSpec(2, 1, 1, 0, 0, new Head.MixtureDensity(3, floor));
        try (Parameters parameters = new Parameters(device, spec);
                StreamSlots slots = slotsOf(parameters, logits, means, sigmas, floor)) {
            slots.open(0, 11, 0, Sampling.at(temperature));
            float[] out = new float[count * 2];
            slots.generate(count, out);

            double[] weights = new double[3];
            double total = 0;
            for (int k = 0; k < 3; k++) {
                weights[k] = Math.exp(logits[k] / temperature);
                total += weights[k];
            }
            double[][] second = new double[2][2];
            double[] first = new double[2];
            for (int k = 0; k < 3; k++) {
                for (int d = 0; d < 2; d++) {
                    first[d] += weights[k] / total * means[k][d];
                    for (int e = 0; e < 2; e++) {
                        double variance = d == e ? temperature * sigmas[k][d] * sigmas[k][d] : 0;
                        second[d][e] += weights[k] / total * (means[k][d] * means[k][e] + variance);
                    }
                }
            }
            for (int d = 0; d < 2; d++) {
                assertMoment(first[d], d, -1, out);
                for (int e = 0; e < 2; e++) {
                    assertMoment(second[d][e], d, e, out);
                }
            }
            // Consecutive draws share nothing.
            double product = 0;
            for (int k = 1; k < count; k++) {
                product += (out[2 * k] - first[0]) * (out[2 * k - 2] - first[0]);
            }
            double variance = second[0][0] - first[0] * first[0];
            assertEquals(0, product / count / variance, 5 / Math.sqrt(count), "autocorrelation");
        }
    }

    /** The mean of x_d, or of x_d x_e, within five of its standard errors. */
    private static void assertMoment(double expected, int d, int e, float... draws) {
        int count = draws.length / 2;
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < count; k++) {
            double value = draws[2 * k + d] * (e < 0 ? 1.0 : draws[2 * k + e]);
            sum += value;
            squares += value * value;
        }
        double mean = sum / count;
        double error = Math.sqrt((squares / count - mean * mean) / count);
        assertEquals(expected, mean, 5 * error, "x%d x%d".formatted(d, e));
    }

    private StreamSlots slotsOf(
            Parameters parameters,
            double[] logits,
            double[][] means,
            double[][] sigmas,
            float floor) {
        float[] bias = new float[parameters.spec().headSize()];
        for (int k = 0; k < 3; k++) {
            bias[k] = (float) logits[k];
            for (int d = 0; d < 2; d++) {
                bias[3 + 2 * k + d] = (float) means[k][d];
                bias[9 + 2 * k + d] = (float) Math.log(sigmas[k][d] - floor);
            }
        }
        parameters.get("head.bias").copyFrom(bias);
        return new StreamSlots(device, parameters, 1);
    }

    @Test
    void refusesWhatItCannotDo() {
        NetworkSpec spec = new NetworkSpec(3, 1, 7, 0, 0, new Head.MeanSquared());
        try (Parameters parameters = parameters(spec);
                StreamSlots slots = new StreamSlots(device, parameters, 2)) {
            assertEquals(
                    "slot 2 is outside 0..1", refusal(() -> slots.open(2, 0, 0, Sampling.at(1))));
            assertEquals(
                    "temperature NaN is outside 0..1000.0",
                    refusal(() -> slots.open(0, 0, 0, Sampling.at(Float.NaN))));
            slots.open(0, 0, 0, Sampling.at(1));
            assertEquals(
                    "4 values are no whole frames of 3", refusal(() -> slots.prime(0, 1, 2, 3, 4)));
            assertEquals(
                    "out holds 5 values, but 1 steps of 2 slots of 3 need 6",
                    refusal(() -> slots.generate(1, new float[5])));
            assertThrows(IllegalStateException.class, () -> slots.prime(1, 1, 2, 3));
            assertTrue(slots.isOpen(0));
        }
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
