// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.FrameMatrix;

class BlockDistanceTest {

    private static final int DIMS = 40;

    private static FrameMatrix random(int frames, long seed) {
        Random random = new Random(seed);
        float[] values = new float[frames * DIMS];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (3 * random.nextGaussian() - 20);
        }
        return new FrameMatrix(values, frames, DIMS);
    }

    private static FrameMatrix rows(FrameMatrix all, int from, int to) {
        float[] values = Arrays.copyOfRange(all.values(), from * DIMS, to * DIMS);
        return new FrameMatrix(values, to - from, DIMS);
    }

    @Test
    void whatWasLearnedIsNotOriginal() {
        FrameMatrix learned = random(3000, 1);
        BlockDistance distance = new BlockDistance(learned);
        assertEquals(0, distance.of(learned));
        // Wherever it was copied from, across the borders of what is searched at once.
        assertEquals(0, distance.of(rows(learned, 1009, 2222)));
        assertEquals(0, distance.of(rows(learned, 3000 - BlockDistance.BLOCK_FRAMES, 3000)));
    }

    @Test
    void theDistanceOfTheNearestBlockHasAClosedForm() {
        // Deviation 1 and mean 0: every second frame of a constant 3 is 2 away, the others 4.
        float[] alternating = new float[200];
        float[] three = new float[64];
        Arrays.fill(three, 3);
        for (int t = 0; t < alternating.length; t++) {
            alternating[t] = t % 2 == 0 ? 1 : -1;
        }
        BlockDistance distance = new BlockDistance(new FrameMatrix(alternating, 200, 1));
        assertEquals(Math.sqrt((2 * 2 + 4 * 4) / 2.0), distance.of(new FrameMatrix(three, 64, 1)));
    }

    @Test
    void unitsDoNotCount() {
        FrameMatrix learned = random(500, 1);
        FrameMatrix other = random(300, 2);
        double expected = new BlockDistance(learned).of(other);
        double scaled = new BlockDistance(scaled(learned)).of(scaled(other));
        // Standardised in single precision, sums of 640 squares: 1e-5 is some ten roundings.
        assertEquals(expected, scaled, 1e-5 * expected);
    }

    private static FrameMatrix scaled(FrameMatrix frames) {
        float[] values = frames.values().clone();
        for (int k = 0; k < values.length; k++) {
            values[k] = 8 * values[k] + 5;
        }
        return new FrameMatrix(values, frames.frames(), frames.dims());
    }

    @Test
    void piecesPutTogetherAnewAreBetweenCopyAndNew() {
        FrameMatrix learned = random(3000, 1);
        BlockDistance distance = new BlockDistance(learned);
        Random random = new Random(3);
        float[] values = new float[1024 * DIMS];
        for (int t = 0; t < 1024; t += 8) {
            int from = random.nextInt(2900);
            System.arraycopy(learned.values(), from * DIMS, values, t * DIMS, 8 * DIMS);
        }
        double pieces = distance.of(new FrameMatrix(values, 1024, DIMS));
        double fresh = distance.of(random(1024, 2));
        assertTrue(0.5 * fresh < pieces && pieces < 0.9 * fresh, pieces + " of " + fresh);
    }

    @Test
    void framesThatDoNotFitAreRefused() {
        BlockDistance distance = new BlockDistance(random(100, 1));
        assertEquals(
                "15 frames are no block of 16",
                assertThrows(IllegalArgumentException.class, () -> distance.of(random(15, 1)))
                        .getMessage());
        assertEquals(
                "frames of 1 values, but 40 were learned",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> distance.of(new FrameMatrix(new float[16], 16, 1)))
                        .getMessage());
    }
}
