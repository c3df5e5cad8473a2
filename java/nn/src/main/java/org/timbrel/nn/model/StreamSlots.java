// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.texture.Texture;

/**
 * Streams that a network generates side by side, each in a slot. Stream s of seed k has the same
 * frames, bit for bit, at any number of slots, in any of them, and whenever it was opened.
 *
 * <pre>{@code
 * StreamSlots(Device device, Parameters parameters, int slots)
 * void open(int slot, long seed, long stream, Sampling sampling)
 * void prime(int slot, float... frames)     [M,D], fed one after the other; nothing is sampled
 * void generate(int steps, float[] out)     [steps,slots,D]
 * long position(int slot)                   frames sampled so far
 * void close(int slot)                      leaves; boolean isOpen(int slot)
 * }</pre>
 *
 * <p>A stream begins from a state of zeros with a frame of zeros, or token 0, as its input; one of
 * a texture with a past that is its sounds' mean. What a texture's sounds weigh is given with every
 * call: [steps,slots,C], at least 0 and 1 together; null: the first sound alone. The parameters are
 * copied when the slots are made, and may change or be closed afterwards.
 */
public final class StreamSlots implements AutoCloseable {

    /** Frames of a primer that are fed in one call. */
    private static final int PRIMER_STEPS = 64;

    private final Device device;
    private final NetworkShape shape;
    private final int width;
    private final int count;
    private final Tensor packed;
    private final RecurrentState state;

    /** Null where there is a texture. */
    private final Tensor frames;

    /** Null where frames are the head's. */
    private final TextureSlots texture;

    private final Tensor temperatures;

    /** Of tokens; null with other heads. */
    private final Indices topK;

    private final Tensor topP;
    private final Indices seeds;
    private final Indices streams;
    private final Indices positions;
    private final Indices active;
    private final GenerationSlots slots;

    /** What the device's arrays hold, for changes of single slots. */
    private final float[] temperatureOf;

    private final long[] topKOf;
    private final float[] topPOf;
    private final long[] seedOf;
    private final long[] streamOf;
    private final long[] positionOf;
    private final long[] activeOf;

    private Tensor primer;
    private Tensor generated;

    /**
     * Streams of what the head draws.
     *
     * @param slots at least 1
     */
    public StreamSlots(Device device, Parameters parameters, int slots) {
        this(device, parameters, null, slots);
    }

    /**
     * Streams of a texture.
     *
     * @param texture that the network was trained for; null: frames are what the head draws
     * @param slots at least 1
     */
    public StreamSlots(Device device, Parameters parameters, Texture texture, int slots) {
        NetworkSpec spec = parameters.spec();
        NetworkSpec.range("slots", slots, 1, Integer.MAX_VALUE);
        this.device = device;
        shape = spec.shape();
        width = texture != null ? texture.dims() : spec.frameSize();
        count = slots;
        packed = device.zeros(device.generatorSize(shape));
        device.packGenerator(shape, parameters.flat(), packed);
        state = new RecurrentState(device, spec, slots);
        frames = texture == null ? device.zeros(slots, width) : null;
        this.texture = texture == null ? null : new TextureSlots(device, texture, slots);
        temperatures = device.zeros(slots);
        temperatureOf = new float[slots];
        topKOf = new long[slots];
        topPOf = new float[slots];
        Arrays.fill(topPOf, 1);
        boolean tokens = spec.head() instanceof Head.Categorical;
        topK = tokens ? device.indices(topKOf) : null;
        topP = tokens ? device.zeros(slots) : null;
        seedOf = new long[slots];
        streamOf = new long[slots];
        positionOf = new long[slots];
        activeOf = new long[slots];
        seeds = device.indices(seedOf);
        streams = device.indices(streamOf);
        positions = device.indices(positionOf);
        active = device.indices(activeOf);
        this.slots =
                new GenerationSlots(
                        state.h(),
                        state.c(),
                        frames,
                        temperatures,
                        topK,
                        topP,
                        seeds,
                        streams,
                        positions,
                        active);
        primer = device.zeros(0);
        generated = device.zeros(0);
    }

    /** Slots, open or not. */
    public int count() {
        return count;
    }

    /** Whether a stream is in the slot. */
    public boolean isOpen(int slot) {
        return activeOf[within(slot)] != 0;
    }

    /**
     * Begins a stream in a slot; one that was there is gone.
     *
     * @param seed of the piece
     * @param stream which of the seed's streams
     * @param sampling how its frames are drawn
     */
    public void open(int slot, long seed, long stream, Sampling sampling) {
        open(slot, seed, stream, sampling, null);
    }

