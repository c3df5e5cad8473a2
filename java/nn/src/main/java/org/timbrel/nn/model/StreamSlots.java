// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.texture.Texture;

/**
 * Streams that a network generates side by side, each in a slot. A stream has the same bits in any
 * slot, whenever it was opened, and however its steps are divided over chunks; and at any number of
 * slots that the same kernels serve, with products of all slots ({@link
 * org.timbrel.nn.device.Kernels#PRODUCTS}) at the same number alone.
 *
 * <pre>{@code
 * StreamSlots(Device device, Parameters parameters, int slots)
 * void open(int slot, long seed, long stream, Sampling sampling)
 * void prime(int slot, float... frames)     [M,D], fed one after the other; nothing is sampled
 * void generate(int steps, float[] out)     [steps,slots,D]
 * void temperature(int slot, float t)       of the frames to come
 * long position(int slot)                   frames sampled so far
 * boolean isEnded(int slot)                 by the grammar's end token
 * void close(int slot)                      leaves; boolean isOpen(int slot)
 * }</pre>
 *
 * <p>A stream begins from a state of zeros with a frame of zeros, or token 0, as its input; one of
 * a texture with a past that is its sounds' mean. What a texture's sounds weigh is given with every
 * call: [steps,slots,C], at least 0 and 1 together; null: the first sound alone. Where the network
 * takes conditions, these are what is given instead. The parameters are copied when the slots are
 * made, and may change or be closed afterwards.
 *
 * <p>Under a grammar a stream that has drawn the end token has ended: it repeats it, and its
 * position stands still.
 *
 * <p>A chunk can be begun before the one before it is taken, so that the device has work while the
 * host uses what it made: {@link #begin}, {@link #take}. Streams that are opened, primed, closed or
 * given another temperature in between are so from the first chunk on that is not begun yet. Frames
 * of a slot that was closed are still in the chunks that were begun with it.
 */
public final class StreamSlots implements AutoCloseable {

    /** Chunks that may be begun and not taken. */
    public static final int MOST_BEGUN = 2;

    /** Frames of a primer that are fed in one call. */
    private static final int PRIMER_STEPS = 64;

    private final Device device;
    private final int width;
    private final int count;
    private final PackedNetwork network;
    private final RecurrentState state;
    private final SlotFrames frames;
    private final SlotSteering steering;
    private final SlotArrays slots;
    private final SlotOutput[] outputs = new SlotOutput[MOST_BEGUN];
    private Tensor primer;

    /** Of the outputs: the next that is taken. */
    private int first;

    private int begun;

    /**
     * Streams of what the head draws.
     *
     * @param slots at least 1
     */
    public StreamSlots(Device device, Parameters parameters, int slots) {
        this(device, parameters, null, null, slots);
    }

    /**
     * Streams of tokens.
     *
     * @param grammar what may follow what; null: anything
     * @param slots at least 1
     */
    public StreamSlots(Device device, Parameters parameters, TokenGrammar grammar, int slots) {
        this(device, parameters, null, grammar, slots);
    }

    /**
     * Streams of a texture.
     *
     * @param texture that the network was trained for; null: frames are what the head draws
     * @param slots at least 1
     */
    public StreamSlots(Device device, Parameters parameters, Texture texture, int slots) {
        this(device, parameters, texture, null, slots);
    }

    private StreamSlots(
            Device device,
            Parameters parameters,
            Texture texture,
            TokenGrammar grammar,
            int slots) {
        NetworkSpec spec = parameters.spec();
        NetworkSpec.range("slots", slots, 1, Integer.MAX_VALUE);
        if (grammar != null) {
            grammar.requireTokensOf(spec);
        }
        this.device = device;
        width = texture != null ? texture.dims() : spec.frameSize();
        count = slots;
        network =
                PackedNetwork.of(
                        device,
                        spec.shape(),
                        texture == null ? null : texture.shape(),
                        slots,
                        parameters.flat());
        state = new RecurrentState(device, spec, slots);
        frames =
                texture == null
                        ? new HeadSlots(device, slots, width, grammar)
                        : new TextureSlots(device, texture, slots);
        steering =
                new SlotSteering(
                        device,
                        slots,
                        texture == null ? spec.shape().conditionSize() : texture.sounds(),
                        texture != null);
        boolean tokens = spec.head() instanceof Head.Categorical;
        this.slots = new SlotArrays(device, slots, state, frames.last(), tokens, grammar);
        primer = device.zeros(0);
        for (int k = 0; k < MOST_BEGUN; k++) {
            outputs[k] = new SlotOutput(device);
        }
    }

    /** Slots, open or not. */
    public int count() {
        return count;
    }

    /** C, of a texture; 0 where there is none. */
    public int sounds() {
        return steering.sounds();
    }

    /** C, values that go in with every frame; 0: none. */
    public int conditionSize() {
        return steering.conditions();
    }

    /** Whether a stream is in the slot. */
    public boolean isOpen(int slot) {
        return slots.isOpen(within(slot));
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
        float[] shares = frames.checked(weights);
        slots.open(within(slot), seed, stream, sampling);
        state.zero(slot);
        frames.begin(slot, shares);
    }

    /** Ends the slot's stream, if there is one. */
    public void close(int slot) {
        slots.close(within(slot));
    }

    /**
     * Draws the slot's further frames at another temperature.
     *
     * @param temperature as {@link Sampling} has it
     */
    public void temperature(int slot, float temperature) {
        slots.temperature(within(slot), Sampling.at(temperature).temperature());
    }

    /**
     * Frames sampled so far of the slot's stream, those of chunks that are begun among them. Under
     * a grammar this waits for these.
     */
    public long position(int slot) {
        return slots.position(within(slot));
    }

