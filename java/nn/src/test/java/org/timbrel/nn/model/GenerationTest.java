// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

/** Generation with every cell, head, precision and number of threads. */
@Tag("large")
class GenerationTest {

    private static final long SEED = 0x1234_5678_9abc_def0L;
    private static final int STEPS = 24;

    static Stream<NetworkSpec> networks() {
        List<NetworkSpec> specs = new ArrayList<>();
        Head[] heads = {
            new Head.MixtureDensity(3, 0.05f), new Head.MeanSquared(), new Head.Bernoulli()
        };
        for (Cell cell : Cell.values()) {
            for (boolean norm : new boolean[] {false, true}) {
                for (Head head : heads) {
                    specs.add(
                            new NetworkSpec(5, 2, 33, norm ? 9 : 0, 0.3f, head)
                                    .withCell(cell)
                                    .withLayerNorm(norm));
                }
                NetworkSpec tokens =
                        NetworkSpec.ofTokens(13, 5, 2, 33, 0).withCell(cell).withLayerNorm(norm);
                specs.add(tokens);
                specs.add(tokens.withConditions(2));
                specs.add(new NetworkSpec(5, 2, 33, 0, 0, heads[0]).withConditions(3));
            }
        }
        return specs.stream();
    }

    private static Device open(Precision precision, int threads) {
        return TestDevice.open(new DeviceOptions(precision, threads));
    }

    /** Frames of stream 7 in the last of so many slots, all of them busy. */
    private static float[] generate(
            Device device, NetworkSpec spec, int count, Sampling sampling, int... chunks) {
        int frame = spec.frameSize();
        try (Parameters parameters = new Parameters(device, spec)) {
            parameters.initialise(3, 1);
            try (StreamSlots slots = new StreamSlots(device, parameters, count)) {
                for (int slot = 0; slot < count; slot++) {
                    slots.open(slot, SEED, slot == count - 1 ? 7 : 100 + slot, sampling);
                }
                float[] frames = new float[0];
                for (int chunk : chunks) {
                    float[] out = new float[chunk * count * frame];
                    int before = frames.length;
                    slots.generate(chunk, conditions(spec, before / frame, chunk, count), out);
                    frames = Arrays.copyOf(frames, before + chunk * frame);
                    for (int t = 0; t < chunk; t++) {
                        int from = (t * count + count - 1) * frame;
                        System.arraycopy(out, from, frames, before + t * frame, frame);
                    }
                }
                return frames;
            }
        }
    }

