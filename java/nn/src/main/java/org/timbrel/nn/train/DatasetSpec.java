// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.Objects;

/**
 * How frames become data to learn from and to judge on.
 *
 * @param framesPerStep F: consecutive frames that make one step of the network, 1..64
 * @param normalise whether every dimension is brought to mean 0 and variance 1; off for frames of
 *     zeros and ones
 * @param splitBy what the held-out parts are made of
 * @param validationFraction of the files or of the time, above 0
 * @param testFraction likewise, 0 for no test part; with the validation below 1
 * @param gapFrames frames left out between two parts of a file, so that frames that share samples
 *     do not lie on both sides; at least 0
 * @param seed chooses the files
 */
public record DatasetSpec(
        int framesPerStep,
        boolean normalise,
        SplitBy splitBy,
        double validationFraction,
        double testFraction,
        int gapFrames,
        long seed) {

    /** One frame a step, normalised, a tenth for validation, a tenth for the test. */
    public static final DatasetSpec DEFAULT =
            new DatasetSpec(1, true, SplitBy.AUTO, 0.1, 0.1, 0, 0);

    /** What the held-out parts are made of. */
    public enum SplitBy {
        /** Files from {@link #AUTO_FILES} files on, time below. */
        AUTO,
        /** Whole files, chosen by the seed. */
        FILE,
        /** The end of every file: first comes training, then validation, then test. */
        TIME
    }

    /** From how many files on {@link SplitBy#AUTO} splits by file. */
    public static final int AUTO_FILES = 10;

    private static final int MAX_FRAMES_PER_STEP = 64;

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public DatasetSpec {
        Objects.requireNonNull(splitBy, "splitBy");
        if (framesPerStep < 1 || framesPerStep > MAX_FRAMES_PER_STEP) {
            throw new IllegalArgumentException(
                    "framesPerStep %d is outside 1..%d"
                            .formatted(framesPerStep, MAX_FRAMES_PER_STEP));
        }
        if (!(validationFraction > 0)
                || !(testFraction >= 0)
                || !(validationFraction + testFraction < 1)) {
            throw new IllegalArgumentException(
                    ("validationFraction %s must be above 0, testFraction %s at least 0, and"
                                    + " both together below 1")
                            .formatted(validationFraction, testFraction));
        }
        if (gapFrames < 0) {
            throw new IllegalArgumentException("gapFrames %d is below 0".formatted(gapFrames));
        }
    }
}
