// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;

/** What {@link StreamSlots} have on a device where frames are drawn from what the head predicts. */
final class HeadSlots implements SlotFrames {

    private final Device device;
    private final int width;
    private final Tensor last;

    /** Null where anything may follow. */
    private final GrammarArrays grammar;

    /** grammar: null where there is none. */
    HeadSlots(Device device, int count, int width, TokenGrammar grammar) {
        this.device = device;
        this.width = width;
        last = device.zeros(count, width);
        this.grammar = grammar == null ? null : grammar.on(device);
    }

    @Override
    public Tensor last() {
        return last;
    }

    @Override
    public float[] checked(float[] weights) {
        SlotSteering.requireNone(weights);
        return weights;
    }

    /** Of zeros, or token 0. */
    @Override
    public void begin(int slot, float[] weights) {
        last.view((long) slot * width, width).zero();
    }

    @Override
    public void generate(
            PackedNetwork network,
            int steps,
            GenerationSlots slots,
            Tensor steering,
            Tensor forced,
            Tensor out) {
        device.generate(network, steps, slots, grammar, steering, forced, out);
    }

    @Override
    public void close() {
        last.close();
        if (grammar != null) {
            grammar.close();
        }
    }
}
