// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.Random;

/** Frames of processes whose entropy is known in closed form. */
public final class SyntheticFrames {

    private SyntheticFrames() {}

    /**
     * Independent dimensions x_t = a x_{t-1} + e_t, e standard normal, stationary from the first
     * frame, offset by 10 d and scaled by d + 1 in dimension d.
     */
    public static FrameSequence autoregressive(
            String name, long seed, int frames, int dims, double a) {
        Random random = new Random(seed);
        float[] values = new float[frames * dims];
        double[] x = new double[dims];
        for (int d = 0; d < dims; d++) {
            x[d] = random.nextGaussian() / Math.sqrt(1 - a * a);
        }
        for (int t = 0; t < frames; t++) {
            for (int d = 0; d < dims; d++) {
                x[d] = a * x[d] + random.nextGaussian();
                values[t * dims + d] = (float) ((d + 1) * x[d] + 10 * d);
            }
        }
        return new FrameSequence(name, values, frames, dims);
    }

    /**
     * Nats a frame that no model can do without, once every dimension has variance 1, if it
     * predicts F frames at once and takes them for independent of each other.
     */
    public static double entropy(int dims, double a, int framesPerStep) {
        double nats = 0;
        for (int ahead = 1; ahead <= framesPerStep; ahead++) {
            nats += 0.5 * Math.log(2 * Math.PI * Math.E * (1 - Math.pow(a, 2 * ahead)));
        }
        return dims * nats / framesPerStep;
    }

    /** Every value tells its frame and dimension: 100 frame + dimension. */
    static FrameSequence counting(String name, int frames, int dims) {
        float[] values = new float[frames * dims];
        for (int k = 0; k < values.length; k++) {
            values[k] = 100 * (k / dims) + k % dims;
        }
        return new FrameSequence(name, values, frames, dims);
    }
}
