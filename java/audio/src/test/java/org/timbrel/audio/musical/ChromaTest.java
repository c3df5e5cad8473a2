// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;

class ChromaTest {

    private static Chroma chroma(AudioClip clip) throws IOException {
        return MusicalPortrait.of(clip).chroma();
    }

    /** Side lobes of the window are 31 dB down: a thousandth each, some of them in a frame. */
    private static final double SIDE_LOBES = 0.01;

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 22050, 44100, 48000})
    void aChordHasItsPitchClasses(int rateHz) throws IOException {
        // C E G over three octaves; a third apart above 260 Hz.
        double[] histogram = chroma(MadeMusic.chord(rateHz, 2, 60, 76, 91)).histogram();
        double[] expected = new double[12];
        expected[0] = 1 / 3.0;
        expected[4] = 1 / 3.0;
        expected[7] = 1 / 3.0;
        assertArrayEquals(expected, histogram, 3 * SIDE_LOBES);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 45, 52, 57, 69, 81, 99})
    void aToneHasOnePitchClassInEveryRegister(int key) throws IOException {
        double[] histogram = chroma(MadeMusic.chord(44100, 1, key)).histogram();
        assertTrue(histogram[key % 12] > 1 - SIDE_LOBES, "" + histogram[key % 12]);
    }

    @Test
    void aThirdOfASemitoneFlatIsStillThePitchClass() throws IOException {
        AudioClip tone = MadeMusic.chord(44100, 1, 69);
        AudioClip flat =
                new AudioClip(tone.samples(), (int) Math.round(44100 * Math.pow(2, -1 / 36.0)));
        assertTrue(chroma(flat).histogram()[9] > 0.9);
    }

    @Test
    void framesThatRestSayNothing() throws IOException {
        AudioClip tone = MadeMusic.chord(22050, 1, 60);
        AudioClip mostlyRest = MadeMusic.joined(tone, MadeMusic.silence(22050, 9));
        assertEquals(1, chroma(tone).histogramSimilarity(chroma(mostlyRest)), SIDE_LOBES);
        Chroma rest = chroma(MadeMusic.silence(22050, 1));
        assertArrayEquals(new double[12], rest.histogram());
        assertTrue(Double.isNaN(rest.histogramSimilarity(chroma(tone))));
        assertTrue(Double.isNaN(rest.alignedSimilarity(rest)));
        assertEquals(0, rest.alignedSimilarity(chroma(tone)));
    }

    @Test
    void similarityIsOneForEqualHarmonyAndNoneForOther() throws IOException {
        Chroma one = chroma(MadeMusic.chord(22050, 1, 60, 64, 67));
        Chroma octave = chroma(MadeMusic.chord(22050, 1, 72, 76, 79));
        Chroma other = chroma(MadeMusic.chord(22050, 1, 61, 66, 70));
        assertEquals(1, one.histogramSimilarity(one), 1e-12);
        assertEquals(1, one.alignedSimilarity(octave), 3 * SIDE_LOBES);
        assertTrue(one.histogramSimilarity(other) < 5 * SIDE_LOBES);
        assertEquals(one.histogramSimilarity(other), other.histogramSimilarity(one), 1e-12);
    }

    @Test
    void alignedSeesWhenAHistogramDoesNot() throws IOException {
        AudioClip c = MadeMusic.chord(22050, 2, 60);
        AudioClip g = MadeMusic.chord(22050, 2, 67);
        Chroma forwards = chroma(MadeMusic.joined(c, g));
        Chroma backwards = chroma(MadeMusic.joined(g, c));
        assertEquals(1, forwards.histogramSimilarity(backwards), 5 * SIDE_LOBES);
        // Both are in the frames over the seam, four of 86.
        assertTrue(forwards.alignedSimilarity(backwards) < 0.1);
        assertEquals(1, forwards.alignedSimilarity(forwards), 1e-7);
    }

    @Test
    void framesThatComeAtOtherTimesAreNotAligned() throws IOException {
        Chroma one = chroma(MadeMusic.chord(22050, 1, 60));
        assertEquals(
                1, one.alignedSimilarity(chroma(MadeMusic.chord(44100, 1, 60))), 2 * SIDE_LOBES);
        Chroma other = chroma(MadeMusic.chord(48000, 1, 60));
        String message =
                assertThrows(IllegalArgumentException.class, () -> one.alignedSimilarity(other))
                        .getMessage();
        assertTrue(message.contains("resample"), message);
    }
}
