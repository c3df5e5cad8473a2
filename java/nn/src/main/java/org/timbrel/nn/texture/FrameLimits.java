// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Objects;

/**
 * The ranges that keep a texture's frames where its sounds were: of every value, then of B levels
 * that are linear in the frame, as the bands of a spectrum are in cepstra. What a level is outside
 * of its range is taken back from the frame.
 */
public final class FrameLimits {

    private static final float[] NONE = {};

    private final int dims;
    private final int sounds;
    private final LevelMap map;
    private final float[] low;
    private final float[] high;
    private final float[] levelLow;
    private final float[] levelHigh;

    /**
     * The arrays are not copied.
     *
     * @param dims D, values a frame
     * @param sounds C
     * @param low [C,D]
     * @param high [C,D]
     * @param map of the frames' B levels
     * @param levelLow [C,B]
     * @param levelHigh [C,B]
     * @throws IllegalArgumentException if an array has another size, or a range has no value
     */
    public FrameLimits(
            int dims,
            int sounds,
            float[] low,
            float[] high,
            LevelMap map,
            float[] levelLow,
            float[] levelHigh) {
        Matrices.atLeast("dims", dims, 1);
        Matrices.atLeast("sounds", sounds, 1);
        this.dims = dims;
        this.sounds = sounds;
        this.map = Objects.requireNonNull(map, "map");
        this.low = low;
        this.high = high;
        this.levelLow = levelLow;
        this.levelHigh = levelHigh;
        requireRanges("low", low, "high", high, "[C,D]", (long) sounds * dims);
        Matrices.require("matrix", map.matrix(), "[D,B]", (long) dims * map.count());
        requireRanges(
                "levelLow", levelLow, "levelHigh", levelHigh, "[C,B]", (long) sounds * map.count());
    }

    private static void requireRanges(
            String lowName, float[] low, String highName, float[] high, String shape, long count) {
        Matrices.require(lowName, low, shape, count);
        Matrices.require(highName, high, shape, count);
        for (int k = 0; k < low.length; k++) {
            if (low[k] > high[k]) {
                throw new IllegalArgumentException(
                        "%s %s is above %s %s at %d"
                                .formatted(lowName, low[k], highName, high[k], k));
            }
        }
    }

    /** Ranges of values alone. */
    public static FrameLimits ofValues(int dims, int sounds, float[] low, float[] high) {
        return new FrameLimits(dims, sounds, low, high, LevelMap.NONE, NONE, NONE);
    }

    /** D, values a frame. */
    public int dims() {
        return dims;
    }

    /** C, sounds. */
    public int sounds() {
        return sounds;
    }

    /** Of the frames' levels. */
    public LevelMap map() {
        return map;
    }

    /** [C,D]: the array itself. */
    public float[] low() {
        return low;
    }

    /** [C,D]: the array itself. */
    public float[] high() {
        return high;
    }

    /** [C,B]: the array itself. */
    public float[] levelLow() {
        return levelLow;
    }

    /** [C,B]: the array itself. */
    public float[] levelHigh() {
        return levelHigh;
    }
}
