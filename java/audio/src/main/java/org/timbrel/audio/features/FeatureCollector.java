// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.util.Arrays;

/** Keeps the frames of a clip in memory. */
final class FeatureCollector implements FrameSink {

    private static final int FIRST_FRAMES = 64;

    private final FeatureSpec spec;
    private float[] vectors;
    private float[] mels;
    private float[] extras;
    private int frames;

    FeatureCollector(FeatureSpec spec) {
        this.spec = spec;
        vectors = new float[FIRST_FRAMES * spec.vectorSize()];
        mels = new float[FIRST_FRAMES * spec.melBands()];
        extras = new float[FIRST_FRAMES * spec.extrasSize()];
    }

    @Override
    public void frame(float[] vector, float[] mel, float[] extra) {
        vectors = appended(vectors, vector);
        mels = appended(mels, mel);
        extras = appended(extras, extra);
        frames++;
    }

    private float[] appended(float[] rows, float[] row) {
        int at = Math.multiplyExact(frames, row.length);
        float[] room =
                rows.length - at >= row.length
                        ? rows
                        : Arrays.copyOf(rows, Math.multiplyExact(2, rows.length));
        System.arraycopy(row, 0, room, at, row.length);
        return room;
    }

    /** The loudest mel cell, 0 if there is none. */
    float loudest() {
        float loudest = 0;
        for (int i = 0; i < frames * spec.melBands(); i++) {
            loudest = Math.max(loudest, mels[i]);
        }
        return loudest;
    }

    /** Hands all frames on. */
    void replay(FrameSink sink) throws IOException {
        float[] vector = new float[spec.vectorSize()];
        float[] mel = new float[spec.melBands()];
        float[] extra = new float[spec.extrasSize()];
        for (int t = 0; t < frames; t++) {
            System.arraycopy(vectors, t * vector.length, vector, 0, vector.length);
            System.arraycopy(mels, t * mel.length, mel, 0, mel.length);
            System.arraycopy(extras, t * extra.length, extra, 0, extra.length);
            sink.frame(vector, mel, extra);
        }
    }

    Features features() {
        return new Features(
                spec,
                matrix(vectors, spec.vectorSize()),
                matrix(mels, spec.melBands()),
                matrix(extras, spec.extrasSize()));
    }

    private FrameMatrix matrix(float[] rows, int dims) {
        return new FrameMatrix(Arrays.copyOf(rows, frames * dims), frames, dims);
    }
}
