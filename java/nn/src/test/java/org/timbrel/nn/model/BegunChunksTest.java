// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.TestDevice;
import org.timbrel.nn.texture.Texture;

/** Chunks that are begun before others are taken are those that are made one after the other. */
@Tag("device")
class BegunChunksTest {

    private static final int COUNT = 5;
    private static final int ROUNDS = 14;
    private static final int MOST_STEPS = 9;
    private static final NetworkSpec TOKENS = NetworkSpec.ofTokens(12, 5, 2, 21, 0);

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    /** What slots can be of. */
    private enum Mode {
        FRAMES(3, 0),
        CONDITIONS(1, 2),
        GRAMMAR(1, 0),
        GRAMMAR_AND_CONDITIONS(1, 2),
        TEXTURE(4, 2);

        private final int width;
        private final int steering;

        Mode(int width, int steering) {
            this.width = width;
            this.steering = steering;
        }

        private NetworkSpec spec(Texture texture) {
            return switch (this) {
                case FRAMES -> new NetworkSpec(3, 2, 17, 0, 0, new Head.MixtureDensity(2, 0.05f));
                case GRAMMAR -> TOKENS;
                case CONDITIONS, GRAMMAR_AND_CONDITIONS -> TOKENS.withConditions(steering);
                case TEXTURE -> NetworkSpec.ofTexture(texture.inputSize(), 7, 1, 9, 0);
            };
        }

        private StreamSlots slots(Device device) {
            Texture texture =
                    this == TEXTURE
                            ? new SomeTextures.Sizes(4, 2, 1, 2, 7, 40, 3).texture(4, 4)
                            : null;
            try (Parameters parameters = new Parameters(device, spec(texture))) {
                parameters.initialise(3, 1);
                return name().startsWith("GRAMMAR")
                        ? new StreamSlots(device, parameters, TokenStreamsTest.grammar(), COUNT)
                        : new StreamSlots(device, parameters, texture, COUNT);
            }
        }

        private float[] steering(Random random, int rows) {
            if (this == TEXTURE) {
                return SomeTextures.weights(random, rows, steering);
            }
            float[] values = new float[rows * steering];
            for (int k = 0; k < values.length; k++) {
                values[k] = random.nextFloat() - 0.5f;
            }
            return steering == 0 ? null : values;
        }

        /** Frames that may come at a stream's beginning. */
        private float[] primer(Random random) {
            float[] frames = new float[(1 + random.nextInt(3)) * width];
            for (int k = 0; k < frames.length && width > 1; k++) {
                frames[k] = random.nextFloat() - 0.5f;
            }
            return width > 1 ? frames : new float[1];
        }
    }

    /**
     * Streams that come, are primed, change and leave between chunks of some of them.
     *
     * @param ahead chunks that are begun before one is taken
     * @return all chunks, and where every slot then stood
     */
    private List<float[]> made(Mode mode, int ahead) {
        Random random = new Random(mode.name().hashCode());
        List<float[]> made = new ArrayList<>();
        List<Integer> begun = new ArrayList<>();
        try (StreamSlots slots = mode.slots(device)) {
            for (int round = 0; round < ROUNDS; round++) {
                change(mode, slots, random);
                int[] some = some(slots, random);
                // Sizes that grow behind a chunk that is under way, too.
                int steps = round == 0 ? 1 : 1 + random.nextInt(Math.min(round, MOST_STEPS));
                slots.begin(steps, mode.steering(random, steps * COUNT), some);
                begun.add(steps);
                assertEquals(begun.size(), slots.begun());
                if (begun.size() == ahead) {
                    made.add(taken(mode, slots, begun));
                }
            }
            while (!begun.isEmpty()) {
                made.add(taken(mode, slots, begun));
            }
            float[] ends = new float[2 * COUNT];
            for (int slot = 0; slot < COUNT; slot++) {
                ends[2 * slot] = slots.position(slot);
                ends[2 * slot + 1] = slots.isEnded(slot) ? 1 : 0;
            }
            made.add(ends);
        }
        return made;
    }

