// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.ReadBack;
import org.timbrel.nn.device.Tensor;

/** Where a chunk of {@link StreamSlots} goes, and from there to the host: one chunk at a time. */
final class SlotOutput implements AutoCloseable {

    private final Device device;

    /** Null before the first chunk. */
    private Tensor frames;

    private ReadBack readBack;
    private int steps;
    private int values;

    SlotOutput(Device device) {
        this.device = device;
    }

    /**
     * Has room for a chunk, so that nothing is short of memory when it is made.
     *
     * @param size of it, in values
     */
    Tensor reserve(int size) {
        if (frames == null || frames.size() < size) {
            Tensor larger = device.zeros(size);
            ReadBack more;
            try {
                more = device.readBack(size);
            } catch (RuntimeException | Error e) {
                larger.close();
                throw e;
            }
            close();
            frames = larger;
            readBack = more;
        }
        return frames;
    }

    /** Behind what makes the chunk. */
    void begin(int chunkSteps, int size) {
        steps = chunkSteps;
        values = size;
        readBack.begin(frames, size);
    }

    /** Of the chunk that was begun. */
    int steps() {
        return steps;
    }

    /** Likewise: how much it is. */
    int values() {
        return values;
    }

    /** Waits for the chunk. */
    void take(float[] out) {
        readBack.take(out);
    }

    @Override
    public void close() {
        if (frames != null) {
            readBack.close();
            frames.close();
        }
    }
}
