// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;

/** The latest stretch of an endless row of samples, by their number in it; zeros before 0. */
final class SlidingSamples {

    private double[] values = new double[1 << 13];
    // The number of values[0] in the row.
    private long first;
    private int count;
    private long kept;

    /** The number of the next sample to come. */
    long end() {
        return first + count;
    }

    void add(double value) {
        if (count == values.length) {
            makeRoom();
        }
        values[count++] = value;
    }

    /** Samples before {@code index} are not asked for again. */
    void dropBefore(long index) {
        kept = Math.max(kept, Math.min(index, end()));
    }

    private void makeRoom() {
        int dropped = (int) (kept - first);
        // Moving less than half would cost more than the room is worth.
        if (dropped < values.length / 2) {
            values = Arrays.copyOf(values, 2 * values.length);
        }
        System.arraycopy(values, dropped, values, 0, count - dropped);
        first += dropped;
        count -= dropped;
    }

    /** {@code length} samples from number {@code from} on; none of them is dropped or to come. */
    void copy(long from, int length, double[] out) {
        int zeros = (int) Math.max(0, Math.min(length, -from));
        Arrays.fill(out, 0, zeros, 0);
        System.arraycopy(values, (int) (from + zeros - first), out, zeros, length - zeros);
    }
}