    private static void change(Mode mode, StreamSlots slots, Random random) {
        for (int slot = 0; slot < COUNT; slot++) {
            switch (slots.isOpen(slot) ? random.nextInt(6) : 2 * random.nextInt(2)) {
                case 0 -> {
                    float temperature = 0.5f + random.nextFloat();
                    int topK = random.nextInt(3) == 0 ? 4 : 0;
                    float topP = random.nextInt(3) == 0 ? 0.7f : 1;
                    float[] weights = mode == Mode.TEXTURE ? mode.steering(random, 1) : null;
                    slots.open(
                            slot,
                            random.nextInt(100),
                            slot,
                            new Sampling(temperature, topK, topP),
                            weights);
                    if (random.nextBoolean()) {
                        float[] primer = mode.primer(random);
                        int rows = mode == Mode.TEXTURE ? 1 : primer.length / mode.width;
                        slots.prime(slot, primer, mode.steering(random, rows));
                    }
                }
                case 1 -> slots.temperature(slot, 0.5f + random.nextFloat());
                case 3 -> slots.close(slot);
                default -> {}
            }
        }
    }

    private static int[] some(StreamSlots slots, Random random) {
        int[] open =
                IntStream.range(0, COUNT)
                        .filter(slot -> slots.isOpen(slot) && random.nextInt(4) > 0)
                        .toArray();
        return random.nextInt(3) == 0 ? null : open;
    }

    private static float[] taken(Mode mode, StreamSlots slots, List<Integer> begun) {
        float[] out = new float[MOST_STEPS * COUNT * mode.width];
        Arrays.fill(out, Float.NaN);
        assertEquals(begun.get(0), slots.take(out));
        int steps = begun.remove(0);
        return Arrays.copyOf(out, steps * COUNT * mode.width);
    }

    @ParameterizedTest
    @EnumSource
    void areThoseThatAreMadeOneAfterTheOther(Mode mode) {
        List<float[]> one = made(mode, 1);
        List<float[]> ahead = made(mode, StreamSlots.MOST_BEGUN);
        assertEquals(ROUNDS + 1, one.size());
        for (int round = 0; round <= ROUNDS; round++) {
            assertArrayEquals(one.get(round), ahead.get(round), "round " + round);
        }
        int drawn = 0;
        for (float[] chunk : one.subList(0, ROUNDS)) {
            for (float value : chunk) {
                drawn += value == 0 ? 0 : 1;
            }
        }
        assertTrue(drawn > 40, drawn + " values are not 0");
    }

    /** Generating in one call is a chunk that is begun and taken. */
    @Test
    void areThoseOfSingleCalls() {
        float[] expected = new float[8 * COUNT * 3];
        float[] halves = new float[8 * COUNT * 3];
        float[] half = new float[4 * COUNT * 3];
        try (StreamSlots slots = Mode.FRAMES.slots(device);
                StreamSlots same = Mode.FRAMES.slots(device)) {
            slots.open(2, 5, 1, Sampling.at(1));
            slots.generate(8, expected);
            same.open(2, 5, 1, Sampling.at(1));
            same.begin(4, null, null);
            same.begin(4, null, new int[] {2});
            same.close(2);
            for (int k = 0; k < 2; k++) {
                assertEquals(4, same.take(half));
                System.arraycopy(half, 0, halves, k * half.length, half.length);
            }
            same.generate(4, half);
        }
        assertArrayEquals(expected, halves);
        assertArrayEquals(new float[half.length], half, "a closed slot");
    }

    @Test
    void refusesWhatItCannotDo() {
        StreamSlots slots = Mode.FRAMES.slots(device);
        float[] out = new float[2 * COUNT * 3];
        assertEquals("no chunk is begun", illegal(() -> slots.take(out)));
        slots.open(0, 1, 1, Sampling.at(1));
        assertEquals("slot 1 has no stream", illegal(() -> slots.begin(1, null, new int[] {1})));
        slots.begin(1, null, null);
        assertEquals("a chunk is begun: take it first", illegal(() -> slots.generate(1, out)));
        slots.begin(2, null, null);
        assertEquals(
                "2 chunks are begun: take one first", illegal(() -> slots.begin(1, null, null)));
        slots.take(out);
        assertEquals(
                "out holds 3 values, but 2 steps of 5 slots of 3 need 30",
                assertThrows(IllegalArgumentException.class, () -> slots.take(new float[3]))
                        .getMessage());
        assertEquals(2, slots.take(out));
        assertEquals(3, slots.position(0));
        slots.begin(2, null, null);
        slots.begin(1, null, null);
        slots.close(); // with both under way
    }

    private static String illegal(Runnable call) {
        return assertThrows(IllegalStateException.class, call::run).getMessage();
    }
}
