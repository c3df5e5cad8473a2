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
import org.timbrel.nn.texture.Texture;

/** Streams of products of all slots, which a process has to ask for, against the plain kernels'. */
@Tag("gpu")
class ProductGenerationTest {

    private static final int STEPS = 12;
    private static final int FRAME = 5;
    private static final int SLOTS = 3;

    /** Sums of some hundred values in another order, through a dozen steps that feed back. */
    @ParameterizedTest
    @CsvSource({
        "LSTM, 0, false, FP32, 2e-4",
        "LSTM, 9, true,  FP32, 2e-4",
        "GRU,  0, false, FP32, 2e-4",
        "GRU,  0, true,  FP32, 2e-4",
        "RNN,  9, false, FP32, 2e-4",
        "LSTM, 0, false, TF32, 2e-2",
        "LSTM, 0, false, BF16, 1.5e-1",
        "GRU,  9, true,  BF16, 1.5e-1"
    })
    void drawsWhatThePlainKernelsDraw(
            Cell cell, int dense, boolean norm, Precision precision, float tolerance) {
        NetworkSpec spec = spec(cell, dense, norm, new Head.MixtureDensity(3, 0.05f));
        assertArrayEquals(
                frames("plain", precision, spec, STEPS, SLOTS),
                frames("products", precision, spec, STEPS, SLOTS),
                tolerance);
    }

    @Test
    void tokensUnderAGrammarAreTheSame() {
        assertArrayEquals(tokens("plain"), tokens("products"));
    }

    /** A frame is drawn from the past by a linear prediction, whose rounding feeds back too. */
    @Test
    void aTextureIsTheSame() {
        assertArrayEquals(texture("plain"), texture("products"), 1e-3f);
    }

    /** Slots that are closed make no product smaller; and calls that come again are replayed. */
    @Test
    void aStreamIsTheSameInAnyCompanyAndDivision() {
        NetworkSpec spec = spec(Cell.LSTM, 9, false, new Head.MixtureDensity(3, 0.05f));
        float[] alone = frames("products", Precision.BF16, spec, STEPS, 1);
        assertArrayEquals(alone, frames("products", Precision.BF16, spec, STEPS, SLOTS));
        assertArrayEquals(alone, frames("products", Precision.BF16, spec, 3, SLOTS));
    }

    /** What is recorded of slots that were closed since may serve others at their addresses. */
    @Test
    void slotsThatComeAndGoGenerateTheSame() {
        NetworkSpec spec = spec(Cell.LSTM, 0, false, new Head.MixtureDensity(3, 0.05f));
        try (Device gpu = open("products", Precision.FP32, spec);
                Parameters parameters = new Parameters(gpu, spec)) {
            parameters.initialise(3, 1);
            float[] first = null;
            for (int time = 0; time < 4; time++) {
                try (StreamSlots slots = new StreamSlots(gpu, parameters, SLOTS)) {
                    slots.open(SLOTS - 1, 1, 7, Sampling.at(0.8f));
                    float[] frames = last(slots, STEPS, FRAME);
                    first = first == null ? frames : first;
                    assertArrayEquals(first, frames);
                }
            }
        }
    }

    private static NetworkSpec spec(Cell cell, int dense, boolean norm, Head head) {
        return new NetworkSpec(cell, FRAME, 0, 0, 0, 2, 68, dense, norm, 0, 0, head);
    }

    private static Device open(String kernels, Precision precision, NetworkSpec spec) {
        Device gpu = Gpu.open(precision, kernels);
        Kernels planned = gpu.generationPlan(spec.shape(), null, SLOTS).kernels();
        assertEquals(kernels, planned.toString());
        return gpu;
    }

    /** Frames of stream 7 in the last slot, in chunks of so many steps, with so many streams. */
    private static float[] frames(
            String kernels, Precision precision, NetworkSpec spec, int chunk, int streams) {
        return generated(kernels, precision, spec, StreamSlots::new, FRAME, chunk, streams);
    }

    private static float[] tokens(String kernels) {
        TokenGrammar grammar = TokenStreamsTest.grammar();
        Head head = new Head.Categorical(grammar.tokens());
        NetworkSpec spec = new NetworkSpec(Cell.GRU, 1, 0, 6, 0, 2, 36, 0, false, 0, 0, head);
        return generated(
                kernels,
                Precision.FP32,
                spec,
                (device, parameters, slots) -> new StreamSlots(device, parameters, grammar, slots),
                1,
                4,
                SLOTS);
    }

    private static float[] texture(String kernels) {
        Texture texture = new SomeTextures.Sizes(7, 4, 3, 1, 9, 61, 11).texture(3, 3);
        NetworkSpec spec = NetworkSpec.ofTexture(texture.inputSize(), 9, 1, 33, 0);
        return generated(
                kernels,
                Precision.FP32,
                spec,
                (device, parameters, slots) -> new StreamSlots(device, parameters, texture, slots),
                7,
                4,
                SLOTS);
    }

    private interface Opener {
        StreamSlots open(Device device, Parameters parameters, int slots);
    }

    private static float[] generated(
            String kernels,
            Precision precision,
            NetworkSpec spec,
            Opener opener,
            int width,
            int chunk,
            int streams) {
        try (Device gpu = open(kernels, precision, spec);
                Parameters parameters = new Parameters(gpu, spec)) {
            parameters.initialise(3, 1);
            try (StreamSlots slots = opener.open(gpu, parameters, SLOTS)) {
                for (int slot = SLOTS - streams; slot < SLOTS; slot++) {
                    slots.open(slot, 1, slot == SLOTS - 1 ? 7 : 100 + slot, Sampling.at(0.8f));
                }
                return last(slots, chunk, width);
            }
        }
    }

    /** What the last slot generates. */
    private static float[] last(StreamSlots slots, int chunk, int width) {
        float[] frames = new float[STEPS * width];
        float[] out = new float[chunk * SLOTS * width];
        for (int step = 0; step < STEPS; step += chunk) {
            slots.generate(chunk, out);
            for (int k = 0; k < chunk; k++) {
                int from = (k * SLOTS + SLOTS - 1) * width;
                System.arraycopy(out, from, frames, (step + k) * width, width);
            }
        }
        return frames;
    }
}
