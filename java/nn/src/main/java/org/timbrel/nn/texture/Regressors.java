// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/** What goes into a linear part: past frames, newest first, and averages, all less the mean. */
final class Regressors {

    private Regressors() {}

    /**
     * A frame moves them one step on.
     *
     * @param past P
     * @param timeConstants [S]
     * @param mean [D]
     * @param frame [D]
     * @param from [(P+S)·D] in and out
     */
    static void follow(
            int past, float[] timeConstants, float[] mean, float[] frame, double[] from) {
        int dims = mean.length;
        System.arraycopy(from, 0, from, dims, (past - 1) * dims);
        for (int d = 0; d < dims; d++) {
            double value = (double) frame[d] - mean[d];
            from[d] = value;
            for (int s = 0; s < timeConstants.length; s++) {
                int k = (past + s) * dims + d;
                from[k] += (value - from[k]) / timeConstants[s];
            }
        }
    }
}
