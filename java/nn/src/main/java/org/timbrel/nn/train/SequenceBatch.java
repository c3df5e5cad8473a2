// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
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
    private final StepValues values;
    private final double noise;
    private final long noiseSeed;
    private final int sequenceLength;
    private final Piece[] pieces;
    private final int[] done;
    private final int[] lengths;
    private final boolean[] resets;
    private final float[] inputs;
    private final float[] targets;
    private long batches;

    /** Values as they are. */
    SequenceBatch(
            List<Span> spans,
            PieceSource source,
            StepValues values,
            int lanes,
            int sequenceLength) {
        this(spans, source, values, lanes, sequenceLength, 0, 0);
    }

    /**
     * With noise on what goes in.
     *
     * @param noise its standard deviation; 0: none
     * @param noiseSeed what it is drawn from, together with the batch's number
     */
    SequenceBatch(
            List<Span> spans,
            PieceSource source,
            StepValues values,
            int lanes,
            int sequenceLength,
            double noise,
            long noiseSeed) {
        this.spans = spans;
        this.source = source;
        this.values = values;
        this.noise = noise;
        this.noiseSeed = noiseSeed;
        this.sequenceLength = sequenceLength;
        pieces = new Piece[lanes];
        done = new int[lanes];
        lengths = new int[lanes];
        resets = new boolean[lanes];
        inputs = new float[Math.toIntExact((long) sequenceLength * lanes * values.inputSize())];
        targets = new float[Math.toIntExact((long) sequenceLength * lanes * values.targetSize())];
    }

    /** Moves every lane on without reading values; false once nothing is left. */
    boolean skip() {
        boolean any = false;
        batches++;
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
                Span span = spans.get(pieces[lane].span());
                int from = pieces[lane].first() + done[lane] + step;
                int row = step * pieces.length + lane;
                values.input(span, from, inputs, row * values.inputSize());
                values.target(span, from + 1, targets, row * values.targetSize());
            }
        }
        if (noise > 0) {
            addNoise();
        }
        return any;
    }

    private void addNoise() {
        SplittableRandom random = new SplittableRandom(noiseSeed ^ (batches * 0x9e3779b97f4a7c15L));
        for (int row = 0; row < sequenceLength * pieces.length; row++) {
            for (int k = 0; k < values.noisySize(); k++) {
                inputs[row * values.inputSize() + k] += (float) (noise * random.nextGaussian());
            }
        }
    }

    /** Steps of the longest lane: what the network must have at least. */
    int longest() {
        return Arrays.stream(lengths).max().orElse(0);
    }

    /** Gives the network what the lanes have next, and zeros to those that begin. */
    void feed(RecurrentNetwork network, RecurrentState state) {
        int rows = network.steps() * lengths.length;
        network.inputs().copyFrom(FloatBuffer.wrap(inputs, 0, rows * values.inputSize()));
        network.targets().copyFrom(FloatBuffer.wrap(targets, 0, rows * values.targetSize()));
        network.lengths(lengths);
        for (int lane = 0; lane < resets.length; lane++) {
            if (resets[lane]) {
                state.zero(lane);
            }
        }
    }

    /** [T,N,I] normalised; what stands past a length is left over from before. */
    float[] inputs() {
        return inputs;
    }

    /** [T,N,D]: what each input's next step is. */
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
            for (int step = 0; step < lengths[lane]; step++) {
                int row = step * lengths.length + lane;
                for (float[] array : List.of(inputs, targets)) {
                    int width = array.length / (sequenceLength * lengths.length);
                    for (int k = row * width; k < (row + 1) * width; k++) {
                        float value = array[k];
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
        long first =
                span.firstFrame() + (long) (piece.first() + done[lane]) * values.framesPerStep();
        return "%s, frames %d..%d"
                .formatted(
                        span.source().name(),
                        first,
                        first + (lengths[lane] + 1L) * values.framesPerStep() - 1);
    }
}