    /**
     * Whether the slot's stream has ended: the last token that it drew or was given ends. Under a
     * grammar this waits for chunks that are begun.
     */
    public boolean isEnded(int slot) {
        return slots.isEnded(within(slot));
    }

    /**
     * Feeds frames to the slot's stream, so that it goes on from them.
     *
     * @param values [M,D]
     * @throws IllegalArgumentException if they are no whole frames, or tokens that may not come
     */
    public void prime(int slot, float... values) {
        prime(slot, values, null);
    }

    /**
     * The same of a texture, or with conditions.
     *
     * @param values [M,D]
     * @param given of a texture [C], what the sounds weigh while the frames last; null: the first
     *     one alone. Of a network that takes conditions [M,C], those of each frame
     */
    public void prime(int slot, float[] values, float[] given) {
        if (!isOpen(slot)) {
            throw new IllegalStateException("slot %d has no stream".formatted(slot));
        }
        if (values.length % width != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole frames of %d".formatted(values.length, width));
        }
        int total = values.length / width;
        if (sounds() > 0) {
            frames.checked(given);
        } else {
            steering.require(given, total, 1);
        }
        slots.requireMayFollow(slot, values);
        slots.activate(slots.chosen(new int[] {slot}));
        for (int from = 0; from < total; from += PRIMER_STEPS) {
            int steps = Math.min(PRIMER_STEPS, total - from);
            feed(slot, values, from, steps, steering.ofPrimer(given, from, steps));
        }
    }

    /** given: [steps,N,C] or null. */
    private void feed(int slot, float[] values, int from, int steps, float[] given) {
        long needed = Tensor.size(steps, count, width);
        if (primer.size() < needed) {
            primer.close();
            primer = device.zeros(needed);
        }
        for (int k = 0; k < steps; k++) {
            primer.view(((long) k * count + slot) * width, width)
                    .copyFrom(FloatBuffer.wrap(values, (from + k) * width, width));
        }
        frames.generate(network, steps, slots.slots(), steering.on(given, steps), primer, null);
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
     * The same of a texture, or with conditions.
     *
     * @param given [steps,slots,C]: of a texture what its sounds weigh, null: the first sound
     *     alone; of a network that takes conditions those of every frame
     */
    public void generate(int steps, float[] given, float[] out) {
        generate(steps, given, out, null);
    }

    /**
     * The same of some slots: the others stand still.
     *
     * @param some of the open slots; null: all of them
     * @param out [steps,slots,D]: zeros where a slot is not among them
     * @throws IllegalStateException if a chunk is begun and not taken
     */
    public void generate(int steps, float[] given, float[] out, int[] some) {
        if (begun > 0) {
            throw new IllegalStateException("a chunk is begun: take it first");
        }
        requireRoom(steps, Tensor.size(steps, count, width), out);
        begin(steps, given, some);
        take(out);
    }

    /**
     * Begins to advance some slots, behind what was begun before. A device that is {@linkplain
     * Device#isAsynchronous asynchronous} does it while the host goes on; another has done it when
     * this returns.
     *
     * @param given as {@link #generate(int, float[], float[])} takes it
     * @param some of the open slots; null: all of them
     * @throws IllegalStateException if {@value #MOST_BEGUN} chunks are begun and not taken
     */
    public void begin(int steps, float[] given, int[] some) {
        if (begun == MOST_BEGUN) {
            throw new IllegalStateException("%d chunks are begun: take one first".formatted(begun));
        }
        long size = Tensor.size(steps, count, width);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%d steps of %d slots of %d are more than an array holds"
                            .formatted(steps, count, width));
        }
        steering.require(given, steps, count);
        long[] chosen = slots.chosen(some);
        SlotOutput output = outputs[(first + begun) % MOST_BEGUN];
        Tensor out = output.reserve((int) size);
        slots.activate(chosen);
        frames.generate(network, steps, slots.slots(), steering.on(given, steps), null, out);
        output.begin(steps, (int) size);
        slots.advanced(steps);
        begun++;
    }

    /**
     * Waits for the first chunk that was begun and is not taken.
     *
     * @param out [steps,slots,D]: the sampled frames; zeros where a slot was not among those that
     *     the chunk was begun with
     * @return its steps
     * @throws IllegalStateException if none is begun
     * @throws org.timbrel.nn.device.DeviceException if the device failed; the chunk is lost
     */
    public int take(float[] out) {
        if (begun == 0) {
            throw new IllegalStateException("no chunk is begun");
        }
        SlotOutput output = outputs[first];
        requireRoom(output.steps(), output.values(), out);
        begun--;
        // Who begins no more than one chunk at a time needs one output.
        first = begun == 0 ? 0 : (first + 1) % MOST_BEGUN;
        output.take(out);
        return output.steps();
    }

    /** Chunks that are begun and not taken. */
    public int begun() {
        return begun;
    }

    private void requireRoom(int steps, long needed, float[] out) {
        if (out.length < needed) {
            throw new IllegalArgumentException(
                    "out holds %d values, but %d steps of %d slots of %d need %d"
                            .formatted(out.length, steps, count, width, needed));
        }
    }

    private int within(int slot) {
        if (slot < 0 || slot >= count) {
            throw new IllegalArgumentException(
                    "slot %d is outside 0..%d".formatted(slot, count - 1));
        }
        return slot;
    }

    /** Waits for chunks that are begun, which are dropped, and frees everything. */
    @Override
    public void close() {
        for (SlotOutput output : outputs) {
            output.close();
        }
        network.close();
        primer.close();
        slots.close();
        steering.close();
        frames.close();
        state.close();
    }
}
