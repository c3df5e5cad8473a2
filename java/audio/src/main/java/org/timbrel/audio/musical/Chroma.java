// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

/**
 * How much each pitch class sounds over time. Frame t is centred on second t / {@link
 * #framesPerSecond}, under a window of 0.15 to 0.3 s.
 */
public final class Chroma {

    /** C, C sharp, … B. */
    public static final int PITCH_CLASSES = 12;

    /** Frames more than 50 dB under the loudest are rests: their harmony is that of echoes. */
    private static final double REST = 1e-5;

    // [frames][12], shares of a frame that sounds, 0 for a rest.
    private final float[] shares;
    private final double framesPerSecond;

    /**
     * @param powers [frames][12]; taken over
     */
    Chroma(float[] powers, double framesPerSecond) {
        shares = powers;
        this.framesPerSecond = framesPerSecond;
        double loudest = 0;
        for (int t = 0; t < frames(); t++) {
            loudest = Math.max(loudest, sum(t));
        }
        for (int t = 0; t < frames(); t++) {
            double sum = sum(t);
            double scale = sum > REST * loudest ? 1 / sum : 0;
            for (int i = 0; i < PITCH_CLASSES; i++) {
                shares[t * PITCH_CLASSES + i] *= (float) scale;
            }
        }
    }

    private double sum(int frame) {
        double sum = 0;
        for (int i = 0; i < PITCH_CLASSES; i++) {
            sum += at(frame, i);
        }
        return sum;
    }

    /** How many frames. */
    public int frames() {
        return shares.length / PITCH_CLASSES;
    }

    /** Frames a second: 13 to 27, by the rate. */
    public double framesPerSecond() {
        return framesPerSecond;
    }

    /**
     * The share of a frame's tonal power that a pitch class has, 0..1; 0 for all of them in a rest.
     *
     * @param pitchClass 0..11, from C on
     */
    public float at(int frame, int pitchClass) {
        return shares[frame * PITCH_CLASSES + pitchClass];
    }

    /**
     * The mean share of each pitch class over all frames that sound, each counting the same.
     *
     * @return [12] from C on, of sum 1; all 0 in silence
     */
    public double[] histogram() {
        return mean(0, frames());
    }

    private double[] mean(int from, int to) {
        double[] mean = new double[PITCH_CLASSES];
        double sum = 0;
        for (int t = from; t < to; t++) {
            for (int i = 0; i < PITCH_CLASSES; i++) {
                mean[i] += at(t, i);
                sum += at(t, i);
            }
        }
        for (int i = 0; i < PITCH_CLASSES; i++) {
            mean[i] = sum > 0 ? mean[i] / sum : 0;
        }
        return mean;
    }

    /**
     * How alike the histograms of two sounds are: the cosine of the angle between them.
     *
     * @return 0..1; NaN where one is silent
     */
    public double histogramSimilarity(Chroma other) {
        return cosine(histogram(), other.histogram());
    }

    /**
     * How alike two sounds are at the same time: the mean over the frames that both have of the
     * cosine of the angle between their shares. Where one rests alone that is 0; where both rest
     * nothing is said.
     *
     * @param other with as many frames a second, so at a rate of the same power of two
     * @return 0..1; NaN where neither ever sounds
     * @throws IllegalArgumentException if it has another number of frames a second
     */
    public double alignedSimilarity(Chroma other) {
        if (framesPerSecond != other.framesPerSecond) {
            throw new IllegalArgumentException(
                    "frames of one sound come %s times a second, those of the other %s: resample one"
                            .formatted(framesPerSecond, other.framesPerSecond));
        }
        double sum = 0;
        int count = 0;
        for (int t = 0; t < Math.min(frames(), other.frames()); t++) {
            double[] one = mean(t, t + 1);
            double[] two = other.mean(t, t + 1);
            boolean rest = norm(one) == 0;
            boolean otherRest = norm(two) == 0;
            if (!rest || !otherRest) {
                count++;
                sum += rest || otherRest ? 0 : cosine(one, two);
            }
        }
        return sum / count;
    }

    /** Mean shares of stretches of equal length, all 0 where one rests: [count][12]. */
    float[][] cells(double seconds, int count) {
        float[][] cells = new float[count][PITCH_CLASSES];
        for (int c = 0; c < count; c++) {
            int from = (int) Math.min(frames(), Math.round(c * seconds * framesPerSecond));
            int to = (int) Math.min(frames(), Math.round((c + 1) * seconds * framesPerSecond));
            double[] mean = mean(from, to);
            for (int i = 0; i < PITCH_CLASSES; i++) {
                cells[c][i] = (float) mean[i];
            }
        }
        return cells;
    }

    private static double cosine(double[] one, double[] two) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * two[i];
        }
        // Rounding may lift the cosine of equal directions over 1.
        return Math.min(1, product / (norm(one) * norm(two)));
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