    /**
     * The same of a texture.
     *
     * @param weights [C], of the sounds whose mean the stream begins at; null: the first sound's
     */
    public void open(int slot, long seed, long stream, Sampling sampling, float[] weights) {
        float[] shares = sounds() > 0 ? texture.checked(weights) : none(weights);
        temperatureOf[within(slot)] = sampling.temperature();
        topKOf[slot] = sampling.topK();
        topPOf[slot] = sampling.topP();
        seedOf[slot] = seed;
        streamOf[slot] = stream;
        positions.copyTo(positionOf);
        positionOf[slot] = 0;
        activeOf[slot] = 1;
        temperatures.copyFrom(temperatureOf);
        if (topK != null) {
            topK.copyFrom(topKOf);
            topP.copyFrom(topPOf);
        }
        seeds.copyFrom(seedOf);
        streams.copyFrom(streamOf);
        positions.copyFrom(positionOf);
        active.copyFrom(activeOf);
        state.zero(slot);
        if (texture != null) {
            texture.begin(slot, shares);
        } else {
            frames.view((long) slot * width, width).zero();
        }
    }

    /** C, of a texture; 0 where there is none. */
    public int sounds() {
        return texture == null ? 0 : texture.sounds();
    }

    private static float[] none(float[] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("weights are of a texture's sounds: there is none");
        }
        return null;
    }

    /** Ends the slot's stream, if there is one. */
    public void close(int slot) {
        activeOf[within(slot)] = 0;
        active.copyFrom(activeOf);
    }

    /** Frames sampled so far of the slot's stream. */
    public long position(int slot) {
        positions.copyTo(positionOf);
        return positionOf[within(slot)];
    }

    /**
     * Feeds frames to the slot's stream, so that it goes on from them.
     *
     * @param values [M,D]
     */
    public void prime(int slot, float... values) {
        prime(slot, values, null);
    }

    /**
     * The same of a texture.
     *
     * @param values [M,D]
     * @param weights [C], of the sounds while the frames last; null: the first one alone
     */
    public void prime(int slot, float[] values, float[] weights) {
        float[] shares = sounds() > 0 ? texture.checked(weights) : none(weights);
        if (!isOpen(slot)) {
            throw new IllegalStateException("slot %d has no stream".formatted(slot));
        }
        if (values.length % width != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole frames of %d".formatted(values.length, width));
        }
        long[] alone = new long[count];
        alone[slot] = 1;
        active.copyFrom(alone);
        try {
            feed(slot, values, shares);
        } finally {
            active.copyFrom(activeOf); // Else the other streams would stand still.
        }
    }

    private void feed(int slot, float[] values, float[] shares) {
        int total = values.length / width;
        for (int from = 0; from < total; from += PRIMER_STEPS) {
            int steps = Math.min(PRIMER_STEPS, total - from);
            primer = atLeast(primer, steps);
            for (int k = 0; k < steps; k++) {
                primer.view(((long) k * count + slot) * width, width)
                        .copyFrom(FloatBuffer.wrap(values, (from + k) * width, width));
            }
            advance(steps, repeated(shares, steps), primer, null);
        }
    }

    /** [C] for every slot and step: [steps,slots,C]; null for null. */
    private float[] repeated(float[] shares, int steps) {
        if (shares == null) {
            return null;
        }
        float[] all = new float[steps * count * shares.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = shares[k % shares.length];
        }
        return all;
    }

    private void advance(int steps, float[] weights, Tensor forced, Tensor out) {
        if (texture != null) {
            texture.generate(shape, packed, steps, slots, weights, forced, out);
        } else {
            device.generate(shape, packed, steps, slots, forced, out);
        }
    }

    /**
     * Advances every open slot.
     *
     * @param out [steps,slots,D]: the sampled frames; zeros where a slot is not open
     */
    public void generate(int steps, float[] out) {
        generate(steps, null, out);
    }

    /**
     * The same of a texture.
     *
     * @param weights [steps,slots,C], of the sounds; null: the first sound alone
     */
    public void generate(int steps, float[] weights, float[] out) {
        long needed = Tensor.size(steps, count, width);
        if (out.length < needed) {
            throw new IllegalArgumentException(
                    "out holds %d values, but %d steps of %d slots of %d need %d"
                            .formatted(out.length, steps, count, width, needed));
        }
        if (texture == null) {
            none(weights);
        } else if (weights != null && weights.length < Tensor.size(steps, count, sounds())) {
            throw new IllegalArgumentException(
                    "%d weights for %d steps of %d slots of %d sounds"
                            .formatted(weights.length, steps, count, sounds()));
        }
        generated = atLeast(generated, steps);
        advance(steps, weights, null, generated);
        generated.copyTo(FloatBuffer.wrap(out, 0, (int) needed));
    }

    private Tensor atLeast(Tensor tensor, int steps) {
        long needed = Tensor.size(steps, count, width);
        if (tensor.size() >= needed) {
            return tensor;
        }
        Tensor larger = device.zeros(steps, count, width);
        tensor.close();
        return larger;
    }

    private int within(int slot) {
        if (slot < 0 || slot >= count) {
            throw new IllegalArgumentException(
                    "slot %d is outside 0..%d".formatted(slot, count - 1));
        }
        return slot;
    }

    /** Frees everything. */
    @Override
    public void close() {
        for (Tensor tensor : List.of(packed, temperatures, primer, generated)) {
            tensor.close();
        }
        if (texture != null) {
            texture.close();
        } else {
            frames.close();
        }
        if (topK != null) {
            topK.close();
            topP.close();
        }
        for (Indices indices : List.of(seeds, streams, positions, active)) {
            indices.close();
        }
        state.close();
    }
}
