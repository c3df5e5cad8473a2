// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;

/** Sketches: how many segments, and what becomes of short sounds. */
class TextureSketchTest {

    private static final int RATE_HZ = 8000;

    private static AudioClip noise(double seconds) {
        SplittableRandom random = new SplittableRandom(1);
        float[] samples = new float[(int) (seconds * RATE_HZ)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return new AudioClip(samples, RATE_HZ);
    }

    private static TextureSketch sketch(AudioClip clip) throws IOException {
        return TextureSketch.of(clip.reader(), clip.durationSeconds());
    }

    @Test
    void longSoundsAreThinnedOutEvenly() throws IOException {
        // A segment has 16,384 samples, 2.048 s, at this rate.
        assertEquals(16_384, CochlearBank.segmentSamples(RATE_HZ));
        assertEquals(1, sketch(noise(2.1)).segments());
        assertEquals(20, sketch(noise(41)).segments());
        assertEquals(20, sketch(noise(90)).segments());
        assertEquals(43, TextureSketch.of(noise(90).reader(), Double.NaN).segments());
        assertEquals(90, sketch(noise(90)).seconds());
    }

    @Test
    void theSegmentsThatAreKeptLieEvenly() {
        for (int whole : new int[] {21, 43, 100, 1757}) {
            int last = -1;
            int kept = 0;
            for (int n = 0; n < whole; n++) {
                if (TextureSketch.isKept(n, whole)) {
                    int gap = n - last;
                    assertTrue(gap == whole / 20 || gap == whole / 20 + 1, whole + ": " + gap);
                    last = n;
                    kept++;
                }
            }
            assertEquals(20, kept);
            assertEquals(whole - 1, last);
        }
    }

    @Test
    void aShortSoundIsRepeated() throws IOException {
        AudioClip brief = noise(0.7);
        float[] repeated = new float[16_384];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = brief.samples()[i % brief.samples().length];
        }
        double distance = sketch(brief).distance(sketch(new AudioClip(repeated, RATE_HZ)));
        assertEquals(0, distance);
        assertTrue(sketch(brief).distance(sketch(noise(10))) < 0.5);
    }

    @Test
    void tooShortOrNoNumberIsRefused() {
        AudioFormatException brief =
                assertThrows(AudioFormatException.class, () -> sketch(noise(0.1)));
        assertEquals(
                "0.100 s are too short for texture statistics: 0.2 s is the least",
                brief.getMessage());
        float[] bad = Arrays.copyOf(noise(3).samples(), 3 * RATE_HZ);
        bad[1000] = Float.NaN;
        AudioFormatException nan =
                assertThrows(AudioFormatException.class, () -> sketch(new AudioClip(bad, RATE_HZ)));
        assertTrue(nan.getMessage().contains("1000"), nan.getMessage());
    }
}
