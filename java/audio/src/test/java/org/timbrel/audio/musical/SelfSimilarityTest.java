// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.musical.MusicalPortrait.View;

class SelfSimilarityTest {

    /** Moments that stand for themselves: the letters of a form, of vectors at right angles. */
    private static SelfSimilarity form(String letters) {
        float[][] points = new float[letters.length()][4];
        for (int i = 0; i < points.length; i++) {
            if (letters.charAt(i) != '-') {
                points[i][letters.charAt(i) - 'A'] = 1 + i;
            }
        }
        return new SelfSimilarity(points);
    }

    @Test
    void ofAMadeForm() {
        SelfSimilarity matrix = form("ABA-B-");
        assertEquals(6, matrix.size());
        assertEquals(0.5, matrix.secondsPerCell());
        assertArrayEquals(new double[] {1, 0, 1, 0, 0, 0}, matrix.values()[0]);
        // Rests are like each other alone.
        assertArrayEquals(new double[] {0, 0, 0, 1, 0, 1}, matrix.values()[3]);
        // Lags 1, 2 and 3: none of 5, AA and -- of 4, BB of 3.
        assertArrayEquals(new double[] {0, 2 / 4.0, 1 / 3.0}, matrix.lagProfile(), 1e-12);
    }

    @Test
    void structureIsWhenAFormRepeatsNotWhat() {
        assertEquals(0, form("ABABABAB").structureDistance(form("CDCDCDCD")));
        // Lags 1 to 4: 0 1 0 1 against 4/7 0 2/5 1.
        double expected = (4 / 7.0 + 1 + 2 / 5.0 + 0) / 4;
        assertEquals(expected, form("ABABABAB").structureDistance(form("AABBAABB")), 0.02);
        assertTrue(Double.isNaN(form("A").structureDistance(form("ABAB"))));
        assertEquals(0, form("A").lagProfile().length);
    }

    @Test
    void ofHarmonyThatChangesEverySecond() throws IOException {
        AudioClip c = MadeMusic.chord(22050, 1, 60, 64, 67);
        AudioClip f = MadeMusic.chord(22050, 1, 61, 66, 70);
        SelfSimilarity matrix =
                MusicalPortrait.of(MadeMusic.joined(c, f, c, f, c, f, c, f))
                        .selfSimilarity(View.CHROMA);
        assertEquals(16, matrix.size());
        // Frames of 0.19 s look over the seams between cells.
        assertTrue(matrix.at(0, 4) > 0.95 && matrix.at(0, 2) < 0.25, "" + matrix.at(0, 2));
        double[] profile = matrix.lagProfile();
        assertTrue(profile[3] > 0.9 && profile[1] < 0.3, profile[3] + " " + profile[1]);
    }

    @ParameterizedTest
    @EnumSource
    void isSymmetricWithOnesOnItsDiagonal(View view) throws IOException {
        AudioClip sound =
                MadeMusic.joined(
                        MadeMusic.clicks(16000, 2, 150, 1),
                        MadeMusic.silence(16000, 1),
                        MadeMusic.chord(16000, 2.3, 50, 60));
        SelfSimilarity matrix = MusicalPortrait.of(sound).selfSimilarity(view);
        assertEquals(10, matrix.size());
        double[][] values = matrix.values();
        for (int i = 0; i < 10; i++) {
            assertEquals(1, values[i][i], 1e-6);
            for (int j = 0; j < 10; j++) {
                assertEquals(values[i][j], values[j][i]);
                assertTrue(Math.abs(values[i][j]) <= 1);
            }
        }
        assertEquals(0, matrix.structureDistance(matrix));
    }

    @Test
    void ofMoreThanFitsCellsAreMerged() {
        SelfSimilarity matrix = form("AB".repeat(1001));
        assertEquals(1.5, matrix.secondsPerCell());
        assertEquals(667, matrix.size());
        // ABA and BAB, cosine 4/5.
        assertEquals(0.8, matrix.at(0, 1), 0.2);
        assertEquals(64, matrix.lagProfile().length);
        assertEquals(1, matrix.lagProfile()[1], 1e-6);
    }
}
