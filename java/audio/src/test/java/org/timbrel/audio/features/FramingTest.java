// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FramingTest {

    /** The definition: windows at multiples of the hop over the padded clip. */
    private static List<float[]> expected(float[] samples, FeatureSpec spec) {
        int padding = spec.center() ? spec.fftSize() / 2 : 0;
        float[] padded = new float[samples.length + 2 * padding];
        System.arraycopy(samples, 0, padded, padding, samples.length);
        List<float[]> windows = new ArrayList<>();
        for (int at = 0; at + spec.fftSize() <= padded.length; at += spec.hopSamples()) {
            windows.add(Arrays.copyOfRange(padded, at, at + spec.fftSize()));
        }
        return windows;
    }

    @Test
    void everyWindowIsWhereItShouldBe() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 2000; run++) {
            int fft = 2 * random.nextInt(8, 80);
            FeatureSpec spec =
                    Profile.TEXTURE
                            .builder()
                            .fftSize(fft)
                            .hopSamples(random.nextInt(1, fft + 1))
                            .melBands(4)
                            .coefficients(4)
                            .center(random.nextBoolean())
                            .build();
            float[] samples = BlockReader.noise(random.nextInt(0, 1000), run);
            List<float[]> actual = new ArrayList<>();
            long read =
                    Framing.run(
                            new BlockReader(samples, 44100, random.nextInt(1, 300)),
                            spec,
                            (window, nextAtHand) -> actual.add(window.clone()));
            List<float[]> expected = expected(samples, spec);
            String what = samples.length + " samples, " + spec;
            assertEquals(samples.length, read + unread(samples, spec, read), what);
            assertEquals(expected.size(), actual.size(), what);
            assertEquals(spec.frames(samples.length), actual.size(), what);
            for (int t = 0; t < actual.size(); t++) {
                assertArrayEquals(expected.get(t), actual.get(t), what);
            }
        }
    }

    /** A hop may be longer than what is left; nothing else may stay unread. */
    private static long unread(float[] samples, FeatureSpec spec, long read) {
        return samples.length - read < spec.fftSize() ? samples.length - read : 0;
    }

    @Test
    void errorsOfSourceAndSinkPassThrough() {
        FeatureSpec spec = Profile.TEXTURE.spec();
        float[] bad = BlockReader.noise(5000, 3);
        bad[4321] = Float.NaN;
        IOException source =
                assertThrows(
                        IOException.class,
                        () ->
                                Framing.run(
                                        new BlockReader(bad, 44100, 99),
                                        spec,
                                        (window, nextAtHand) -> {}));
        assertEquals("sample 4321 (0.098 s) is NaN", source.getMessage());
        int[] calls = new int[1];
        IOException sink =
                assertThrows(
                        IOException.class,
                        () ->
                                Framing.run(
                                        new BlockReader(BlockReader.noise(5000, 3), 44100, 99),
                                        spec,
                                        (window, nextAtHand) -> {
                                            calls[0]++;
                                            throw new IOException("full");
                                        }));
        assertEquals("full", sink.getMessage());
        assertEquals(1, calls[0]);
    }
}
