// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;

/**
 * What is given to {@link StreamSlots} with every frame: what a texture's sounds weigh, or the
 * conditions of a network that takes some. C values; none where there is nothing to give.
 */
final class SlotSteering implements AutoCloseable {

    private final Device device;
    private final int count;
    private final int size;
    private final boolean sounds;
    private Tensor given;

    /**
     * @param count N, slots
     * @param size C
     * @param sounds whether they are a texture's, and not conditions
     */
    SlotSteering(Device device, int count, int size, boolean sounds) {
        this.device = device;
        this.count = count;
        this.size = size;
        this.sounds = sounds;
        given = device.zeros(0);
    }

    /** C, of a texture; 0 where there is none. */
    int sounds() {
        return sounds ? size : 0;
    }

    /** C, of conditions; 0: none. */
    int conditions() {
        return sounds ? 0 : size;
    }

    static void requireNone(float[] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("weights are of a texture's sounds: there is none");
        }
    }

    /**
     * @param values [steps,streams,C], or null
     * @throws IllegalArgumentException if there are too few, or some where none are taken
     */
    void require(float[] values, int steps, int streams) {
        if (!sounds && size == 0) {
            requireNone(values);
            return;
        }
        if (!sounds && values == null) {
            throw new IllegalArgumentException(
                    "the network takes %d conditions with every frame: give them".formatted(size));
        }
        if (values != null && values.length < Tensor.size(steps, streams, size)) {
            throw new IllegalArgumentException(
                    "%d %s for %d steps of %d slots of %d %s"
                            .formatted(
                                    values.length,
                                    sounds ? "weights" : "conditions",
                                    steps,
                                    streams,
                                    size,
                                    sounds ? "sounds" : "values"));
        }
    }

    /**
     * Those of steps of a primer, for every slot.
     *
     * @param values of a texture [C], which hold at every step; of conditions [M,C], those of all
     *     the primer's frames; or null
     * @param first step of the primer
     * @return [steps,N,C], or null
     */
    float[] ofPrimer(float[] values, int first, int steps) {
        if (values == null) {
            return null;
        }
        float[] all = new float[Math.toIntExact(Tensor.size(steps, count, size))];
        for (int row = 0; row < steps * count; row++) {
            int from = sounds ? 0 : (first + row / count) * size;
            System.arraycopy(values, from, all, row * size, size);
        }
        return all;
    }

    /**
     * On the device, until the next call.
     *
     * @param values [steps,N,C], or null
     * @return null for null
     */
    Tensor on(float[] values, int steps) {
        if (values == null) {
            return null;
        }
        long needed = Tensor.size(steps, count, size);
        if (given.size() < needed) {
            given.close();
            given = device.zeros(needed);
        }
        given.copyFrom(FloatBuffer.wrap(values, 0, Math.toIntExact(needed)));
        return given;
    }

    @Override
    public void close() {
        given.close();
    }
}
