// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

class PeakLimiterTest {

    private static final int RATE = 44_100;

    private static float[] noise(int samples, double size) {
        Random random = new Random(11);
        float[] noise = new float[samples];
        for (int n = 0; n < samples; n++) {
            noise[n] = (float) (size * random.nextGaussian());
        }
        return noise;
    }

    private static PeakLimiter limiter(float... samples) {
        return new PeakLimiter(new AudioClip(samples, RATE).reader());
    }

    private static float[] limited(float... samples) throws IOException {
        return AudioFiles.readAll(limiter(samples)).samples();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 220, 221, 222, 4095, 4096, 4097, 44_100})
    void whatIsBelowTheCeilingPassesBitByBit(int samples) throws IOException {
        float[] noise = noise(samples, 0.2);
        assertArrayEquals(noise, limited(noise));
    }

    @Test
    void noSoundIsNone() throws IOException {
        assertEquals(-1, limiter().read(new float[4], 0, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 221, 50_000})
    void nothingIsBeyondTheCeiling(int samples) throws IOException {
        float[] limited = limited(noise(samples, 1.5));
        assertEquals(samples, limited.length);
        for (float sample : limited) {
            // A float's rounding above.
            assertTrue(
                    Math.abs(sample) <= LookAheadLimiter.CEILING + 1e-7,
                    () -> sample + " came out");
        }
    }

    @Test
    void aPeakIsTurnedDownAndWhatIsFarFromItIsLeft() throws IOException {
        float[] sound = new float[2 * RATE];
        Arrays.fill(sound, 0.5f);
        sound[RATE / 2] = 2;
        float[] limited = limited(sound);
        assertEquals(LookAheadLimiter.CEILING, limited[RATE / 2], 1e-6);
        assertEquals(0.5f, limited[RATE / 2 - 1000]);
        // Fourteen times 0.05 s later, less than 1e-6 of the gain is missing: none.
        assertEquals(0.5f, limited[2 * RATE - 1]);
        // The gain moves: from sample to sample by no more than a window's part of it.
        for (int n = 1; n < RATE; n++) {
            if (n != RATE / 2 && n != RATE / 2 + 1) {
                assertEquals(limited[n - 1], limited[n], 0.5 / 100, "at " + n);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 221, 5000})
    void blocksDoNotMatter(int block) throws IOException {
        float[] noise = noise(10_000, 0.7);
        float[] whole = limited(noise);
        float[] parts = new float[noise.length];
        int at = 0;
        try (SampleReader reader = limiter(noise)) {
            for (int read = 0; read >= 0; at += Math.max(0, read)) {
                read = reader.read(parts, at, Math.min(block, parts.length - at));
                if (at == parts.length) {
                    assertEquals(-1, reader.read(new float[1], 0, 1));
                    break;
                }
            }
        }
        assertEquals(noise.length, at);
        assertArrayEquals(whole, parts);
    }

    /** In place too, and at the rates from 1 sample of look-ahead on. */
    @ParameterizedTest
    @CsvSource({"1, 44100", "7, 44100", "128, 44100", "5000, 44100", "3, 200", "64, 8000"})
    void whatIsPushedIsWhatIsRead(int longestBlock, int rate) throws IOException {
        float[] noise = noise(10_000, 0.7);
        PeakLimiter reader = new PeakLimiter(new AudioClip(noise, rate).reader());
        float[] read = AudioFiles.readAll(reader).samples();
        LookAheadLimiter limiter = new LookAheadLimiter(rate);
        Random random = new Random(1);
        float[] pushed = new float[noise.length];
        int written = 0;
        for (int n = 0; n < noise.length; ) {
            float[] block =
                    Arrays.copyOfRange(
                            noise, n, Math.min(noise.length, n + random.nextInt(longestBlock + 1)));
            int out = limiter.push(block, 0, block.length, block, 0);
            n += block.length;
            System.arraycopy(block, 0, pushed, written, out);
            written += out;
            assertEquals(Math.max(0, n - limiter.delaySamples()), written);
        }
        written += limiter.finish(pushed, written);
        assertEquals(noise.length, written);
        assertArrayEquals(read, pushed);
        assertTrue(limiter.turnedDown() > 0);
        assertEquals(reader.turnedDown(), limiter.turnedDown());
    }

    @Test
    void aSoundThatHasEndedStaysEnded() {
        LookAheadLimiter limiter = new LookAheadLimiter(RATE);
        assertEquals(0, limiter.finish(new float[0], 0));
        assertThrows(IllegalStateException.class, () -> limiter.finish(new float[0], 0));
        assertThrows(
                IllegalStateException.class,
                () -> limiter.push(new float[1], 0, 1, new float[1], 0));
    }

    @Test
    void whatIsTurnedDownIsCounted() throws IOException {
        float[] sound = new float[RATE];
        Arrays.fill(sound, 0.3f);
        sound[RATE / 3] = 1.02f;
        assertEquals(0, turnedDown(sound), "a quarter of a dB is not heard");
        sound[RATE / 3] = 2;
        long count = turnedDown(sound);
        // 6 dB come back with 0.05 s: less than 1 dB is left after 0.1 s.
        assertTrue(count > RATE / 50 && count < RATE / 5, () -> count + " samples");
    }

    private static long turnedDown(float... sound) throws IOException {
        PeakLimiter limiter = limiter(sound);
        AudioFiles.readAll(limiter);
        return limiter.turnedDown();
    }

    @Test
    void theWindowsMinimumIsThatOfALoop() {
        double[] values = new Random(3).doubles(1000).toArray();
        for (int window : new int[] {1, 2, 3, 50, 999}) {
            WindowMinimum minimum = new WindowMinimum(window);
            for (int n = 0; n < values.length; n++) {
                double expected =
                        Arrays.stream(values, Math.max(0, n - window + 1), n + 1)
                                .min()
                                .orElseThrow();
                assertEquals(expected, minimum.next(values[n]));
            }
        }
    }
}
