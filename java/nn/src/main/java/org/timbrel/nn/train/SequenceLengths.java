// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long the batches of a training part are, and how many of them pass over it once. Pieces that
 * fit into a batch go in whole, each in a lane of its own; where all do, batches without a long one
 * are shorter.
 *
 * @param stepsPerEpoch batches of one pass
 * @param each T, rising
 */
record SequenceLengths(long stepsPerEpoch, List<Integer> each) {

    /** Of what the longest batch has: between two of them little is computed for nothing. */
    private static final double[] SHARES = {0.25, 0.375, 0.5, 0.625, 0.75, 0.875};

    static SequenceLengths of(List<Span> training, TrainingSpec spec) {
        int most = training.stream().mapToInt(span -> span.steps() - 1).max().orElse(1);
        int longest = Math.min(spec.sequenceLength(), most);
        long steps = training.stream().mapToLong(span -> Math.max(longest, span.steps() - 1)).sum();
        long perBatch = (long) spec.batch() * longest;
        IntStream shorter =
                Arrays.stream(SHARES)
                        .mapToInt(share -> (int) Math.ceil(share * longest))
                        .filter(length -> most <= longest && length > spec.unscoredSteps())
                        .filter(length -> length < longest)
                        .distinct();
        return new SequenceLengths(
                (steps + perBatch - 1) / perBatch,
                IntStream.concat(shorter, IntStream.of(longest)).boxed().toList());
    }

    /** Of the batches that have the most steps. */
    int longest() {
        return each.get(each.size() - 1);
    }
}
