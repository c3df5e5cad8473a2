// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The sizes of one recurrent layer at work, as timbrel.h names them. Every product of them that is
 * an array's size fits a {@code long}.
 *
 * @param cell its equations
 * @param layerNorm whether W_hh h is normalised
 * @param steps T, time steps, at least 0
 * @param batch N, sequences, at least 0
 * @param inputSize I, at least 1
 * @param hiddenSize H, at least 1
 */
public record RecurrentShape(
        Cell cell, boolean layerNorm, long steps, long batch, long inputSize, long hiddenSize) {

    /** Floats that 2^63 - 1 bytes hold. */
    private static final long MAX_FLOATS = Long.MAX_VALUE / Float.BYTES;

    /** More floats than a kernel's scratch space takes for one unit of one sequence. */
    private static final long SCRATCH_PER_UNIT = 16;

    /**
     * @throws IllegalArgumentException if a size is too small or an array of that shape too large
     */
    public RecurrentShape {
        atLeast("steps", steps, 0);
        atLeast("batch", batch, 0);
        atLeast("inputSize", inputSize, 1);
        atLeast("hiddenSize", hiddenSize, 1);
        if (!fits(4, hiddenSize, inputSize)
                || !fits(4, hiddenSize, hiddenSize)
                || !fits(batch, hiddenSize, SCRATCH_PER_UNIT)
                || !fits(steps, batch, inputSize)
                || !fits(steps, batch, 4)
                || !fits(steps * batch, 4, hiddenSize)) {
            throw new IllegalArgumentException(
                    ("steps %d, batch %d, inputSize %d, hiddenSize %d make an array of more"
                                    + " than %d floats")
                            .formatted(steps, batch, inputSize, hiddenSize, MAX_FLOATS));
        }
    }

    /** Floats of x, [T,N,I]. */
    public long inputCount() {
        return steps * batch * inputSize;
    }

    /** Floats of y and of cells, [T,N,H]. */
    public long outputCount() {
        return steps * batch * hiddenSize;
    }

    /** Floats of gates, [T,N,GH]. */
    public long gatesCount() {
        return cell.gates() * outputCount();
    }

    /** Floats of h and of c, [N,H]. */
    public long stateCount() {
        return batch * hiddenSize;
    }

    /** Floats of weight_ih, [GH,I]. */
    public long weightIhCount() {
        return cell.gates() * hiddenSize * inputSize;
    }

    /** Floats of weight_hh, [GH,H]. */
    public long weightHhCount() {
        return cell.gates() * hiddenSize * hiddenSize;
    }

    /** Floats of each bias, [GH]. */
    public long biasCount() {
        return cell.gates() * hiddenSize;
    }

    private static void atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(
                    "%s is %d, but must be at least %d".formatted(name, value, minimum));
        }
    }

    private static boolean fits(long a, long b, long c) {
        return Math.multiplyHigh(a, b) == 0
                && a * b >= 0
                && Math.multiplyHigh(a * b, c) == 0
                && a * b * c >= 0
                && a * b * c <= MAX_FLOATS;
    }
}
