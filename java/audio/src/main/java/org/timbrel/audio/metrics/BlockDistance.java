// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.timbrel.audio.features.FrameMatrix;

/**
 * How original frames are: how far their blocks of {@value #BLOCK_FRAMES} frames, some 46 ms at 344
 * a second, lie from the nearest block that was learned, wherever it begins. Frames are in the
 * learned frames' standard deviations; the distance of two blocks is the root over their frames of
 * the mean squared Euclidean distance. Copied frames have 0.
 */
public final class BlockDistance {

    /** Long enough to tell a copied stretch from a run of four that was put together anew. */
    public static final int BLOCK_FRAMES = 16;

    /** Blocks that are compared where nothing else is said. */
    public static final int BLOCKS = 400;

    /** Of positions that are searched at once: their sums stay in the nearest cache. */
    private static final int TILE = 1024;

    private final int dims;
    private final int frames;
    private final float[] mean;
    private final float[] scale;

    /** [dims][frames], so that the innermost loop runs over positions. */
    private final float[][] learned;

    /**
     * @param learned at least one block of frames
     */
    public BlockDistance(FrameMatrix learned) {
        dims = learned.dims();
        frames = learned.frames();
        requireBlock(frames);
        mean = new float[dims];
        scale = new float[dims];
        this.learned = new float[dims][frames];
        for (int d = 0; d < dims; d++) {
            double sum = 0;
            double squares = 0;
            for (int t = 0; t < frames; t++) {
                double value = learned.values()[t * dims + d];
                sum += value;
                squares += value * value;
            }
            double middle = sum / frames;
            double deviation = Math.sqrt(Math.max(0, squares / frames - middle * middle));
            mean[d] = (float) middle;
            // What never changes is compared as it is.
            scale[d] = deviation > 1e-6 * Math.abs(middle) ? (float) (1 / deviation) : 1;
            for (int t = 0; t < frames; t++) {
                this.learned[d][t] = standard(learned.values()[t * dims + d], d);
            }
        }
    }

    private static void requireBlock(int frames) {
        if (frames < BLOCK_FRAMES) {
            throw new IllegalArgumentException(
                    "%d frames are no block of %d".formatted(frames, BLOCK_FRAMES));
        }
    }

    private float standard(float value, int d) {
        return (value - mean[d]) * scale[d];
    }

    /** The same, of {@value #BLOCKS} blocks, on all processors. */
    public double of(FrameMatrix other) {
        return mean(starts(other, BLOCKS).parallel(), other);
    }

    /**
     * The mean over blocks, evenly spread, of the distance to the nearest that was learned.
     *
     * @param other at least one block, of as many values a frame
     * @param blocks at most so many, at least 1; in fewer frames as many as do not overlap
     */
    public double of(FrameMatrix other, int blocks) {
        return mean(starts(other, blocks), other);
    }

    private double mean(IntStream starts, FrameMatrix other) {
        // Summed in their order, whoever was done first.
        double[] distances = starts.mapToDouble(from -> nearest(other, from)).toArray();
        return Arrays.stream(distances).sum() / distances.length;
    }

    private IntStream starts(FrameMatrix other, int blocks) {
        requireBlock(other.frames());
        if (other.dims() != dims) {
            throw new IllegalArgumentException(
                    "frames of %d values, but %d were learned".formatted(other.dims(), dims));
        }
        int places = other.frames() - BLOCK_FRAMES + 1;
        int count = Math.min(blocks, (places + BLOCK_FRAMES - 1) / BLOCK_FRAMES);
        return IntStream.range(0, count).map(i -> (int) ((i + 0.5) * places / count));
    }

    private double nearest(FrameMatrix other, int from) {
        float[] block = new float[BLOCK_FRAMES * dims];
        for (int k = 0; k < block.length; k++) {
            block[k] = standard(other.values()[from * dims + k], k % dims);
        }
        float[] sums = new float[TILE];
        float least = Float.POSITIVE_INFINITY;
        int places = frames - BLOCK_FRAMES + 1;
        for (int begin = 0; begin < places; begin += TILE) {
            int size = Math.min(TILE, places - begin);
            Arrays.fill(sums, 0);
            for (int k = 0; k < BLOCK_FRAMES; k++) {
                for (int d = 0; d < dims; d++) {
                    add(learned[d], begin + k, size, block[k * dims + d], sums);
                }
            }
            for (int p = 0; p < size; p++) {
                least = Math.min(least, sums[p]);
            }
        }
        return Math.sqrt(least / BLOCK_FRAMES);
    }

    private static void add(float[] row, int from, int size, float value, float[] sums) {
        for (int p = 0; p < size; p++) {
            float difference = row[from + p] - value;
            sums[p] += difference * difference;
        }
    }
}
