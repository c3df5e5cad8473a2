// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

/**
 * How much a sound's onsets repeat themselves after each lag: the autocorrelation of the onset
 * curve less its mean, smoothed over 50 ms, by the number of pairs, over that at lag 0. A sound
 * shorter than {@link #MIN_SECONDS}, or without any onset, has none.
 */
public final class BeatSpectrum {

    /** Twice the longest lag. */
    public static final double MIN_SECONDS = 4;

    /** Between the lags of {@link #values}. */
    public static final double LAG_STEP_SECONDS = 0.01;

    private static final double FIRST_LAG_SECONDS = 0.1;
    private static final double LAST_LAG_SECONDS = 2;
    private static final double SMOOTH_SECONDS = 0.05;

    // Ellis, "Beat tracking by dynamic programming", JNMR 36, 2007: how readily a period τ is taken
    // for the beat, exp(−½ (log₂(τ / τ₀) / σ)²) with these τ₀ and σ.
    private static final double LIKELIEST_SECONDS = 0.5;
    private static final double OCTAVES_WIDE = 0.9;
    private static final double FASTEST_BPM = 240;
    private static final double SLOWEST_BPM = 40;

    /**
     * The beat that one would tap.
     *
     * @param bpm beats a minute, 40..240; NaN where there is none
     * @param clearness the autocorrelation at that beat (Lartillot et al., "Multi-feature modeling
     *     of pulse clarity", ISMIR 2008), 0..1; NaN where there is none
     */
    public record Tempo(double bpm, double clearness) {

        private static final Tempo NONE = new Tempo(Double.NaN, Double.NaN);
    }

    private final double framesPerSecond;
    // From lag 0 on, by frames; empty where there is none.
    private final double[] correlation;

    BeatSpectrum(float[] strengths, double framesPerSecond) {
        this.framesPerSecond = framesPerSecond;
        double[] curve = smooth(strengths);
        boolean flat = true;
        for (double value : curve) {
            // A millionth of a dB is rounding.
            flat &= Math.abs(value) < 1e-6;
        }
        correlation =
                flat || curve.length < MIN_SECONDS * framesPerSecond
                        ? new double[0]
                        : correlation(curve);
    }

    /** Hann-weighted means less the mean of all. */
    private double[] smooth(float[] strengths) {
        int reach = (int) Math.round(SMOOTH_SECONDS / 2 * framesPerSecond);
        double[] curve = new double[strengths.length];
        double mean = 0;
        for (int t = 0; t < curve.length; t++) {
            for (int i = -reach; i <= reach; i++) {
                if (t + i >= 0 && t + i < curve.length) {
                    curve[t] += (1 + Math.cos(Math.PI * i / (reach + 1))) * strengths[t + i];
                }
            }
            mean += curve[t] / curve.length;
        }
        for (int t = 0; t < curve.length; t++) {
            curve[t] -= mean;
        }
        return curve;
    }

    private double[] correlation(double[] curve) {
        int lags = 2 + (int) Math.ceil(LAST_LAG_SECONDS * framesPerSecond);
        double[] sums = new double[lags];
        for (int lag = 0; lag < lags; lag++) {
            double sum = 0;
            for (int t = 0; t + lag < curve.length; t++) {
                sum += curve[t] * curve[t + lag];
            }
            sums[lag] = sum / (curve.length - lag);
        }
        double power = sums[0];
        for (int lag = 0; lag < lags; lag++) {
            sums[lag] /= power;
        }
        return sums;
    }

    /**
     * The autocorrelation at lags of 0.1 to 2 s, every {@link #LAG_STEP_SECONDS}.
     *
     * @return about -1..1; empty where there is none
     */
    public double[] values() {
        if (correlation.length == 0) {
            return new double[0];
        }
        int count = 1 + (int) Math.round((LAST_LAG_SECONDS - FIRST_LAG_SECONDS) / LAG_STEP_SECONDS);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = at(FIRST_LAG_SECONDS + i * LAG_STEP_SECONDS);
        }
        return values;
    }

    private double at(double lagSeconds) {
        double lag = lagSeconds * framesPerSecond;
        int below = (int) lag;
        return correlation[below] + (lag - below) * (correlation[below + 1] - correlation[below]);
    }

    /**
     * The tempo: the period whose autocorrelation, weighted by how readily it is taken for a beat,
     * is largest; between frames, by the parabola through its neighbours.
     */
    public Tempo tempo() {
        if (correlation.length == 0) {
            return Tempo.NONE;
        }
        int best = -1;
        for (int lag = (int) Math.ceil(60 / FASTEST_BPM * framesPerSecond);
                lag <= 60 / SLOWEST_BPM * framesPerSecond;
                lag++) {
            boolean peak =
                    correlation[lag] > correlation[lag - 1]
                            && correlation[lag] >= correlation[lag + 1]
                            && correlation[lag] > 0;
            if (peak && (best < 0 || weighted(lag) > weighted(best))) {
                best = lag;
            }
        }
        if (best < 0) {
            return Tempo.NONE;
        }
        double before = correlation[best - 1];
        double after = correlation[best + 1];
        double offset = 0.5 * (before - after) / (before - 2 * correlation[best] + after);
        return new Tempo(60 * framesPerSecond / (best + offset), Math.min(1, correlation[best]));
    }

    private double weighted(int lag) {
        double octaves = Math.log(lag / framesPerSecond / LIKELIEST_SECONDS) / Math.log(2);
        double distance = octaves / OCTAVES_WIDE;
        return correlation[lag] * Math.exp(-0.5 * distance * distance);
    }

    /**
     * How differently the beats of two sounds repeat: 1 less the cosine of the angle between their
     * {@link #values}.
     *
     * @return 0..2; NaN where one has none
     */
    public double distance(BeatSpectrum other) {
        double[] one = values();
        double[] two = other.values();
        double product = 0;
        double power = 0;
        double otherPower = 0;
        for (int i = 0; i < Math.min(one.length, two.length); i++) {
            product += one[i] * two[i];
            power += one[i] * one[i];
            otherPower += two[i] * two[i];
        }
        // Rounding may lift the cosine of equal directions over 1.
        return Math.max(0, 1 - product / Math.sqrt(power * otherPower));
    }
}
