// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;

/** How frames of {@link StreamSlots} come about, and what slots have on the device for it. */
interface SlotFrames extends AutoCloseable {

    /** What goes into the network next, [N,D]; null where that comes from something else. */
    Tensor last();

    /**
     * What a stream begins at.
     *
     * @param weights [C], of a texture's sounds; null: the first one alone
     * @throws IllegalArgumentException if they are none
     */
    float[] checked(float[] weights);

    /**
     * A stream begins in a slot.
     *
     * @param weights that were checked
     */
    void begin(int slot, float[] weights);

    /**
     * Advances the active slots.
     *
     * @param steering [steps,N,C] or null
     * @param forced [steps,N,D], frames that are fed; null: frames are drawn
     * @param out [steps,N,D] out; null with {@code forced}
     */
    void generate(
            PackedNetwork network,
            int steps,
            GenerationSlots slots,
            Tensor steering,
            Tensor forced,
            Tensor out);

    @Override
    void close();
}
