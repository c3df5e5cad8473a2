// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.music.ConditionSpec.Kind;
import org.timbrel.music.measures.Conditioning;

/** What users ask for, as what goes into the network. */
class ConditionCurveTest {

    private static final ConditionSpec ALL =
            new ConditionSpec(
                    List.of(Kind.DENSITY, Kind.HISTOGRAM, Kind.STYLE),
                    List.of("folk", "waltz"),
                    Collections.nCopies(Conditioning.SIZE + 2, 0.25f));

    private static float[] at(double seconds, String... texts) {
        return ConditionCurve.of(List.of(texts), ALL).at(seconds);
    }

    @Test
    void isUsualWhereNothingIsAskedFor() {
        float[] usual = new float[Conditioning.SIZE + 2];
        Arrays.fill(usual, 0.25f);
        assertArrayEquals(usual, at(7));
    }

    @Test
    void isWhatIsAskedForInEveryKind() {
        float[] at = at(0, "density=3,histogram=C*2+E+G,style=waltz");
        float[] expected = new float[Conditioning.SIZE + 2];
        double[] chord = new double[12];
        chord[0] = 2;
        chord[4] = 1;
        chord[7] = 1;
        System.arraycopy(Conditioning.values(3, chord), 0, expected, 0, Conditioning.SIZE);
        expected[Conditioning.SIZE + 1] = 1;
        assertArrayEquals(expected, at, 1e-6f);
    }

    @Test
    void movesEvenlyBetweenKeyframesAndKeepsWhatTheyDoNotName() {
        String[] texts = {"10:style=folk,density=1", "20:style=waltz"};
        float[] middle = at(15, texts);
        assertEquals(0.5f, middle[Conditioning.SIZE], 1e-6);
        assertEquals(0.5f, middle[Conditioning.SIZE + 1], 1e-6);
        assertEquals(at(0, "density=1")[0], middle[0], 1e-6);
        assertEquals(1f, at(30, texts)[Conditioning.SIZE + 1]);
        assertEquals(1f, at(0, texts)[Conditioning.SIZE]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tempo=3         | there is no condition 'tempo'; this model has: density, histogram, style
                    density         | 'density' has no value: write density=VALUE
                    density=-1      | density -1 is outside 0..100 notes a second
                    density=x       | density 'x' is no number
                    style=jazz      | there is no style 'jazz'; this model has: folk, waltz
                    histogram=H     | histogram has no pitch class 'H': write C+E+G, of C C# D D# E F F# G G# A A# B
                    histogram=C*-1  | the share of C, -1, is outside 0..1000000
                    histogram=C*0   | the shares of a histogram sum to 0
                    """)
    void refusesWhatTheModelWasNotTold(String text, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> at(0, text));
        assertEquals("--condition '%s': %s".formatted(text, message), e.getMessage());
    }

    @Test
    void refusesKeyframesWithoutTimeOrOutOfOrder() {
        assertEquals(
                "--condition 'density=1': has no time: of several conditions each needs one, SECONDS:NAME=VALUE",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> at(0, "density=1", "5:density=2"))
                        .getMessage());
        assertEquals(
                "--condition: the keyframe at 5 s does not come after the one at 10 s: give them in the order of time",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> at(0, "10:density=1", "5:density=2"))
                        .getMessage());
    }

    @Test
    void refusesAnythingWhereTheModelWasToldNothing() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ConditionCurve.of(List.of("density=1"), ConditionSpec.NONE));
        assertEquals(
                "--condition 'density=1': this model was told nothing beside the music; 'timbrel train --conditions density,histogram,style' makes one that was",
                e.getMessage());
    }
}
