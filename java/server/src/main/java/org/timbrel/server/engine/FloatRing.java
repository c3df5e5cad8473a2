// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/**
 * Values on their way from one thread to another, in order. One writes and one reads, neither
 * waits.
 */
final class FloatRing {

    private final float[] values;
    private volatile long written;
    private volatile long read;

    /**
     * @param capacity values that may be on their way at once
     */
    FloatRing(int capacity) {
        values = new float[capacity];
    }

    /** Values that were written so far. */
    long written() {
        return written;
    }

    /** Values that can be read. */
    int readable() {
        return (int) (written - read);
    }

    /** Values that can be written. */
    int writable() {
        return values.length - readable();
    }

    /**
     * Writes values.
     *
     * @param from whose first {@code count} are taken
     * @throws IllegalStateException if there is no room for them
     */
    void write(float[] from, int count) {
        if (count > writable()) {
            throw new IllegalStateException(
                    "%d values, but room for %d".formatted(count, writable()));
        }
        long now = written;
        int at = (int) (now % values.length);
        int first = Math.min(count, values.length - at);
        System.arraycopy(from, 0, values, at, first);
        System.arraycopy(from, first, values, 0, count - first);
        written = now + count;
    }

    /**
     * Reads values that are there.
     *
     * @throws IllegalStateException if there are fewer
     */
    void read(float[] out, int offset, int count) {
        if (count > readable()) {
            throw new IllegalStateException("%d values of %d".formatted(count, readable()));
        }
        long now = read;
        int at = (int) (now % values.length);
        int first = Math.min(count, values.length - at);
        System.arraycopy(values, at, out, offset, first);
        System.arraycopy(values, 0, out, offset + first, count - first);
        read = now + count;
    }
}
