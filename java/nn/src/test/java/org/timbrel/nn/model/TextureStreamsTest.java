// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.TestDevice;
import org.timbrel.nn.texture.FrameLimits;
import org.timbrel.nn.texture.InnovationBank;
import org.timbrel.nn.texture.LinearPart;
import org.timbrel.nn.texture.Texture;

/** Streams of a texture: their bits, and how often what is drawn. */
@Tag("large")
class TextureStreamsTest {

    private static final long SEED = 0x1234_5678_9abc_def0L;
    private static final int STEPS = 40;

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    private Parameters parameters(Texture texture, int hidden) {
        NetworkSpec spec =
                NetworkSpec.ofTexture(texture.inputSize(), texture.bank().clusters(), 1, hidden, 0);
        Parameters parameters = new Parameters(device, spec);
        parameters.initialise(3, 1);
        return parameters;
    }

    /** Weights of slot {@code own} at steps from a first one; the others have some of their own. */
    private static float[] weights(Texture texture, int first, int steps, int slots, int own) {
        int sounds = texture.sounds();
        float[] all = SomeTextures.weights(new Random(first), steps * slots, sounds);
        float[] mine = SomeTextures.weights(new Random(77), STEPS, sounds);
        for (int t = 0; t < steps; t++) {
            System.arraycopy(mine, (first + t) * sounds, all, (t * slots + own) * sounds, sounds);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0, 1, 1, 1, 0", "5, 2, 1, 3, 7, 40, 3", "40, 4, 3, 2, 64, 300, 64"})
    void aStreamIsTheSameInAnyCompany(
            int dims, int past, int averages, int sounds, int clusters, int entries, int levels) {
        Texture texture =
                new SomeTextures.Sizes(dims, past, averages, sounds, clusters, entries, levels)
                        .texture(4, 4);
        float[] primer = new float[70 * dims];
        for (int k = 0; k < primer.length; k++) {
            primer[k] = (float) Math.sin(0.3 * k);
        }
        float[] start = SomeTextures.weights(new Random(2), 1, sounds);
        try (Parameters parameters = parameters(texture, 33);
                StreamSlots alone = new StreamSlots(device, parameters, texture, 1);
                StreamSlots many = new StreamSlots(device, parameters, texture, 17)) {
            alone.open(0, SEED, 7, Sampling.at(0.8f), start);
            alone.prime(0, primer, start);
            float[] expected = new float[STEPS * dims];
            alone.generate(STEPS, weights(texture, 0, STEPS, 1, 0), expected);
            for (int slot = 0; slot < 17; slot++) {
                many.open(slot, SEED, 100 + slot, Sampling.at(1));
            }
            many.generate(3, new float[3 * 17 * dims]);
            many.open(11, SEED, 7, Sampling.at(0.8f), start);
            many.close(2);
            many.prime(11, Arrays.copyOf(primer, 30 * dims), start);
            many.prime(11, Arrays.copyOfRange(primer, 30 * dims, primer.length), start);
            float[] found = new float[STEPS * dims];
            for (int t = 0; t < STEPS; t += 8) {
                float[] out = new float[8 * 17 * dims];
                many.generate(8, weights(texture, t, 8, 17, 11), out);
                for (int k = 0; k < 8; k++) {
                    System.arraycopy(out, (k * 17 + 11) * dims, found, (t + k) * dims, dims);
                    assertEquals(0, out[(k * 17 + 2) * dims], "a closed slot");
                }
            }
            assertArrayEquals(expected, found);
            assertEquals(STEPS, many.position(11));
            many.open(11, SEED, 8, Sampling.at(0.8f), start);
            many.prime(11, primer, start);
            float[] other = new float[17 * STEPS * dims];
            many.generate(STEPS, weights(texture, 0, STEPS, 17, 11), other);
            for (int t = 0; t < STEPS; t++) {
                System.arraycopy(other, (t * 17 + 11) * dims, found, t * dims, dims);
            }
            assertEquals(entries == 1, Arrays.equals(expected, found), "streams differ");
        }
    }

    /**
     * A texture whose frames are the numbers of their entries: no prediction, one value, wide
     * limits. Sound c has the entries from c · J / C on; of K clusters the even ones alone.
     */
    private static Texture numbers(int sounds, int clusters, int entries, float run, boolean ends) {
        float[] numbers = new float[entries];
        int[] sound = new int[entries];
        int[] cluster = new int[entries];
        boolean[] last = new boolean[entries];
        for (int j = 0; j < entries; j++) {
            numbers[j] = j;
            sound[j] = j * sounds / entries;
            cluster[j] = 2 * (j % ((clusters + 1) / 2));
            last[j] = ends && j % 2 == 1;
        }
        float[] low = new float[sounds];
        float[] high = new float[sounds];
        Arrays.fill(low, -1);
        Arrays.fill(high, entries);
        return new Texture(
                new LinearPart(1, 1, sounds, new float[0], new float[sounds], new float[sounds]),
                new InnovationBank(
                        1, sounds, clusters, numbers, new float[] {1}, sound, cluster, last),
                FrameLimits.ofValues(1, sounds, low, high),
                run);
    }

    private int[] draw(Texture texture, int count, float... weights) {
        try (Parameters parameters = parameters(texture, 3);
                StreamSlots slots = new StreamSlots(device, parameters, texture, 1)) {
            slots.open(0, 11, 0, Sampling.at(1));
            float[] out = new float[count];
            float[] all = weights.length == 0 ? null : new float[count * weights.length];
            for (int k = 0; all != null && k < all.length; k++) {
                all[k] = weights[k % weights.length];
            }
            slots.generate(count, all, out);
            int[] entries = new int[count];
            for (int k = 0; k < count; k++) {
                entries[k] = Math.round(out[k]);
            }
            return entries;
        }
    }

    /** Of a share p in n draws within five of its standard errors. */
    private static void assertShare(double expected, long seen, int draws, String what) {
        double error = Math.sqrt(expected * (1 - expected) / draws);
        assertEquals(expected, seen / (double) draws, 5 * error, what);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "4, false", "4, true"})
    void runsHaveTheirLength(float run, boolean ends) {
        int count = 20_000;
        int entries = 1000;
        int[] drawn = draw(numbers(1, 5, entries, run, ends), count);
        int candidates = 0;
        int followed = 0;
        for (int k = 1; k < count; k++) {
            boolean goesOn = drawn[k] == drawn[k - 1] + 1;
            boolean ended = (ends && drawn[k - 1] % 2 == 1) || drawn[k - 1] == entries - 1;
            if (!ended) {
                candidates++;
                followed += goesOn ? 1 : 0;
            }
        }
        // By chance the draw falls on the successor: one in about a thousand.
        double byChance = 1.0 / entries / run;
        assertShare(1 - 1 / run + byChance, followed, candidates, "successors");
    }

    @Test
    void entriesOfASoundAndAClusterAreAlikeLikely() {
        int count = 30_000;
        // With the head's weights zero all clusters are alike; two of three have entries.
        Texture texture = numbers(1, 3, 10, 1, false);
        int[] seen = new int[10];
        for (int entry : drawEvenly(texture, count)) {
            seen[entry]++;
        }
        for (int j = 0; j < 10; j++) {
            assertShare(0.5 / 5, seen[j], count, "entry " + j);
        }
    }

    private int[] drawEvenly(Texture texture, int count, float... weights) {
        NetworkSpec spec = NetworkSpec.ofTexture(texture.inputSize(), 3, 1, 1, 0);
        try (Parameters zeros = new Parameters(device, spec);
                StreamSlots slots = new StreamSlots(device, zeros, texture, 1)) {
            slots.open(0, 11, 0, Sampling.at(1));
            float[] out = new float[count];
            float[] all = weights.length == 0 ? null : new float[count * weights.length];
            for (int k = 0; all != null && k < all.length; k++) {
                all[k] = weights[k % weights.length];
            }
            slots.generate(count, all, out);
            int[] entries = new int[count];
            Arrays.setAll(entries, k -> Math.round(out[k]));
            return entries;
        }
    }

    @Test
    void soundsComeByTheirWeights() {
        int count = 30_000;
        Texture texture = numbers(3, 3, 30, 1, false);
        long[] seen = new long[3];
        for (int entry : drawEvenly(texture, count, 0.2f, 0, 0.8f)) {
            seen[entry / 10]++;
        }
        assertShare(0.2, seen[0], count, "the first");
        assertEquals(0, seen[1], "of weight 0");
        assertTrue(Arrays.stream(drawEvenly(texture, 1000)).allMatch(j -> j < 10), "the default");
    }

    @Test
    void framesStayWithinTheLimits() {
        Texture wild = numbers(2, 3, 40, 3, false);
        FrameLimits narrow = FrameLimits.ofValues(1, 2, new float[] {5, 1}, new float[] {7, 2});
        Texture texture = new Texture(wild.linear(), wild.bank(), narrow, 3);
        int[] drawn = draw(texture, 500, 0.5f, 0.5f);
        int lowest = Arrays.stream(drawn).min().getAsInt();
        assertEquals(3, lowest);
        // 4.5, rounded up.
        assertEquals(5, Arrays.stream(drawn).max().getAsInt());
    }

    @Test
    void refusesWhatItCannotDo() {
        Texture texture = numbers(2, 3, 10, 1, false);
        NetworkSpec other = NetworkSpec.ofTexture(7, 3, 1, 2, 0);
        try (Parameters parameters = parameters(texture, 2);
                Parameters wrong = new Parameters(device, other);
                StreamSlots slots = new StreamSlots(device, parameters, texture, 2)) {
            slots.open(0, 1, 1, Sampling.at(1));
            assertEquals(
                    "1 weights for 2 sounds",
                    refusal(() -> slots.open(0, 1, 1, Sampling.at(1), new float[] {1})));
            assertEquals(
                    "weights [0.5, 0.2] must be at least 0 and sum to 1",
                    refusal(() -> slots.prime(0, new float[3], new float[] {0.5f, 0.2f})));
            assertEquals(
                    "3 weights for 1 steps of 2 slots of 2 sounds",
                    refusal(() -> slots.generate(1, new float[3], new float[2])));
            String message = refusal(() -> new StreamSlots(device, wrong, texture, 1).close());
            assertTrue(
                    message.startsWith(
                            "the network chooses from 3 with CATEGORICAL after 7 values in, but"
                                    + " must choose from 3 with CATEGORICAL after 4 at "),
                    message);
            assertFalse(message.contains("\n"), "one line");
        }
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