    /** [steps,count,C] from a step on, for the last slot a function of the step; null: none. */
    private static float[] conditions(NetworkSpec spec, int first, int steps, int count) {
        int size = spec.conditionSize();
        float[] values = new float[steps * count * size];
        for (int k = 0; k < values.length; k++) {
            int slot = k / size % count;
            int step = first + k / size / count;
            values[k] = (5 * step + 3 * (k % size) + 7 * (count - 1 - slot)) % 11 / 6f - 0.8f;
        }
        return size == 0 ? null : values;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aStreamIsTheSameInAnyCompany(NetworkSpec spec) {
        for (Precision precision : new Precision[] {Precision.FP32, Precision.BF16}) {
            try (Device device = open(precision, 0)) {
                Sampling sampling = new Sampling(0.8f, 5, 0.9f);
                float[] alone = generate(device, spec, 1, sampling, STEPS);
                float[] among = generate(device, spec, 19, sampling, 5, 1, STEPS - 6);
                assertArrayEquals(alone, among, precision.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theBitsDoNotDependOnThreads(NetworkSpec spec) {
        for (Precision precision : new Precision[] {Precision.FP32, Precision.BF16}) {
            for (int count : new int[] {1, 19}) {
                float[] one;
                try (Device device = open(precision, 1)) {
                    one = generate(device, spec, count, Sampling.at(1), STEPS);
                }
                try (Device device = open(precision, 2)) {
                    float[] two = generate(device, spec, count, Sampling.at(1), STEPS);
                    assertArrayEquals(one, two, precision + ", slots: " + count);
                } finally {
                    Devices.open("cpu").close(); // Other tests take what there is.
                }
            }
        }
    }

    /** What training evaluates and what generates are the same network. */
    @ParameterizedTest
    @MethodSource("networks")
    void atTemperatureZeroAFrameIsTheLikeliest(NetworkSpec spec) {
        try (Device device = open(Precision.FP32, 0)) {
            float[] generated = generate(device, spec, 1, Sampling.at(0), STEPS);
            float[] outputs = outputs(device, spec, generated);
            for (int t = 0; t < STEPS; t++) {
                for (int d = 0; d < spec.frameSize(); d++) {
                    int row = t * spec.headSize();
                    float expected = likeliest(spec.head(), spec.frameSize(), d, row, outputs);
                    // The same products in the same order; only vector loops may end elsewhere.
                    float actual = generated[t * spec.frameSize() + d];
                    assertEquals(expected, actual, 1e-6f, "step " + t);
                }
            }
        }
    }

    /** Of the network that is fed what was generated, [T,P]. */
    private static float[] outputs(Device device, NetworkSpec spec, float... generated) {
        try (Parameters parameters = new Parameters(device, spec);
                RecurrentNetwork network = RecurrentNetwork.forEvaluation(device, spec, STEPS, 1);
                RecurrentState state = new RecurrentState(device, spec, 1)) {
            parameters.initialise(3, 1);
            int frame = spec.frameSize();
            int wide = spec.valuesIn();
            float[] inputs = new float[STEPS * wide];
            float[] conditions = conditions(spec, 0, STEPS, 1);
            for (int t = 0; t < STEPS; t++) {
                if (t > 0) {
                    System.arraycopy(generated, (t - 1) * frame, inputs, t * wide, frame);
                }
                if (conditions != null) {
                    int size = spec.conditionSize();
                    System.arraycopy(conditions, t * size, inputs, t * wide + frame, size);
                }
            }
            network.inputs().copyFrom(inputs);
            network.evaluate(parameters, state);
            return network.outputs().toArray();
        }
    }

    private static float likeliest(Head head, int frame, int d, int row, float... outputs) {
        int best = 0;
        return switch (head.type()) {
            case MEAN -> outputs[row + d];
            case BERNOULLI -> outputs[row + d] > 0 ? 1 : 0;
            case CATEGORICAL -> {
                int categories = ((Head.Categorical) head).categories();
                for (int k = 1; k < categories; k++) {
                    best = outputs[row + k] > outputs[row + best] ? k : best;
                }
                yield best;
            }
            case MIXTURE -> {
                int components = ((Head.MixtureDensity) head).components();
                for (int k = 1; k < components; k++) {
                    best = outputs[row + k] > outputs[row + best] ? k : best;
                }
                yield outputs[row + components + best * frame + d];
            }
        };
    }

    /** One step from the same state: bf16 keeps eight bits, of weights and of what they meet. */
    @Test
    void halfPrecisionStaysNear() {
        for (Cell cell : Cell.values()) {
            NetworkSpec spec =
                    new NetworkSpec(40, 2, 129, 0, 0, new Head.MeanSquared()).withCell(cell);
            float[] single;
            try (Device device = open(Precision.FP32, 0)) {
                single = generate(device, spec, 1, Sampling.at(1), 1);
            }
            try (Device device = open(Precision.BF16, 0)) {
                float[] half = generate(device, spec, 1, Sampling.at(1), 1);
                // Products of numbers near 1 in number H, each wrong by 2^-9 at most, signs mixed.
                assertArrayEquals(single, half, 1e-2f);
                assertTrue(!Arrays.equals(single, half), "bf16 rounds");
                assertArrayEquals(half, generate(device, spec, 1, Sampling.at(1), 1));
            }
        }
    }

    /** With weights of zero the head gives its bias, and every token is an independent draw. */
    @Test
    void tokensComeAsOftenAsTheyAreLikely() {
        double[] logits = {0.5, -0.5, 1, 2, -3};
        assertFrequencies(new Sampling(1, 0, 1), softmax(1, logits));
        assertFrequencies(new Sampling(0.5f, 0, 1), softmax(0.5, logits));
        double cut = Double.NEGATIVE_INFINITY;
        assertFrequencies(new Sampling(1, 2, 1), softmax(1, cut, cut, 1, 2, cut));
        // The two likeliest are 0.60 + 0.22, the third 0.13.
        assertFrequencies(new Sampling(1, 0, 0.9f), softmax(1, 0.5, cut, 1, 2, cut));
        assertFrequencies(new Sampling(1, 1, 1), softmax(1, cut, cut, cut, 2, cut));
    }

    private static double[] softmax(double temperature, double... logits) {
        double[] weights =
                Arrays.stream(logits).map(logit -> Math.exp(logit / temperature)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    private static void assertFrequencies(Sampling sampling, double... expected) {
        int count = 20_000;
        NetworkSpec spec = NetworkSpec.ofTokens(5, 2, 1, 3, 0);
        try (Device device = open(Precision.FP32, 0);
                Parameters parameters = new Parameters(device, spec)) {
            parameters.get("head.bias").copyFrom(0.5f, -0.5f, 1, 2, -3);
            try (StreamSlots slots = new StreamSlots(device, parameters, 1)) {
                slots.open(0, 11, 0, sampling);
                float[] out = new float[count];
                slots.generate(count, out);
                double[] seen = new double[5];
                for (float token : out) {
                    seen[(int) token]++;
                }
                for (int k = 0; k < 5; k++) {
                    double error = Math.sqrt(expected[k] * (1 - expected[k]) / count);
                    assertEquals(
                            expected[k],
                            seen[k] / count,
                            5 * error,
                            "token " + k + ", " + sampling);
                }
            }
        }
    }
}
