// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.List;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;

/**
 * N lanes that work through pieces side by side, T steps at a time. A lane goes on where it left
 * off; where its piece ends its sequence is shorter than T, and it begins the next one with a state
 * of zeros.
 */
final class SequenceBatch {

    private final List<Span> spans;
    private final PieceSource source;
    private final Normalisation normalisation;
    private final int framesPerStep;
    private final int sequenceLength;
    private final Piece[] pieces;
    private final int[] done;
    private final int[] lengths;
    private final boolean[] resets;
    private final float[] inputs;
    private final float[] targets;

    SequenceBatch(
            List<Span> spans,
            PieceSource source,
            SequenceDataset data,
            int lanes,
            int sequenceLength) {
        this.spans = spans;
        this.source = source;
        this.normalisation = data.normalisation();
        this.framesPerStep = data.spec().framesPerStep();
        this.sequenceLength = sequenceLength;
        pieces = new Piece[lanes];
        done = new int[lanes];
        lengths = new int[lanes];
        resets = new boolean[lanes];
        inputs = new float[Math.toIntExact((long) sequenceLength * lanes * data.stepSize())];
        targets = new float[inputs.length];
    }

    /** Moves every lane on without reading values; false once nothing is left. */
    boolean skip() {
        boolean any = false;
        for (int lane = 0; lane < pieces.length; lane++) {
            if (pieces[lane] != null) {
                done[lane] += lengths[lane];
            }
            resets[lane] = pieces[lane] == null || done[lane] == pieces[lane].count();
            if (resets[lane]) {
                pieces[lane] = source.next();
                done[lane] = 0;
            }
            Piece piece = pieces[lane];
            lengths[lane] =
                    piece == null ? 0 : Math.min(sequenceLength, piece.count() - done[lane]);
            any |= piece != null;
        }
        return any;
    }

    /** Moves every lane on and reads what it has next; false once nothing is left. */
    boolean next() {
        boolean any = skip();
        for (int lane = 0; lane < pieces.length; lane++) {
            for (int step = 0; step < lengths[lane]; step++) {
                int from = pieces[lane].first() + done[lane] + step;
                read(pieces[lane], from, inputs, step * pieces.length + lane);
                read(pieces[lane], from + 1, targets, step * pieces.length + lane);
            }
        }
        return any;
    }

    private void read(Piece piece, int step, float[] array, int row) {
        Span span = spans.get(piece.span());
        int dims = normalisation.dims();
        float[] values = span.source().values();
        int from = (span.firstFrame() + step * framesPerStep) * dims;
        int to = row * framesPerStep * dims;
        for (int frame = 0; frame < framesPerStep; frame++) {
            for (int d = 0; d < dims; d++) {
                array[to++] = normalisation.normalised(d, values[from++]);
            }
        }
    }

    /** Gives the network what the lanes have next, and zeros to those that begin. */
    void feed(RecurrentNetwork network, RecurrentState state) {
        network.inputs().copyFrom(inputs);
        network.targets().copyFrom(targets);
        network.lengths(lengths);
        for (int lane = 0; lane < resets.length; lane++) {
            if (resets[lane]) {
                state.zero(lane);
            }
        }
    }

    /** [T,N,F·D] normalised; what stands past a length is left over from before. */
    float[] inputs() {
        return inputs;
    }

    /** [T,N,F·D]: each input's next step. */
    float[] targets() {
        return targets;
    }

    /** [N], 0..T: the steps of every lane. */
    int[] lengths() {
        return lengths;
    }

    /** [N]: whether the lane begins with a state of zeros. */
    boolean[] resets() {
        return resets;
    }

    /**
     * Where the normalised value lies that is furthest from 0, in words; empty if none is further
     * than {@code limit}.
     */
    String furthest(float limit) {
        float worst = limit;
        String place = "";
        for (int lane = 0; lane < lengths.length; lane++) {
            int width = inputs.length / (sequenceLength * lengths.length);
            for (int step = 0; step < lengths[lane]; step++) {
                int row = (step * lengths.length + lane) * width;
                for (int k = row; k < row + width; k++) {
                    for (float value : new float[] {inputs[k], targets[k]}) {
                        if (!(Math.abs(value) <= worst)) {
                            worst = Float.isNaN(value) ? Float.MAX_VALUE : Math.abs(value);
                            place =
                                    "a value %s deviations from the mean in %s"
                                            .formatted(value, place(lane));
                        }
                    }
                }
            }
        }
        return place;
    }

    /** Where a lane's sequence lies, in words: the file and its frames. */
    private String place(int lane) {
        Piece piece = pieces[lane];
        if (piece == null) {
            return "nothing";
        }
        Span span = spans.get(piece.span());
        long first = span.firstFrame() + (long) (piece.first() + done[lane]) * framesPerStep;
        return "%s, frames %d..%d"
                .formatted(
                        span.source().name(),
                        first,
                        first + (lengths[lane] + 1L) * framesPerStep - 1);
    }
}
