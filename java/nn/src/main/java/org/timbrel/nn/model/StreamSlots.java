// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.PackedNetwork;
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
 */
public final class StreamSlots implements AutoCloseable {

    /** Frames of a primer that are fed in one call. */
    private static final int PRIMER_STEPS = 64;

    private final Device device;
    private final NetworkShape shape;
    private final int width;
    private final int count;
    private final PackedNetwork network;
    private final RecurrentState state;

    /** Null where there is a texture. */
    private final Tensor frames;

    /** Null where frames are the head's. */
    private final TextureSlots texture;

    /** Null where anything may follow. */
    private final TokenGrammar grammar;

    private final GrammarArrays grammarArrays;

    /** Of the grammar; null without. */
    private final Indices states;

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
    private final long[] advancing;
    private final long[] stateOf;

    private Tensor primer;
    private Tensor conditions;
    private Tensor generated;

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
        requireTokens(grammar, spec);
        this.grammar = grammar;
        this.device = device;
        shape = spec.shape();
        width = texture != null ? texture.dims() : spec.frameSize();
        count = slots;
        network =
                PackedNetwork.of(
                        device,
                        shape,
                        texture == null ? null : texture.shape(),
                        slots,
                        parameters.flat());
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
        advancing = new long[slots];
        seeds = device.indices(seedOf);
        streams = device.indices(streamOf);
        positions = device.indices(positionOf);
        active = device.indices(activeOf);
        stateOf = new long[slots];
        grammarArrays = grammar == null ? null : grammar.on(device);
        states = grammar == null ? null : device.indices(stateOf);
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
                        active,
                        states);
        primer = device.zeros(0);
        conditions = device.zeros(0);
        generated = device.zeros(0);
    }

    private static void requireTokens(TokenGrammar grammar, NetworkSpec spec) {
        boolean tokens = spec.head() instanceof Head.Categorical && spec.inputSize() == 0;
        if (grammar != null && !(tokens && spec.shape().components() == grammar.tokens())) {
            throw new IllegalArgumentException(
                    "a grammar of %d tokens, but the network %s"
                            .formatted(
                                    grammar.tokens(),
                                    tokens
                                            ? "has " + spec.shape().components()
                                            : "makes no tokens: its head is " + spec.head()));
        }
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
        readPositions();
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
        if (grammar != null) {
            states.copyTo(stateOf);
            stateOf[slot] = grammar.start();
            states.copyFrom(stateOf);
        }
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

    /** C, values that go in with every frame; 0: none. */
    public int conditionSize() {
        return shape.conditionSize();
    }

    /** Whether the slot's stream has ended: the last token that it drew or was given ends. */
    public boolean isEnded(int slot) {
        within(slot);
        if (grammar == null) {
            return false;
        }
        states.copyTo(stateOf);
        return stateOf[slot] == GrammarArrays.ENDED;
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

    /**
     * Draws the slot's further frames at another temperature.
     *
     * @param temperature as {@link Sampling} has it
     */
    public void temperature(int slot, float temperature) {
        temperatureOf[within(slot)] = Sampling.at(temperature).temperature();
        temperatures.copyFrom(temperatureOf);
    }

    /** Frames sampled so far of the slot's stream. */
    public long position(int slot) {
        within(slot);
        readPositions();
        return positionOf[slot];
    }

    /** Streams that may end stand still where no step counts; of others the host knows. */
    private void readPositions() {
        if (grammar != null) {
            positions.copyTo(positionOf);
        }
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
     * @param steering of a texture [C], what the sounds weigh while the frames last; null: the
     *     first one alone. Of a network that takes conditions [M,C], those of each frame
     */
    public void prime(int slot, float[] values, float[] steering) {
        if (!isOpen(slot)) {
            throw new IllegalStateException("slot %d has no stream".formatted(slot));
        }
        if (values.length % width != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole frames of %d".formatted(values.length, width));
        }
        int given = values.length / width;
        float[] steered = sounds() > 0 ? repeated(texture.checked(steering), given) : steering;
        requireSteering(steered, given, 1);
        if (grammar != null) {
            states.copyTo(stateOf);
            grammar.require(stateOf[slot], values);
        }
        long[] alone = new long[count];
        alone[slot] = 1;
        active.copyFrom(alone);
        try {
            feed(slot, values, steered);
        } finally {
            active.copyFrom(activeOf); // Else the other streams would stand still.
        }
    }

    /** steered: [M,C] or null. */
    private void feed(int slot, float[] values, float[] steered) {
        int size = steeringSize();
        int total = values.length / width;
        for (int from = 0; from < total; from += PRIMER_STEPS) {
            int steps = Math.min(PRIMER_STEPS, total - from);
            primer = atLeast(primer, steps);
            for (int k = 0; k < steps; k++) {
                primer.view(((long) k * count + slot) * width, width)
                        .copyFrom(FloatBuffer.wrap(values, (from + k) * width, width));
            }
            advance(steps, everySlot(steered, from * size, steps, size), primer, null);
        }
    }

    /** [C] for every step: [steps,C]; null for null. */
    private static float[] repeated(float[] shares, int steps) {
        if (shares == null) {
            return null;
        }
        float[] all = new float[steps * shares.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = shares[k % shares.length];
        }
        return all;
    }

    /** Rows [steps,C] from a place on, each for every slot: [steps,slots,C]; null for null. */
    private float[] everySlot(float[] rows, int from, int steps, int size) {
        if (rows == null) {
            return null;
        }
        float[] all = new float[steps * count * size];
        for (int row = 0; row < steps * count; row++) {
            System.arraycopy(rows, from + row / count * size, all, row * size, size);
        }
        return all;
    }

    /** C, of what is given beside frames. */
    private int steeringSize() {
        return texture != null ? sounds() : shape.conditionSize();
    }

    private void requireSteering(float[] steering, int steps, int streams) {
        if (texture == null && shape.conditionSize() == 0) {
            none(steering);
            return;
        }
        if (texture == null && steering == null) {
            throw new IllegalArgumentException(
                    "the network takes %d conditions with every frame: give them"
                            .formatted(shape.conditionSize()));
        }
        if (steering != null && steering.length < Tensor.size(steps, streams, steeringSize())) {
            throw new IllegalArgumentException(
                    "%d %s for %d steps of %d slots of %d %s"
                            .formatted(
                                    steering.length,
                                    texture != null ? "weights" : "conditions",
                                    steps,
                                    streams,
                                    steeringSize(),
                                    texture != null ? "sounds" : "values"));
        }
    }

    private void advance(int steps, float[] steering, Tensor forced, Tensor out) {
        if (texture != null) {
            texture.generate(network, steps, slots, steering, forced, out);
            return;
        }
        Tensor given = null;
        if (steering != null) {
            long needed = Tensor.size(steps, count, shape.conditionSize());
            if (conditions.size() < needed) {
                conditions.close();
                conditions = device.zeros(needed);
            }
            conditions.copyFrom(FloatBuffer.wrap(steering, 0, Math.toIntExact(needed)));
            given = conditions;
        }
        device.generate(network, steps, slots, grammarArrays, given, forced, out);
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
     * @param steering [steps,slots,C]: of a texture what its sounds weigh, null: the first sound
     *     alone; of a network that takes conditions those of every frame
     */
    public void generate(int steps, float[] steering, float[] out) {
        generate(steps, steering, out, null);
    }

    /**
     * The same of some slots: the others stand still.
     *
     * @param some of the open slots; null: all of them
     * @param out [steps,slots,D]: zeros where a slot is not among them
     */
    public void generate(int steps, float[] steering, float[] out, int[] some) {
        long needed = Tensor.size(steps, count, width);
        if (out.length < needed) {
            throw new IllegalArgumentException(
                    "out holds %d values, but %d steps of %d slots of %d need %d"
                            .formatted(out.length, steps, count, width, needed));
        }
        requireSteering(steering, steps, count);
        generated = atLeast(generated, steps);
        choose(some);
        boolean others = !Arrays.equals(advancing, activeOf);
        if (others) {
            active.copyFrom(advancing);
        }
        try {
            advance(steps, steering, null, generated);
            for (int slot = 0; slot < count; slot++) {
                positionOf[slot] += advancing[slot] * steps;
            }
        } finally {
            if (others) {
                active.copyFrom(activeOf);
            }
        }
        generated.copyTo(FloatBuffer.wrap(out, 0, (int) needed));
    }

    /** Into advancing. */
    private void choose(int[] some) {
        if (some == null) {
            System.arraycopy(activeOf, 0, advancing, 0, count);
            return;
        }
        Arrays.fill(advancing, 0);
        for (int slot : some) {
            if (!isOpen(slot)) {
                throw new IllegalStateException("slot %d has no stream".formatted(slot));
            }
            advancing[slot] = 1;
        }
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
        for (Tensor tensor :
                List.of(network.weights(), temperatures, primer, conditions, generated)) {
            tensor.close();
        }
        if (grammar != null) {
            grammarArrays.close();
            states.close();
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
