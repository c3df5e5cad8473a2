// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Learns by what generated levels of a sound are to be corrected. */
final class CorrectionFit {

    /** So much of the beginning of a piece is not looked at: averages know nothing yet. */
    private static final double BEGINNING_SECONDS = 3;

    /** The outermost quantiles: one in a thousand is beyond each. */
    private static final double OUTERMOST = 0.001;

    /** Of stored numbers. */
    private static final double STEPS_A_DB = 1000;

    private static final float[] ALONE = {1};

    private final int bands;
    private final double framesPerSecond;

    private CorrectionFit(int bands, double framesPerSecond) {
        this.bands = bands;
        this.framesPerSecond = framesPerSecond;
    }

    /**
     * Fits a correction.
     *
     * @param learned [T][bands] each, in dB
     * @param generated likewise, one piece
     * @return null if no piece of either is long enough to say how it moves
     */
    static LevelCorrection of(
            List<float[][]> learned, float[][] generated, int bands, double framesPerSecond) {
        return new CorrectionFit(bands, framesPerSecond).fit(learned, generated);
    }

    private LevelCorrection fit(List<float[][]> learned, float[][] generated) {
        LevelMovement wanted = new LevelMovement(1, bands, framesPerSecond);
        LevelMovement made = new LevelMovement(LevelParts.MOVING + 1, bands, framesPerSecond);
        for (float[][] piece : learned) {
            double[][] level = new double[1][bands];
            for (int t = 0; t < piece.length; t++) {
                copy(piece[t], level[0]);
                wanted.add(level);
            }
            wanted.end();
        }
        double[][] from = quantiles(Collections.singletonList(generated));
        double[][] to = quantiles(learned);
        if (from == null || to == null) {
            return null;
        }
        // As a correction does it, so that the parts are those that it will meet.
        double[][] none = new double[LevelParts.MOVING][bands];
        LevelCorrection mapping = new LevelCorrection(from, to, none);
        CorrectedLevels mapped = new CorrectedLevels(List.of(mapping), framesPerSecond);
        LevelParts splitter = new LevelParts(bands, framesPerSecond);
        double[] level = new double[bands];
        double[][] parts = new double[LevelParts.MOVING + 1][bands];
        for (int t = 0; t < generated.length; t++) {
            copy(generated[t], level);
            mapped.control(level, level, ALONE);
            splitter.split(level, parts);
            if (t >= beginning()) {
                made.add(parts);
            }
        }
        made.end();
        if (!wanted.isKnown() || !made.isKnown()) {
            return null;
        }
        double[][] gains = new double[LevelParts.MOVING][bands];
        for (int b = 0; b < bands; b++) {
            double[] own = MovementGains.of(wanted.of(b), made.of(b));
            for (int k = 0; k < LevelParts.MOVING; k++) {
                gains[k][b] = rounded(own[k]);
            }
        }
        quieten(to, learned, generated, new LevelCorrection(from, to, gains));
        return new LevelCorrection(from, to, gains);
    }

    /**
     * Lowers bands whose mean power would be above what it was: those that move more have more of
     * it. None is raised, which would lift all that is quiet for the sake of what is loud.
     *
     * @param to changed
     */
    private void quieten(
            double[][] to, List<float[][]> learned, float[][] generated, LevelCorrection found) {
        double[] most = new double[bands];
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        double[] wanted = new double[bands];
        long frames = 0;
        for (float[][] piece : learned) {
            for (float[] frame : piece) {
                for (int b = 0; b < bands; b++) {
                    wanted[b] += Decibels.power(frame[b]);
                    most[b] = Math.max(most[b], frame[b]);
                }
            }
            frames += piece.length;
        }
        double[] made = new double[bands];
        CorrectedLevels corrected = new CorrectedLevels(List.of(found), framesPerSecond);
        double[] level = new double[bands];
        for (int t = 0; t < generated.length; t++) {
            copy(generated[t], level);
            corrected.control(level, level, ALONE);
            for (int b = 0; t >= beginning() && b < bands; b++) {
                made[b] += Decibels.power(Math.min(most[b], level[b]));
            }
        }
        for (int b = 0; b < bands; b++) {
            double share = (double) frames / (generated.length - beginning());
            double tooMuch = Decibels.of(made[b] * share / wanted[b]);
            for (int q = 0; tooMuch > 0 && q < LevelCorrection.QUANTILES; q++) {
                to[b][q] = rounded(to[b][q] - tooMuch);
            }
        }
    }

    private int beginning() {
        return (int) Math.ceil(BEGINNING_SECONDS * framesPerSecond);
    }

    private static void copy(float[] from, double[] to) {
        for (int b = 0; b < to.length; b++) {
            to[b] = from[b];
        }
    }

    /** Of slow levels, [bands][quantiles]; null if there are none. */
    private double[][] quantiles(List<float[][]> pieces) {
        List<float[]> slow = new ArrayList<>();
        for (float[][] piece : pieces) {
            SlowLevels averages = new SlowLevels(bands, framesPerSecond);
            double[] level = new double[bands];
            double[] now = new double[bands];
            for (int t = 0; t < piece.length; t++) {
                copy(piece[t], level);
                averages.follow(level, now);
                if (t >= beginning()) {
                    float[] kept = new float[bands];
                    for (int b = 0; b < bands; b++) {
                        kept[b] = (float) now[b];
                    }
                    slow.add(kept);
                }
            }
        }
        double[][] quantiles = new double[bands][];
        IntStream.range(0, bands).parallel().forEach(b -> quantiles[b] = quantiles(slow, b));
        return slow.isEmpty() ? null : quantiles;
    }

    private static double[] quantiles(List<float[]> frames, int band) {
        float[] sorted = new float[frames.size()];
        for (int t = 0; t < sorted.length; t++) {
            sorted[t] = frames.get(t)[band];
        }
        Arrays.sort(sorted);
        double[] quantiles = new double[LevelCorrection.QUANTILES];
        for (int q = 0; sorted.length > 0 && q < quantiles.length; q++) {
            double share = (double) q / (quantiles.length - 1);
            double inside = Math.max(OUTERMOST, Math.min(1 - OUTERMOST, share));
            double at = Math.max(0, Math.min(sorted.length - 1, inside * sorted.length - 0.5));
            int i = (int) at;
            double next = sorted[Math.min(sorted.length - 1, i + 1)];
            quantiles[q] = rounded(sorted[i] + (at - i) * (next - sorted[i]));
        }
        return quantiles;
    }

    private static double rounded(double db) {
        return Math.rint(db * STEPS_A_DB) / STEPS_A_DB;
    }
}
