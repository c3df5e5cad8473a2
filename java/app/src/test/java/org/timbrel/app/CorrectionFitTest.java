// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Levels of known distribution and movement, and generated ones that have others. */
class CorrectionFitTest {

    private static final double FRAMES_PER_SECOND = 100;
    private static final int BANDS = 3;

    /** Short waves out of a quiet sea: their levels are skewed. */
    private static float[][] waves(long seed, int frames) {
        Random random = new Random(seed);
        float[][] levels = new float[frames][BANDS];
        double rest = 0;
        double wave = 0;
        for (int t = 0; t < frames; t++) {
            if (rest-- <= 0) {
                rest = (6 + 8 * random.nextDouble()) * FRAMES_PER_SECOND;
                wave = 30;
            }
            wave *= Math.exp(-1 / (3 * FRAMES_PER_SECOND));
            for (int b = 0; b < BANDS; b++) {
                levels[t][b] = (float) (-60 + wave + random.nextGaussian());
            }
        }
        return levels;
    }

    /** As loud in dB, on average, and as far from the mean; but Gaussian. */
    private static float[][] swell(long seed, int frames) {
        Random random = new Random(seed);
        float[][] levels = new float[frames][BANDS];
        double keep = Math.exp(-1 / (3 * FRAMES_PER_SECOND));
        double slow = 0;
        for (int t = 0; t < frames; t++) {
            slow = keep * slow + Math.sqrt(1 - keep * keep) * random.nextGaussian();
            for (int b = 0; b < BANDS; b++) {
                levels[t][b] = (float) (-55 + 7 * slow + random.nextGaussian());
            }
        }
        return levels;
    }

    private static float[][] corrected(LevelCorrection correction, float[][] levels) {
        CorrectedLevels control = new CorrectedLevels(List.of(correction), FRAMES_PER_SECOND);
        float[][] out = new float[levels.length][BANDS];
        double[] level = new double[BANDS];
        for (int t = 0; t < levels.length; t++) {
            for (int b = 0; b < BANDS; b++) {
                level[b] = levels[t][b];
            }
            control.control(level, level, new float[] {1});
            for (int b = 0; b < BANDS; b++) {
                out[t][b] = (float) level[b];
            }
        }
        return out;
    }

    /** The mean |difference| of a band's sorted levels. */
    private static double apart(float[][] x, float[][] y) {
        float[] a = new float[x.length];
        float[] b = new float[x.length];
        for (int t = 0; t < a.length; t++) {
            a[t] = x[t][0];
            b[t] = y[t][0];
        }
        Arrays.sort(a);
        Arrays.sort(b);
        double sum = 0;
        for (int t = 0; t < a.length; t++) {
            sum += Math.abs(a[t] - b[t]) / a.length;
        }
        return sum;
    }

    private static LevelMovement movement(float[][] levels) {
        LevelMovement movement = new LevelMovement(1, BANDS, FRAMES_PER_SECOND);
        for (float[] frame : levels) {
            double[][] level = new double[1][BANDS];
            for (int b = 0; b < BANDS; b++) {
                level[0][b] = frame[b];
            }
            movement.add(level);
        }
        movement.end();
        return movement;
    }

    /** The mean |difference| of movement over bands and octaves, in dB. */
    private static double movedApart(float[][] x, float[][] y) {
        LevelMovement one = movement(x);
        LevelMovement other = movement(y);
        double sum = 0;
        for (int b = 0; b < BANDS; b++) {
            for (int r = 0; r < LevelMovement.RANGES; r++) {
                sum += Math.abs(Decibels.of(one.of(b)[r][0][0] / other.of(b)[r][0][0]));
            }
        }
        return sum / BANDS / LevelMovement.RANGES;
    }

    private static LevelCorrection fit(float[][] learned, float[][] generated) {
        return CorrectionFit.of(
                Collections.singletonList(learned), generated, BANDS, FRAMES_PER_SECOND);
    }

    @Test
    void givesOtherStretchesTheDistributionThatWasLearned() {
        LevelCorrection correction = fit(waves(1, 40_000), swell(2, 40_000));
        float[][] made = swell(3, 40_000);
        float[][] real = waves(4, 40_000);
        double before = apart(made, real);
        double after = apart(corrected(correction, made), real);
        // What is fast is not mapped, and no stretch is quite like another.
        assertTrue(before > 2 && after < before / 2, before + " dB before, " + after + " after");
    }

    @Test
    void movesAsMuchAsWasLearnedAtEverySpeed() {
        float[][] learned = swell(1, 20_000);
        float[][] lame = new float[20_000][BANDS];
        // Half of what moves at 2.8 Hz and about is missing.
        LevelParts splitter = new LevelParts(BANDS, FRAMES_PER_SECOND);
        double[][] parts = new double[LevelParts.MOVING + 1][BANDS];
        float[][] made = swell(2, 20_000);
        for (int t = 0; t < made.length; t++) {
            double[] level = new double[BANDS];
            for (int b = 0; b < BANDS; b++) {
                level[b] = made[t][b];
            }
            splitter.split(level, parts);
            for (int b = 0; b < BANDS; b++) {
                lame[t][b] = (float) (level[b] - 0.6 * parts[2][b]);
            }
        }
        LevelCorrection correction = fit(learned, lame);
        assertTrue(correction.gainsDb()[2][0] > 4, "gain " + correction.gainsDb()[2][0]);
        double before = movedApart(lame, learned);
        double after = movedApart(corrected(correction, lame), learned);
        assertTrue(after < before / 2, before + " dB before, " + after + " after");
    }

    @Test
    void leavesAloneWhatIsRight() {
        LevelCorrection correction = fit(swell(1, 40_000), swell(1, 40_000));
        assertArrayEquals(correction.from()[0], correction.to()[0], 0.5);
        for (double[] part : correction.gainsDb()) {
            for (double gain : part) {
                // Of what is generated the first seconds are not looked at.
                assertEquals(0, gain, 0.5);
            }
        }
    }

    @Test
    void saysNothingOfWhatIsTooShort() {
        float[][] brief = waves(1, (int) (3.5 * FRAMES_PER_SECOND));
        float[][] longer = waves(1, (int) (8 * FRAMES_PER_SECOND));
        assertNull(fit(brief, longer));
        assertNull(fit(longer, brief));
        assertNotNull(fit(longer, longer));
    }

    @Test
    void survivesWhatNeverChanges() {
        float[][] still = new float[1000][BANDS];
        LevelCorrection correction = fit(still, still);
        assertEquals(1, correction.mapped(0, 1), 1e-9);
        assertEquals(0, corrected(correction, still)[999][0], 1e-6);
        float[][] after = corrected(fit(still, swell(1, 10_000)), swell(1, 10_000));
        for (float[] frame : after) {
            assertTrue(Float.isFinite(frame[0]));
        }
    }

    @Test
    void mapsBeyondTheOutermostQuantilesInParallel() {
        LevelCorrection correction = fit(waves(1, 10_000), swell(2, 10_000));
        double[] x = correction.from()[1];
        double[] y = correction.to()[1];
        assertEquals(y[0] - 5, correction.mapped(1, x[0] - 5), 1e-9);
        assertEquals(y[32] + 5, correction.mapped(1, x[32] + 5), 1e-9);
        double last = Double.NEGATIVE_INFINITY;
        for (double slow = -120; slow < 0; slow += 0.25) {
            double mapped = correction.mapped(1, slow);
            assertTrue(mapped >= last, "rises at " + slow);
            last = mapped;
        }
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new LevelCorrection(
                                correction.from(), correction.to(), new double[2][BANDS]));
    }
}
