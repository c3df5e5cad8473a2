// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class MusicFeatureTest {

    /** Of sums of some hundred shares. */
    private static final double EXACT = 1e-12;

    /** C, E and G above it, quarter, eighth, dotted quarter, at 60; and a drum. */
    private static final Score PIECE =
            new Score(
                    120,
                    List.of(
                            Track.of(
                                    List.of(
                                            new Note(0, 120, 60, 80),
                                            new Note(120, 60, 64, 80),
                                            new Note(180, 180, 79, 80))),
                            new Track("", 0, true, List.of(new Note(0, 9, 36, 80)), List.of())),
                    List.of(new Tempo(0, 1_000_000)),
                    List.of());

    private static double[] only(int size, double share, int... places) {
        double[] values = new double[size];
        for (int place : places) {
            values[place] = share;
        }
        return values;
    }

    private static void assertFeature(MusicFeature feature, double... expected) {
        assertArrayEquals(expected, feature.of(PIECE), EXACT, feature.label());
    }

    @Test
    void ofAMadePiece() {
        assertFeature(MusicFeature.PITCH_COUNT, 3);
        assertFeature(MusicFeature.PITCH_CLASS_HISTOGRAM, only(12, 1 / 3.0, 0, 4, 7));
        assertFeature(MusicFeature.PITCH_CLASS_TRANSITIONS, only(144, 0.5, 4, 4 * 12 + 7));
        assertFeature(MusicFeature.PITCH_RANGE, 19);
        assertFeature(MusicFeature.PITCH_INTERVAL, (4 + 15) / 2.0);
        assertFeature(MusicFeature.NOTE_COUNT, 4);
        assertFeature(MusicFeature.INTER_ONSET_INTERVAL, 0.75);
        // Quarter 2, eighth 3, dotted quarter 6.
        assertFeature(MusicFeature.NOTE_LENGTH_HISTOGRAM, only(12, 1 / 3.0, 2, 3, 6));
        assertFeature(MusicFeature.NOTE_LENGTH_TRANSITIONS, only(144, 0.5, 2 * 12 + 3, 3 * 12 + 6));
    }

    @ParameterizedTest
    @EnumSource
    void hasItsSizeAndSharesOfSumOne(MusicFeature feature) {
        for (long seed = 0; seed < 60; seed++) {
            double[] values = feature.of(RandomScore.of(seed));
            assertEquals(feature.size(), values.length);
            double sum = Arrays.stream(values).sum();
            if (feature.unit().isEmpty() && !Double.isNaN(sum)) {
                assertEquals(1, sum, EXACT);
            }
            assertTrue(Arrays.stream(values).noneMatch(v -> v < 0 || Double.isInfinite(v)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofNothingAndOfOneNote(MusicFeature feature) {
        Score empty = new Score(480, List.of(), List.of(), List.of());
        Score one =
                new Score(
                        480,
                        List.of(Track.of(List.of(new Note(0, 1, 0, 1)))),
                        List.of(),
                        List.of());
        boolean counts = feature == MusicFeature.PITCH_COUNT || feature == MusicFeature.NOTE_COUNT;
        assertEquals(!counts, Double.isNaN(feature.of(empty)[0]));
        if (counts) {
            assertEquals(1, feature.of(one)[0]);
        }
        boolean steps = feature.size() == 144 || feature.label().contains("interval");
        assertEquals(steps, Double.isNaN(feature.of(one)[0]), feature.label());
    }

    @Test
    void lengthsAreTheNearestByRatio() {
        // A 32nd is nearest to a 16th; three bars to a whole note; 0.4 to a dotted 16th.
        assertEquals(4, NoteList.lengthClass(0.125));
        assertEquals(0, NoteList.lengthClass(12));
        assertEquals(8, NoteList.lengthClass(0.4));
        assertEquals(11, NoteList.lengthClass(0.334));
    }
}
