// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

    private static final List<String> SOUNDS = List.of("rain", "fire", "night wind");
    private static final double FRAMES_PER_SECOND = 100;

    private static float[] at(long frame, String... texts) {
        float[] weights = new float[SOUNDS.size()];
        new CurveWeights(Conditions.of(List.of(texts), SOUNDS), 50, FRAMES_PER_SECOND)
                .at(frame, weights);
        return weights;
    }

    @Test
    void withoutAnyTheFirstSoundIsHeard() {
        assertArrayEquals(new float[] {1, 0, 0}, at(1000));
        float[] one = new float[1];
        new CurveWeights(Conditions.of(List.of(), List.of()), 0, FRAMES_PER_SECOND).at(7, one);
        assertArrayEquals(new float[] {1}, one);
    }

    @Test
    void weightsBecomeShares() {
        assertArrayEquals(new float[] {0, 1, 0}, at(0, "fire"));
        assertArrayEquals(new float[] {0, 0, 1}, at(0, "night wind=0.001"));
        assertArrayEquals(new float[] {0.75f, 0.25f, 0}, at(0, " rain = 3 , fire=1"));
        assertArrayEquals(new float[] {0.5f, 0.5f, 0}, at(0, "rain,fire"));
    }

    @Test
    void sharesMoveEvenlyBetweenKeyframes() {
        String[] texts = {"1:rain", "3:rain=1,fire=1", "5:fire"};
        assertArrayEquals(new float[] {1, 0, 0}, at(0, texts));
        assertArrayEquals(new float[] {1, 0, 0}, at(150, texts));
        assertArrayEquals(new float[] {0.75f, 0.25f, 0}, at(250, texts), 1e-6f);
        assertArrayEquals(new float[] {0.25f, 0.75f, 0}, at(450, texts), 1e-6f);
        assertArrayEquals(new float[] {0, 1, 0}, at(550, texts));
        assertArrayEquals(new float[] {0, 1, 0}, at(1_000_000, texts));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''          | names no sound; there are: rain, fire, night wind
                    3:          | names no sound; there are: rain, fire, night wind
                    snow        | there is no sound 'snow'; there are: rain, fire, night wind
                    rain,       | there is no sound ''; there are: rain, fire, night wind
                    Rain=1      | there is no sound 'Rain'; there are: rain, fire, night wind
                    rain=0      | the weights sum to 0: one at least must be above 0
                    rain=0,fire=0 | the weights sum to 0: one at least must be above 0
                    rain=-1,fire=2 | the weight of 'rain', -1, is outside 0..1000000
                    rain=NaN    | the weight of 'rain', NaN, is outside 0..1000000
                    rain=1e9    | the weight of 'rain', 1e9, is outside 0..1000000
                    rain=       | the weight of 'rain', '', is no number
                    rain=1=2    | the weight of 'rain', '1=2', is no number
                    rain,rain=2 | 'rain' is named twice
                    -3:rain     | a time of -3 s is not 0 or more
                    NaN:rain    | a time of NaN s is not 0 or more
                    soon:rain   | 'soon' is no number
                    """)
    void whatIsNoCondition(String text, String message) {
        assertEquals("--condition '" + text + "': " + message, message(SOUNDS, text));
    }

    @Test
    void severalNeedTimesInOrder() {
        assertEquals(
                "--condition 'fire': has no time: of several conditions each needs one,"
                        + " SECONDS:SOUND",
                message(SOUNDS, "0:rain", "fire"));
        assertEquals(
                "--condition: the keyframe at 5 s does not come after the one at 10 s: give them in"
                        + " the order of time",
                message(SOUNDS, "10:rain", "5:fire"));
    }

    @Test
    void aModelThatTellsNoSoundsApart() {
        assertEquals(
                "--condition 'rain': this model tells no sounds apart; one trained with --head bank"
                        + " does",
                message(List.of(), "rain"));
    }

    private static String message(List<String> sounds, String... texts) {
        return assertThrows(
                        IllegalArgumentException.class, () -> Conditions.of(List.of(texts), sounds))
                .getMessage();
    }
}
