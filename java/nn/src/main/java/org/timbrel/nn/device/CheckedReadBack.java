// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** Stands before a {@link ReadBack}, as {@link CheckedDevice} does before its device. */
final class CheckedReadBack implements ReadBack {

    private static final int NOTHING = -1;

    private final ReadBack readBack;
    private final int most;
    private final ArrayChecks arrays;
    private int underWay = NOTHING;

    CheckedReadBack(ReadBack readBack, int most, ArrayChecks arrays) {
        this.readBack = readBack;
        this.most = most;
        this.arrays = arrays;
    }

    @Override
    public void begin(Tensor source, int count) {
        if (underWay != NOTHING) {
            throw new IllegalStateException(
                    "%d values are read already: take them first".formatted(underWay));
        }
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("count %d is outside 0..%d".formatted(count, most));
        }
        arrays.holds("source", source, "the values", count, source);
        readBack.begin(source, count);
        underWay = count;
    }

    @Override
    public void take(float[] target) {
        if (underWay == NOTHING) {
            throw new IllegalStateException("nothing is read: begin first");
        }
        if (target.length < underWay) {
            throw new IllegalArgumentException(
                    "the target holds %d values, but %d are read"
                            .formatted(target.length, underWay));
        }
        underWay = NOTHING;
        readBack.take(target);
    }

    @Override
    public void close() {
        readBack.close();
    }
}
