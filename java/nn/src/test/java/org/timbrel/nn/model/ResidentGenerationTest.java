// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cuda.Gpu;

/** Streams of kernels whose weights stay on the card, which a process has to ask for. */
@Tag("gpu")
class ResidentGenerationTest {

    private static final int STEPS = 12;
    private static final int FRAME = 5;

    private static final NetworkSpec SPEC =
            new NetworkSpec(FRAME, 2, 68, 0, 0, new Head.MixtureDensity(3, 0.05f));

    /** Sums of some hundred values in another order, through a dozen steps that feed back. */
    @ParameterizedTest
    @CsvSource({
        "clusters, FP32, 2e-4",
        "clusters, TF32, 2e-2",
        "clusters, BF16, 1.5e-1",
        "grid, FP32, 2e-4",
        "grid, TF32, 2e-2",
        "grid, BF16, 1.5e-1"
    })
    void drawsWhatThePlainKernelsDraw(String kernels, Precision precision, float tolerance) {
        float[] plain = frames(precision, "plain", 3, STEPS);
        assertArrayEquals(plain, frames(precision, kernels, 3, STEPS), tolerance);
    }

    @ParameterizedTest
    @CsvSource({"clusters, BF16", "grid, BF16", "grid, FP32"})
    void aStreamIsTheSameInAnyCompanyAndDivision(String kernels, Precision precision) {
        float[] alone = frames(precision, kernels, 1, STEPS);
        assertArrayEquals(alone, frames(precision, kernels, 3, STEPS));
        // More than the slots of one team, and other steps a call.
        assertArrayEquals(alone, frames(precision, kernels, 19, 4));
    }

    @Test
    void clustersAndGridGiveTheSameBits() {
        assertArrayEquals(
                frames(Precision.BF16, "clusters", 3, STEPS),
                frames(Precision.BF16, "grid", 3, STEPS));
    }

    /** What cannot be had is not refused: the best of what is left serves. */
    @Test
    void layerNormIsLeftToProductsAndThePlainKernels() {
        NetworkSpec norm =
                new NetworkSpec(
                        Cell.LSTM, FRAME, 0, 0, 2, 64, 0, true, 0, 0, new Head.MeanSquared());
        assertEquals(Kernels.PRODUCTS, kernels("fastest", norm));
        assertEquals(Kernels.PLAIN, kernels("clusters", norm));
        assertEquals(Kernels.PLAIN, kernels("grid", norm));
    }

    private static Kernels kernels(String wanted, NetworkSpec spec) {
        try (Device gpu = Gpu.open(Precision.FP32, wanted)) {
            return gpu.generationPlan(spec.shape(), null, 1).kernels();
        }
    }

    /** Frames of stream 7 in the last slot, in chunks of so many steps. */
    private static float[] frames(Precision precision, String kernels, int count, int chunk) {
        try (Device gpu = Gpu.open(precision, kernels);
                Parameters parameters = new Parameters(gpu, SPEC)) {
            assertEquals(
                    kernels, gpu.generationPlan(SPEC.shape(), null, count).kernels().toString());
            parameters.initialise(3, 1);
            try (StreamSlots slots = new StreamSlots(gpu, parameters, count)) {
                for (int slot = 0; slot < count; slot++) {
                    slots.open(slot, 1, slot == count - 1 ? 7 : 100 + slot, Sampling.at(0.8f));
                }
                float[] frames = new float[STEPS * FRAME];
                float[] out = new float[chunk * count * FRAME];
                for (int step = 0; step < STEPS; step += chunk) {
                    slots.generate(chunk, out);
                    for (int k = 0; k < chunk; k++) {
                        int from = (k * count + count - 1) * FRAME;
                        System.arraycopy(out, from, frames, (step + k) * FRAME, FRAME);
                    }
                }
                return frames;
            }
        }
    }
}
