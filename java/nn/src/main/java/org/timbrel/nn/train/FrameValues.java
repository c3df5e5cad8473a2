// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** Normalised frames, of which each predicts the next, by the conditions of that. */
final class FrameValues implements StepValues {

    private final Normalisation normalisation;
    private final int framesPerStep;
    private final int conditionSize;

    FrameValues(SequenceDataset data) {
        this(data.normalisation(), data.spec().framesPerStep(), data.conditionSize());
    }

    FrameValues(Normalisation normalisation, int framesPerStep, int conditionSize) {
        this.normalisation = normalisation;
        this.framesPerStep = framesPerStep;
        this.conditionSize = conditionSize;
    }

    @Override
    public int framesPerStep() {
        return framesPerStep;
    }

    @Override
    public int inputSize() {
        return targetSize() + conditionSize;
    }

    @Override
    public int noisySize() {
        return targetSize();
    }

    @Override
    public int targetSize() {
        return framesPerStep * normalisation.dims();
    }

    @Override
    public void input(Span span, int step, float[] to, int at) {
        target(span, step, to, at);
        int frame = span.firstFrame() + (step + 1) * framesPerStep;
        System.arraycopy(
                span.source().conditions(),
                frame * conditionSize,
                to,
                at + targetSize(),
                conditionSize);
    }

    @Override
    public void target(Span span, int step, float[] to, int at) {
        int dims = normalisation.dims();
        float[] values = span.source().values();
        int from = (span.firstFrame() + step * framesPerStep) * dims;
        for (int k = 0; k < targetSize(); k++) {
            to[at + k] = normalisation.normalised(k % dims, values[from + k]);
        }
    }
}
