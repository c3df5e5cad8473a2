// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.Tensor;

/**
 * A few values of every slot of {@link StreamSlots} on a device: whose stream is in it, how it is
 * drawn, how far it is. One slot's are written without a look at the others', which would wait for
 * the device.
 */
final class SlotArrays implements AutoCloseable {

    /** Null where anything may follow. */
    private final TokenGrammar grammar;

    private final Tensor temperatures;

    /** Of tokens; null with other heads. */
    private final Indices topK;

    private final Tensor topP;
    private final Indices seeds;
    private final Indices streams;
    private final Indices positions;
    private final Indices active;

    /** Of the grammar; null without. */
    private final Indices states;

    private final GenerationSlots slots;

    /** 1 where a stream is in the slot. */
    private final long[] open;

    /** What the device holds as active; null: unknown. */
    private long[] activated;

    /** Steps that were begun; with a grammar those that count are the device's to know. */
    private final long[] begun;

    /**
     * @param last that goes into the network next; null: nothing does
     * @param tokens whether the head has tokens
     * @param grammar null: none
     */
    SlotArrays(
            Device device,
            int count,
            RecurrentState state,
            Tensor last,
            boolean tokens,
            TokenGrammar grammar) {
        this.grammar = grammar;
        open = new long[count];
        begun = new long[count];
        temperatures = device.zeros(count);
        topK = tokens ? device.indices(new long[count]) : null;
        topP = tokens ? device.zeros(count) : null;
        if (tokens) {
            float[] all = new float[count];
            Arrays.fill(all, 1);
            topP.copyFrom(all);
        }
        seeds = device.indices(new long[count]);
        streams = device.indices(new long[count]);
        positions = device.indices(new long[count]);
        active = device.indices(new long[count]);
        states = grammar == null ? null : device.indices(new long[count]);
        slots =
                new GenerationSlots(
                        state.h(),
                        state.c(),
                        last,
                        temperatures,
                        topK,
                        topP,
                        seeds,
                        streams,
                        positions,
                        active,
                        states);
    }

    GenerationSlots slots() {
        return slots;
    }

    int count() {
        return open.length;
    }

    boolean isOpen(int slot) {
        return open[slot] != 0;
    }

    /** [N], 1 or 0. */
    long[] open() {
        return open.clone();
    }

    void open(int slot, long seed, long stream, Sampling sampling) {
        temperature(slot, sampling.temperature());
        if (topK != null) {
            topK.view(slot, 1).copyFrom(sampling.topK());
            topP.view(slot, 1).copyFrom(sampling.topP());
        }
        seeds.view(slot, 1).copyFrom(seed);
        streams.view(slot, 1).copyFrom(stream);
        positions.view(slot, 1).copyFrom(0);
        if (grammar != null) {
            states.view(slot, 1).copyFrom(grammar.start());
        }
        begun[slot] = 0;
        open[slot] = 1;
    }

    void close(int slot) {
        open[slot] = 0;
    }

    void temperature(int slot, float temperature) {
        temperatures.view(slot, 1).copyFrom(temperature);
    }

    /**
     * The slots of some streams.
     *
     * @param some open slots; null: all of them
     * @throws IllegalStateException if one is not open
     */
    long[] chosen(int[] some) {
        if (some == null) {
            return open();
        }
        long[] chosen = new long[open.length];
        for (int slot : some) {
            if (!isOpen(slot)) {
                throw new IllegalStateException("slot %d has no stream".formatted(slot));
            }
            chosen[slot] = 1;
        }
        return chosen;
    }

    /**
     * From now on the others stand still.
     *
     * @param chosen [N], 1 or 0
     */
    void activate(long[] chosen) {
        if (!Arrays.equals(chosen, activated)) {
            activated = null;
            active.copyFrom(chosen);
            activated = chosen.clone();
        }
    }

    /** Steps were begun with the slots that are active. */
    void advanced(int steps) {
        for (int slot = 0; slot < begun.length; slot++) {
            begun[slot] += activated[slot] * steps;
        }
    }

    /** Frames that were drawn. With a grammar this waits for all that was begun. */
    long position(int slot) {
        if (grammar == null) {
            return begun[slot];
        }
        return read(positions, slot);
    }

    /** Whether it has drawn or was given the end token. With a grammar this waits as well. */
    boolean isEnded(int slot) {
        return grammar != null && read(states, slot) == GrammarArrays.ENDED;
    }

    /**
     * @throws IllegalArgumentException if tokens may not come behind those of the slot
     */
    void requireMayFollow(int slot, float[] values) {
        if (grammar != null) {
            grammar.require(read(states, slot), values);
        }
    }

    private static long read(Indices values, int slot) {
        long[] value = new long[1];
        values.view(slot, 1).copyTo(value);
        return value[0];
    }

    @Override
    public void close() {
        Stream.of(topK, seeds, streams, positions, active, states)
                .filter(Objects::nonNull)
                .forEach(Indices::close);
        List.of(temperatures).forEach(Tensor::close);
        if (topP != null) {
            topP.close();
        }
    }
}
