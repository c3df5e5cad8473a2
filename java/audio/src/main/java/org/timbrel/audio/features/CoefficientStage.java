// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;

/**
 * The second half of an extraction: takes the frames that {@link FeatureExtractor#measure} hands
 * on, sets their coefficients and their slopes, and hands them on in turn. Not thread-safe.
 */
public final class CoefficientStage implements FrameSink {

    private static final int BATCH = 64;

    private final FeatureSpec spec;
    private final double lowest;
    private final FrameSink next;
    private final DeltaStage deltas;
    private final Cepstrum cepstrum;
    private final float[] mels;
    private final float[] mfccs;
    private final float[][] vectors;
    private final float[][] extras;
    private final float[] mel;
    private int frames;

    /**
     * For one clip.
     *
     * @param lowest what mel cells are lifted to at least: {@link FeatureSpec#lowestCell} of the
     *     clip's loudest one
     * @param next takes the finished frames
     */
    public CoefficientStage(FeatureSpec spec, double lowest, FrameSink next) {
        this(spec, lowest, next, new Cepstrum(spec));
    }

    CoefficientStage(FeatureSpec spec, double lowest, FrameSink next, Cepstrum cepstrum) {
        this.spec = spec;
        this.lowest = lowest;
        this.cepstrum = cepstrum;
        deltas = DeltaStage.isNeeded(spec) ? new DeltaStage(spec, next) : null;
        this.next = deltas == null ? next : deltas;
        mels = new float[BATCH * spec.melBands()];
        mfccs = new float[BATCH * spec.coefficients()];
        vectors = new float[BATCH][spec.vectorSize()];
        extras = new float[BATCH][spec.extrasSize()];
        mel = new float[spec.melBands()];
    }

    /**
     * The next measured frame; finished ones are handed on some at a time.
     *
     * @throws IOException from what takes them
     */
    @Override
    public void frame(float[] vector, float[] mel, float[] extras) throws IOException {
        System.arraycopy(vector, 0, vectors[frames], 0, vector.length);
        System.arraycopy(mel, 0, mels, frames * mel.length, mel.length);
        System.arraycopy(extras, 0, this.extras[frames], 0, extras.length);
        frames++;
        if (frames == BATCH) {
            flush();
        }
    }

    /**
     * No frames follow: hands on those that are left.
     *
     * @throws IOException from what takes them
     */
    public void finish() throws IOException {
        flush();
        if (deltas != null) {
            deltas.finish();
        }
    }

    /** Hands on all frames but those whose slopes wait for others. */
    void flush() throws IOException {
        cepstrum.apply(mels, frames, lowest, mfccs);
        // Where coefficient 0 is an energy, it has been measured.
        int from = spec.convention().energy() ? 1 : 0;
        int dims = spec.coefficients();
        for (int t = 0; t < frames; t++) {
            System.arraycopy(mfccs, t * dims + from, vectors[t], from, dims - from);
            System.arraycopy(mels, t * mel.length, mel, 0, mel.length);
            next.frame(vectors[t], mel, extras[t]);
        }
        frames = 0;
    }
}
