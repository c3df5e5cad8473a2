// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.Convention.Padding;

class FramingTest {

    /** The definition: windows at multiples of the hop over the padded clip. */
    private static List<float[]> expected(float[] samples, FeatureSpec spec) {
        List<float[]> windows = new ArrayList<>();
        for (int t = 0; t < spec.frames(samples.length); t++) {
            float[] window = new float[spec.windowSamples()];
            for (int i = 0; i < window.length; i++) {
                window[i] = at(samples, t * spec.hopSamples() - spec.leadSamples() + i, spec);
            }
            windows.add(window);
        }
        return windows;
    }

    /** One sample; beyond the clip, walked back into it as the convention says. */
    private static float at(float[] samples, int index, FeatureSpec spec) {
        int i = index;
        while (i < 0 || i >= samples.length) {
            if (spec.convention().padding() == Padding.ZEROS || samples.length == 0) {
                return 0;
            }
            if (samples.length == 1) {
                return samples[0];
            }
            boolean mirror = spec.convention().padding() == Padding.MIRROR;
            int last = samples.length - 1;
            i = i < 0 ? -i - (mirror ? 1 : 0) : 2 * last - i + (mirror ? 1 : 0);
        }
        return samples[i];
    }

    /** Kaldi's with the window's length and what stands beyond the clip changed. */
    private static Convention convention(Padding padding, Double windowMs) {
        Convention k = Convention.KALDI;
        return new Convention(
                windowMs,
                k.symmetricWindow(),
                padding,
                k.sampleScale(),
                k.removeMean(),
                k.preEmphasis(),
                k.magnitude(),
                k.naturalLog(),
                k.floor(),
                k.melTriangles(),
                k.orthonormal(),
                k.lifterFromZero(),
                k.energy());
    }

    @Test
    void everyWindowIsWhereItShouldBe() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 2000; run++) {
            int fft = 2 * random.nextInt(8, 80);
            int length = random.nextInt(2, fft + 1);
            Double windowMs = random.nextBoolean() ? null : (length + 0.5) / 44.1;
            Padding padding = List.of(Padding.values()).get(random.nextInt(3));
            FeatureSpec spec =
                    Profile.TEXTURE
                            .builder()
                            .fftSize(fft)
                            .hopSamples(random.nextInt(1, 1 + (windowMs == null ? fft : length)))
                            .convention(convention(padding, windowMs))
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
        return samples.length - read < spec.windowSamples() ? samples.length - read : 0;
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
