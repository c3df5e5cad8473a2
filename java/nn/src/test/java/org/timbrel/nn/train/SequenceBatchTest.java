// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.train.DatasetSpec.SplitBy;

class SequenceBatchTest {

    /** Values tell their frame: 100 frame + dimension, and 1,000,000 a file. */
    private static SequenceDataset data(int framesPerStep, int... frames) {
        List<FrameSequence> files = new ArrayList<>();
        for (int k = 0; k < frames.length; k++) {
            FrameSequence file = SyntheticFrames.counting("file" + k, frames[k], 2);
            for (int v = 0; v < file.values().length; v++) {
                file.values()[v] += 1_000_000 * k;
            }
            files.add(file);
        }
        return SequenceDataset.of(
                files,
                List.of(SyntheticFrames.counting("held out", 2 * framesPerStep, 2)),
                List.of(),
                new DatasetSpec(framesPerStep, false, SplitBy.AUTO, 0.1, 0, 0, 0));
    }

    private static SequenceBatch endless(SequenceDataset data, int lanes, int length, long seed) {
        return new SequenceBatch(
                data.training(),
                PieceSource.endless(data.training(), lanes, length, seed),
                new FrameValues(data),
                lanes,
                length);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,3,5", "4,7,1", "16,20,1", "3,5,2"})
    void seesEveryPredictionOnceAnEpoch(int lanes, int length, int framesPerStep) {
        SequenceDataset data = data(framesPerStep, 2 * framesPerStep, 61, 200, 33);
        int predictions = data.training().stream().mapToInt(span -> span.steps() - 1).sum();
        Map<Float, Integer> seen = new HashMap<>();
        SequenceBatch batch = endless(data, lanes, length, 5);
        int count = 0;
        float[] before = new float[lanes];
        while (count < 6 * predictions) {
            assertTrue(batch.next());
            int width = data.stepSize();
            for (int lane = 0; lane < lanes; lane++) {
                assertTrue(batch.lengths()[lane] > 0 && batch.lengths()[lane] <= length);
                for (int step = 0; step < batch.lengths()[lane]; step++) {
                    int row = (step * lanes + lane) * width;
                    float input = batch.inputs()[row];
                    assertEquals(input + 100 * framesPerStep, batch.targets()[row]);
                    assertEquals(
                            input + 100 * (framesPerStep - 1) + 1, batch.inputs()[row + width - 1]);
                    if (step > 0 || !batch.resets()[lane]) {
                        assertEquals(before[lane] + 100 * framesPerStep, input, "a lane jumps");
                    }
                    before[lane] = input;
                    seen.merge(input, 1, Integer::sum);
                    count++;
                }
            }
        }
        assertEquals(predictions, seen.size());
        // Lanes hold pieces of one epoch while others are in the next.
        assertTrue(seen.values().stream().allMatch(times -> times >= 4 && times <= 8), "" + seen);
    }

    @Test
    void carriesStateOverSequencesAndStartsFilesAnew() {
        SequenceDataset data = data(1, 11, 11);
        SequenceBatch batch = endless(data, 2, 5, 1);
        assertTrue(batch.next());
        assertArrayEquals(new boolean[] {true, true}, batch.resets());
        assertTrue(batch.next());
        assertArrayEquals(new int[] {5, 5}, batch.lengths());
    }

    @Test
    void judgesEverySpanWholeAndInOrder() {
        SequenceDataset data = data(1, 12, 4, 30);
        SequenceBatch batch =
                new SequenceBatch(
                        data.training(),
                        PieceSource.once(data.training()),
                        new FrameValues(data),
                        2,
                        10);
        List<String> lengths = new ArrayList<>();
        while (batch.next()) {
            lengths.add(batch.lengths()[0] + "," + batch.lengths()[1]);
        }
        assertEquals(List.of("10,3", "1,10", "0,10", "0,9"), lengths);
        assertFalse(batch.next());
    }

    @Test
    void skippingLeadsToTheSamePlace() {
        SequenceDataset data = data(1, 57, 101);
        SequenceBatch walked = endless(data, 3, 4, 9);
        SequenceBatch skipped = endless(data, 3, 4, 9);
        SequenceBatch other = endless(data, 3, 4, 10);
        for (int k = 0; k < 40; k++) {
            walked.next();
            skipped.skip();
            other.next();
        }
        walked.next();
        skipped.next();
        other.next();
        for (int lane = 0; lane < 3; lane++) {
            assertEquals(walked.lengths()[lane], skipped.lengths()[lane]);
            assertEquals(walked.inputs()[lane * 2], skipped.inputs()[lane * 2]);
        }
        assertArrayEquals(walked.resets(), skipped.resets());
        assertNotEquals(walked.inputs()[0], other.inputs()[0], "the seed has no influence");
    }

    /** A frame's conditions go in with the step before it, and noise leaves them alone. */
    @Test
    void conditionsDescribeWhatIsPredicted() {
        for (int framesPerStep : new int[] {1, 3}) {
            float[] conditions = new float[2 * 40];
            for (int k = 0; k < conditions.length; k++) {
                conditions[k] = 100 * (k / 2) + 7 + k % 2;
            }
            FrameSequence counted = SyntheticFrames.counting("c", 40, 2);
            FrameSequence file = new FrameSequence("c", counted.values(), 40, 2, conditions);
            SequenceDataset data =
                    SequenceDataset.of(
                            List.of(file),
                            List.of(file),
                            List.of(),
                            new DatasetSpec(
                                    framesPerStep, false, DatasetSpec.SplitBy.FILE, 0.1, 0, 0, 0));
            assertEquals(2, data.conditionSize());
            SequenceBatch batch =
                    new SequenceBatch(
                            data.training(),
                            PieceSource.once(data.training()),
                            new FrameValues(data),
                            1,
                            9,
                            0.5,
                            3);
            int width = 2 * framesPerStep;
            int steps = 0;
            while (batch.next()) {
                for (int step = 0; step < batch.lengths()[0]; step++, steps++) {
                    float predicted = batch.targets()[step * width];
                    int row = step * (width + 2);
                    assertEquals(predicted + 7, batch.inputs()[row + width]);
                    assertEquals(predicted + 8, batch.inputs()[row + width + 1]);
                    assertNotEquals(predicted - 100 * framesPerStep, batch.inputs()[row]);
                }
            }
            assertEquals(40 / framesPerStep - 1, steps);
        }
    }
}
