// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Arrays;

/**
 * What predicts a frame from the P frames before it and from S slow averages, each of which follows
 * the frames by a_s ← a_s + (z − a_s) / timeConstant_s. Every sound has a mean and gains of its
 * own:
 *
 * <pre>z_t ≈ mean + Σ_p gains_p (z_{t−p} − mean) + Σ_s gains_s (a_s − mean)</pre>
 */
public final class LinearPart {

    private final int dims;
    private final int past;
    private final int sounds;
    private final float[] timeConstants;
    private final float[] mean;
    private final float[] gains;

    /**
     * The arrays are not copied.
     *
     * @param dims D, values a frame
     * @param past P, at least 1
     * @param sounds C, at least 1
     * @param timeConstants [S], in steps, each at least 1
     * @param mean [C,D]
     * @param gains [C,(P+S)·D,D] by what goes in: element (k,d) is what value k adds to value d
     * @throws IllegalArgumentException if an array has another size, or holds what it must not
     */
    public LinearPart(
            int dims, int past, int sounds, float[] timeConstants, float[] mean, float[] gains) {
        Matrices.atLeast("dims", dims, 1);
        Matrices.atLeast("past", past, 1);
        Matrices.atLeast("sounds", sounds, 1);
        for (float steps : timeConstants) {
            if (!(steps >= 1)) {
                throw new IllegalArgumentException(
                        "a time constant of %s steps is below 1".formatted(steps));
            }
        }
        this.dims = dims;
        this.past = past;
        this.sounds = sounds;
        this.timeConstants = timeConstants;
        this.mean = mean;
        this.gains = gains;
        Matrices.require("mean", mean, "[C,D]", (long) sounds * dims);
        Matrices.require("gains", gains, "[C,(P+S)·D,D]", (long) sounds * depth() * dims);
    }

    /** D, values a frame. */
    public int dims() {
        return dims;
    }

    /** P, frames that it looks back at. */
    public int past() {
        return past;
    }

    /** S, slow averages. */
    public int averages() {
        return timeConstants.length;
    }

    /** C, sounds. */
    public int sounds() {
        return sounds;
    }

    /** [S], in steps: the array itself. */
    public float[] timeConstants() {
        return timeConstants;
    }

    /** [C,D]: the array itself. */
    public float[] mean() {
        return mean;
    }

    /** [C,(P+S)·D,D]: the array itself. */
    public float[] gains() {
        return gains;
    }

    /** (P+S)·D, values that go in. */
    public int depth() {
        return (past + averages()) * dims;
    }

    /**
     * The innovations of frames: what the prediction leaves. Past and averages begin at the sound's
     * mean.
     *
     * @param sound which, 0..C−1
     * @param frames [T,D]
     * @return [T,D]
     */
    public float[] innovations(int sound, float... frames) {
        int count = frames.length / dims;
        float[] innovations = new float[count * dims];
        double[] from = new double[depth()];
        for (int t = 0; t < count; t++) {
            double[] predicted = predicted(sound, from);
            for (int d = 0; d < dims; d++) {
                innovations[t * dims + d] = (float) (frames[t * dims + d] - predicted[d]);
            }
            follow(sound, frames, t, from);
        }
        return innovations;
    }

    /**
     * Frames that leave given innovations, the way back from {@link #innovations}: without limits,
     * from the sound's mean on.
     *
     * @param sound which, 0..C−1
     * @param innovations [T,D]
     * @return [T,D]
     */
    public float[] frames(int sound, float... innovations) {
        float[] frames = innovations.clone();
        double[] from = new double[depth()];
        for (int t = 0; t < frames.length / dims; t++) {
            double[] predicted = predicted(sound, from);
            for (int d = 0; d < dims; d++) {
                frames[t * dims + d] += (float) predicted[d];
            }
            follow(sound, frames, t, from);
        }
        return frames;
    }

    private double[] predicted(int sound, double... from) {
        double[] predicted = new double[dims];
        for (int d = 0; d < dims; d++) {
            predicted[d] = mean[sound * dims + d];
        }
        for (int k = 0; k < from.length; k++) {
            int row = (sound * from.length + k) * dims;
            for (int d = 0; d < dims; d++) {
                predicted[d] += gains[row + d] * from[k];
            }
        }
        return predicted;
    }

    private void follow(int sound, float[] frames, int t, double[] from) {
        float[] values = Arrays.copyOfRange(frames, t * dims, (t + 1) * dims);
        float[] center = Arrays.copyOfRange(mean, sound * dims, (sound + 1) * dims);
        Regressors.follow(past, timeConstants, center, values, from);
    }
}
