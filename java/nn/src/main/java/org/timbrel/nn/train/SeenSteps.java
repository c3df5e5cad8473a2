// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.stream.IntStream;

/**
 * How much of its training part a run learns from, known before it is begun: batches at the ends of
 * pieces are not full, so that their number alone does not say it.
 */
public final class SeenSteps {

    private final SequenceDataset data;
    private final TrainingSpec spec;

    /**
     * @param data that is learned from
     * @param spec whose batch, sequence length and seed say what batches hold
     */
    public SeenSteps(SequenceDataset data, TrainingSpec spec) {
        this.data = data;
        this.spec = spec;
    }

    /** Predictions that one pass over the training part makes. */
    public static long ofOnePass(SequenceDataset data) {
        return data.training().stream().mapToLong(span -> span.steps() - 1L).sum();
    }

    /**
     * Predictions that so many batches have made.
     *
     * @param batches at least 0
     */
    public long after(long batches) {
        SequenceBatch batch = batch();
        long seen = 0;
        for (long k = 0; k < batches; k++) {
            batch.skip();
            seen += count(batch);
        }
        return seen;
    }

    /**
     * The number of batches that come nearest to so many predictions; at least 1.
     *
     * @param predictions that are wanted, at least 1
     */
    public long batchesFor(long predictions) {
        SequenceBatch batch = batch();
        long seen = 0;
        long batches = 0;
        while (seen < predictions) {
            batch.skip();
            long more = count(batch);
            if (batches > 0 && seen + more - predictions > predictions - seen) {
                return batches;
            }
            seen += more;
            batches++;
        }
        return batches;
    }

    private static long count(SequenceBatch batch) {
        return IntStream.of(batch.lengths()).sum();
    }

    private SequenceBatch batch() {
        int longest = SequenceLengths.of(data.training(), spec).longest();
        return new SequenceBatch(
                data.training(),
                PieceSource.endless(data.training(), spec.batch(), longest, spec.seed()),
                new FrameValues(data),
                spec.batch(),
                longest);
    }
}
