// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;

/**
 * Sets slope and curvature of the coefficients, four frames late: Savitzky and Golay 1964 with a
 * line and a parabola over nine frames; at the clip's ends those of the first and the last nine.
 */
final class DeltaStage implements FrameSink {

    private static final int WIDTH = 9;
    private static final int HALF = WIDTH / 2;

    private final FrameSink next;
    private final int dims;
    // Where the values go among the extras; -1 for nowhere.
    private final int slopeColumn;
    private final int curvatureColumn;
    // Frame t in row t % WIDTH.
    private final float[][] vectors;
    private final float[][] mels;
    private final float[][] extras;
    private final float[] slopes;
    private final float[] curvatures;
    private long frames;

    DeltaStage(FeatureSpec spec, FrameSink next) {
        this.next = next;
        dims = spec.coefficients();
        slopeColumn = column(spec, Extra.DELTA);
        curvatureColumn = column(spec, Extra.DELTA2);
        vectors = new float[WIDTH][spec.vectorSize()];
        mels = new float[WIDTH][spec.melBands()];
        extras = new float[WIDTH][spec.extrasSize()];
        slopes = new float[dims];
        curvatures = new float[dims];
    }

    static boolean isNeeded(FeatureSpec spec) {
        return spec.extras().stream().anyMatch(Extra::isDelta);
    }

    private static int column(FeatureSpec spec, Extra wanted) {
        int column = 0;
        for (Extra extra : spec.extras()) {
            if (extra == wanted) {
                return column;
            }
            column += extra.size(spec);
        }
        return -1;
    }

    @Override
    public void frame(float[] vector, float[] mel, float[] extra) throws IOException {
        int row = (int) (frames % WIDTH);
        System.arraycopy(vector, 0, vectors[row], 0, vector.length);
        System.arraycopy(mel, 0, mels[row], 0, mel.length);
        System.arraycopy(extra, 0, extras[row], 0, extra.length);
        frames++;
        if (frames >= WIDTH) {
            fit(frames - WIDTH, WIDTH);
            handOn(frames == WIDTH ? 0 : frames - 1 - HALF, frames - HALF);
        }
    }

    /** Hands on the last frames. */
    void finish() throws IOException {
        if (frames < WIDTH) {
            fit(0, (int) frames);
            handOn(0, frames);
        } else {
            handOn(frames - HALF, frames);
        }
    }

    /** The line and the parabola nearest to {@code width} frames from {@code first} on. */
    private void fit(long first, int width) {
        double meanSquare = (width * width - 1) / 12.0;
        for (int d = 0; d < dims; d++) {
            double slope = 0;
            double squares = 0;
            double curvature = 0;
            double parabola = 0;
            for (int i = 0; i < width; i++) {
                double x = vectors[(int) ((first + i) % WIDTH)][d];
                double k = i - 0.5 * (width - 1);
                double q = k * k - meanSquare;
                slope += k * x;
                squares += k * k;
                curvature += q * x;
                parabola += q * q;
            }
            // Too few frames for one to be told.
            slopes[d] = width < 2 ? 0 : (float) (slope / squares);
            curvatures[d] = width < 3 ? 0 : (float) (2 * curvature / parabola);
        }
    }

    /** The frames from {@code from} to before {@code end}, with what was fitted last. */
    private void handOn(long from, long end) throws IOException {
        for (long t = from; t < end; t++) {
            int row = (int) (t % WIDTH);
            if (slopeColumn >= 0) {
                System.arraycopy(slopes, 0, extras[row], slopeColumn, dims);
            }
            if (curvatureColumn >= 0) {
                System.arraycopy(curvatures, 0, extras[row], curvatureColumn, dims);
            }
            next.frame(vectors[row], mels[row], extras[row]);
        }
    }
}
