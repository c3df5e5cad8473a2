// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenStepsTest {

    private static SequenceDataset data(int... frames) {
        List<FrameSequence> pieces =
                IntStream.of(frames)
                        .mapToObj(n -> new FrameSequence("piece", new float[n], n, 1))
                        .toList();
        DatasetSpec spec = new DatasetSpec(1, false, DatasetSpec.SplitBy.FILE, 0.1, 0.1, 0, 1);
        return SequenceDataset.of(pieces, pieces, List.of(), spec);
    }

    private static TrainingSpec spec(int batch, int length) {
        return TrainingSpec.builder().steps(1).batch(batch).sequenceLength(length).seed(3).build();
    }

    @Test
    void onePassPredictsAllButTheFirstOfEachPiece() {
        assertEquals(9 + 4 + 25, SeenSteps.ofOnePass(data(10, 5, 26)));
    }

    @Test
    void fullBatchesHoldAllTheirSteps() {
        // One piece that goes on for as long as the batches do: nothing is cut off.
        SeenSteps seen = new SeenSteps(data(1001), spec(1, 10));
        assertEquals(0, seen.after(0));
        // The first piece of an epoch may begin anywhere, and end early once.
        assertTrue(seen.after(50) <= 500 && seen.after(50) > 450, "" + seen.after(50));
    }

    @Test
    void endsOfPiecesAreNotCountedAsFull() {
        // Pieces of 5 predictions in lanes of 4: batches hold 4 and 1 by turns.
        SeenSteps seen = new SeenSteps(data(6, 6, 6, 6), spec(2, 4));
        assertEquals(8, seen.after(1));
        assertEquals(10, seen.after(2));
        assertEquals(20, seen.after(4));
    }

    @Test
    void theNearestNumberOfBatchesIsFound() {
        SeenSteps seen = new SeenSteps(data(6, 6, 6, 6), spec(2, 4));
        assertEquals(1, seen.batchesFor(1));
        assertEquals(1, seen.batchesFor(8));
        assertEquals(2, seen.batchesFor(10));
        assertEquals(2, seen.batchesFor(13));
        assertEquals(3, seen.batchesFor(15));
        for (int batches = 1; batches < 9; batches++) {
            assertEquals(batches, seen.batchesFor(seen.after(batches)));
        }
    }
}
