// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** Normalised frames, of which each predicts the next. */
final class FrameValues implements StepValues {

    private final Normalisation normalisation;
    private final int framesPerStep;

    FrameValues(SequenceDataset data) {
        normalisation = data.normalisation();
        framesPerStep = data.spec().framesPerStep();
    }

    @Override
    public int framesPerStep() {
        return framesPerStep;
    }

    @Override
    public int inputSize() {
        return framesPerStep * normalisation.dims();
    }

    @Override
    public int noisySize() {
        return inputSize();
    }

    @Override
    public int targetSize() {
        return inputSize();
    }

    @Override
    public void input(Span span, int step, float[] to, int at) {
        target(span, step, to, at);
    }

    @Override
    public void target(Span span, int step, float[] to, int at) {
        int dims = normalisation.dims();
        float[] values = span.source().values();
        int from = (span.firstFrame() + step * framesPerStep) * dims;
        for (int k = 0; k < inputSize(); k++) {
            to[at + k] = normalisation.normalised(k % dims, values[from + k]);
        }
    }
}
