// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cuda.Gpu;

/** A stream on a GPU is the same bits in any company and however its steps are divided. */
@Tag("gpu")
class GpuGenerationTest {

    private static final int STEPS = 6;
    private static final int FRAME = 5;

    private static final NetworkSpec SPEC =
            new NetworkSpec(FRAME, 2, 33, 0, 0, new Head.MixtureDensity(3, 0.05f));

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aStreamIsTheSameInAnyCompanyAndDivision(Precision precision) {
        try (Device gpu = Gpu.open(precision);
                Parameters parameters = new Parameters(gpu, SPEC)) {
            parameters.initialise(3, 1);
            float[] alone = stream(gpu, parameters, 1, 0, STEPS);
            assertArrayEquals(alone, stream(gpu, parameters, 3, 2, STEPS));
            assertArrayEquals(alone, stream(gpu, parameters, 2, 0, 1));
        }
    }

    /** Frames of stream 7 in one of so many slots, in chunks of so many steps. */
    private static float[] stream(
            Device gpu, Parameters parameters, int count, int slot, int chunk) {
        try (StreamSlots slots = new StreamSlots(gpu, parameters, count)) {
            for (int other = 0; other < count; other++) {
                slots.open(other, 1, other == slot ? 7 : 100 + other, Sampling.at(0.8f));
            }
            float[] frames = new float[STEPS * FRAME];
            for (int step = 0; step < STEPS; step += chunk) {
                float[] out = new float[chunk * count * FRAME];
                slots.generate(chunk, out);
                for (int k = 0; k < chunk; k++) {
                    int from = (k * count + slot) * FRAME;
                    float[] frame = Arrays.copyOfRange(out, from, from + FRAME);
                    System.arraycopy(frame, 0, frames, (step + k) * FRAME, FRAME);
                }
            }
            return frames;
        }
    }
}
