// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.music.roll.Grid;
import org.timbrel.music.roll.PianoRoll;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.PerformanceSpec;
import org.timbrel.music.tokens.RemiSpec;
import org.timbrel.music.tokens.Tokenizer;
import org.timbrel.music.tokens.TokenizerSpec;

final class ConditioningTest {

    /** Values are floats; windows end where seconds are rounded. */
    private static final float CLOSE = 1e-5f;

    @Test
    void valuesOfAWish() {
        double[] cAndG = new double[12];
        cAndG[0] = 3;
        cAndG[7] = 1;
        float[] values = Conditioning.values(15, cAndG);
        assertEquals(1, values[0], CLOSE);
        assertEquals(0.75f, values[1], CLOSE);
        assertEquals(0.25f, values[8], CLOSE);
        assertArrayEquals(new float[13], Conditioning.values(0, new double[12]));
        cAndG[3] = -1;
        assertThrows(IllegalArgumentException.class, () -> Conditioning.values(0, cAndG));
        assertThrows(IllegalArgumentException.class, () -> Conditioning.values(-1, new double[12]));
        assertThrows(IllegalArgumentException.class, () -> Conditioning.values(1, new double[11]));
        assertThrows(IllegalArgumentException.class, () -> new Conditioning(0));
    }

    @Test
    void aMomentsValuesAreThoseOfTheWindowAroundIt() {
        // Ticks of 1 ms, so that windows begin at ticks.
        for (long seed = 0; seed < 40; seed++) {
            Score score = PerformanceSpec.DEFAULT.open().decode(performance(seed));
            double[] seconds = {0, 0.5, 3.25, 7, 20};
            float[] values = new Conditioning(3).at(seconds, score);
            for (int i = 0; i < seconds.length; i++) {
                long from = Math.max(0, Math.round(seconds[i] * 1000) - 1500);
                long to = Math.min(score.end(), Math.round(seconds[i] * 1000) + 1500);
                float[] expected = new float[13];
                if (to > from) {
                    ScoreMeasures window = ScoreMeasures.of(score, from, to);
                    double[] classes =
                            window.pitchClasses().stream().mapToDouble(share -> share).toArray();
                    expected = Conditioning.values(window.notesPerSecond(), classes);
                }
                float[] row = Arrays.copyOfRange(values, i * 13, i * 13 + 13);
                assertArrayEquals(expected, row, CLOSE, "seed " + seed + " at " + seconds[i]);
            }
        }
    }

    private static int[] performance(long seed) {
        return PerformanceSpec.DEFAULT.open().encode(RandomScore.of(seed));
    }

    @Test
    void everyTokenHasARowOfItsMoment() {
        Score score =
                new Score(
                        480,
                        List.of(
                                Track.of(
                                        List.of(
                                                new Note(0, 480, 60, 80),
                                                new Note(9600, 480, 66, 80)))),
                        List.of(Tempo.DEFAULT),
                        List.of());
        for (TokenizerSpec spec : List.of(RemiSpec.DEFAULT, PerformanceSpec.DEFAULT)) {
            Tokenizer tokenizer = spec.open();
            int[] tokens = tokenizer.encode(score);
            float[] values = new Conditioning(4).ofTokens(tokenizer, tokens);
            assertEquals(tokens.length * 13, values.length);
            // The first token stands at the beginning: only the C is near; the last at the F sharp.
            assertEquals(1, values[1], CLOSE);
            assertEquals(1, values[(tokens.length - 1) * 13 + 1 + 6], CLOSE);
        }
        PianoRoll roll = new PianoRoll(PianoRollSpec.DEFAULT.withGrid(new Grid.NoteValue(1, 4)));
        float[] frames = new Conditioning(4).ofRoll(roll, score);
        assertEquals(roll.encode(score).length / 88 * 13, frames.length);
        assertEquals(1, frames[1], CLOSE);
        // Two seconds after the note ended nothing is near.
        assertArrayEquals(new float[13], Arrays.copyOfRange(frames, 10 * 13, 11 * 13));
        assertEquals(10 * 0.5, roll.moments(score)[10], CLOSE);
        assertEquals(10 * 0.5, roll.seconds(10), CLOSE);
    }
}
