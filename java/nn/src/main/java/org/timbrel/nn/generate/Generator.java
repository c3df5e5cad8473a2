// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.StreamSlots;
import org.timbrel.nn.model.TokenGrammar;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.Normalisation;

/**
 * A trained network that makes new frames: up to N streams at once, all advanced by K steps in one
 * call, or some of them. Streams join and leave between calls. Stream s of seed k has the same
 * frames, bit for bit, beside any other streams, in any slot, whenever it joined, and in chunks of
 * any size; at any N, too, that {@linkplain StreamSlots the same kernels serve}. Memory does not
 * grow with the length of a stream. Not for use by several threads at once.
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.read(folder.best());
 * try (Generator generator = new Generator(device, checkpoint, 4, RangeClamp.DEFAULT);
 *         FrameStream stream = generator.open(seed, 0, Sampling.at(1))) {
 *     float[] frames = new float[generator.chunkValues(100)];
 *     generator.advance(100);
 *     stream.copyFrames(frames);
 * }
 * }</pre>
 *
 * <p>The next chunk can be {@linkplain #begin begun} before one is {@linkplain #take taken}, so
 * that a device that {@linkplain #worksAhead works ahead} is not idle while its frames are used:
 * {@link GeneratedChunks} does so. Streams that join or leave, are primed or steered in between, do
 * so from the first chunk on that is not begun yet; one that was closed gives nothing any more.
 */
public final class Generator implements AutoCloseable {

    private final Normalisation normalisation;
    private final int framesPerStep;
    private final int stepSize;
    private final float[] low;
    private final float[] high;
    private final StreamSlots slots;
    private final FrameStream[] streams;
    private final Steering steering;
    private final boolean worksAhead;

    /** In the order in which they were begun. */
    private final Deque<Begun> begun = new ArrayDeque<>();

    private float[] generated = {};
    private int chunkSteps;

    /** A chunk that is not taken. */
    private record Begun(int steps, List<FrameStream> streams) {}

    /**
     * Copies the weights to a device.
     *
     * @param slots N, streams at once at most, at least 1
     * @param clamp what becomes of values outside the range of the training part; tokens and events
     *     are no amounts and never clamped, and a texture has limits of its own
     * @throws IOException if the checkpoint does not hold the weights
     */
    public Generator(Device device, Checkpoint checkpoint, int slots, RangeClamp clamp)
            throws IOException {
        this(device, checkpoint, slots, clamp, null);
    }

    /**
     * The same of a network that makes tokens.
     *
     * @param grammar what tokens may follow what, and which one ends a stream; null: anything
     * @throws IllegalArgumentException if the grammar is of other tokens than the network
     */
    public Generator(
            Device device, Checkpoint checkpoint, int slots, RangeClamp clamp, TokenGrammar grammar)
            throws IOException {
        worksAhead = device.isAsynchronous();
        normalisation = checkpoint.normalisation();
        framesPerStep = checkpoint.framesPerStep();
        Texture texture = checkpoint.texture();
        stepSize = texture != null ? texture.dims() : checkpoint.network().frameSize();
        int dims = normalisation.dims();
        low = new float[dims];
        high = new float[dims];
        boolean clamped = clamp.on() && makesAmounts(checkpoint.network().head());
        for (int d = 0; d < dims; d++) {
            float margin = clamp.margin() * (normalisation.max(d) - normalisation.min(d));
            low[d] = clamped ? normalisation.min(d) - margin : Float.NEGATIVE_INFINITY;
            high[d] = clamped ? normalisation.max(d) + margin : Float.POSITIVE_INFINITY;
        }
        try (Parameters parameters = checkpoint.parameters(device)) {
            this.slots =
                    grammar == null
                            ? new StreamSlots(device, parameters, texture, slots)
                            : new StreamSlots(device, parameters, grammar, slots);
        }
        streams = new FrameStream[slots];
        steering = new Steering(this.slots, framesPerStep);
    }

    private static boolean makesAmounts(Head head) {
        return !(head instanceof Head.Categorical) && !(head instanceof Head.Bernoulli);
    }

    /** D, values a frame. */
    public int dims() {
        return normalisation.dims();
    }

    /** F, frames that one step makes. */
    public int framesPerStep() {
        return framesPerStep;
    }

    /** N, streams at once at most. */
    public int slots() {
        return streams.length;
    }

    /** Streams that are open. */
    public int openStreams() {
        return openOnes().size();
    }

    /** Values of one stream's frames of {@code steps} steps: K·F·D. */
    public int chunkValues(int steps) {
        return Math.multiplyExact(steps, stepSize);
    }

    /**
     * Begins a stream in a free slot. It takes part from the next {@link #advance} or {@link
     * #begin} on.
     *
     * @param seed of a piece
     * @param stream which of the seed's streams
     * @param sampling how its frames are drawn
     * @throws IllegalStateException if all slots are taken
     */
    public FrameStream open(long seed, long stream, Sampling sampling) {
        return open(seed, stream, sampling, SoundWeights.FIRST);
    }

    /**
     * The same of a texture of several sounds.
     *
     * @param weights of the sounds at every frame; not looked at without a texture
     */
    public FrameStream open(long seed, long stream, Sampling sampling, SoundWeights weights) {
        return open(seed, stream, sampling, Objects.requireNonNull(weights, "weights"), null);
    }

    /**
     * The same of a network that takes conditions.
     *
     * @param steps the conditions of every frame
     * @throws IllegalArgumentException if the network takes none, or others
     */
    public FrameStream open(long seed, long stream, Sampling sampling, StepConditions steps) {
        Objects.requireNonNull(steps, "steps");
        return open(seed, stream, sampling, SoundWeights.FIRST, steps);
    }

    private FrameStream open(
            long seed, long stream, Sampling sampling, SoundWeights weights, StepConditions steps) {
        for (int slot = 0; slot < streams.length; slot++) {
            if (streams[slot] == null) {
                steering.begin(slot, weights, steps);
                float[] begins = slots.sounds() > 0 ? steering.at(slot, 0) : null;
                slots.open(slot, seed, stream, sampling, begins);
                streams[slot] = new FrameStream(this, slot);
                return streams[slot];
            }
        }
        throw new IllegalStateException(
                "all %d slots are taken: close a stream, or make a generator with more"
                        .formatted(streams.length));
    }

    /**
     * Advances every open stream.
     *
     * @param steps K, at least 1
     */
    public void advance(int steps) {
        advance(steps, openOnes());
    }

    /**
     * Advances some of the open streams; the others stand still. What a stream gives does not
     * depend on it.
     *
     * @param steps K, at least 1
     * @param some of this generator's open streams
     * @throws IllegalStateException if a chunk is begun and not taken
     */
    public void advance(int steps, Collection<FrameStream> some) {
        if (!begun.isEmpty()) {
            throw new IllegalStateException("a chunk is begun: take it first");
        }
        begin(steps, some);
        take();
    }

    /**
     * Whether the device makes what is begun while its caller does something else. Elsewhere it is
     * made when it is begun, and to begin it early gains nothing.
     */
    public boolean worksAhead() {
        return worksAhead;
    }

    /**
     * Begins to advance every open stream, behind what was begun before.
     *
     * @param steps K, at least 1
     * @throws IllegalStateException if {@value StreamSlots#MOST_BEGUN} chunks are begun and not
     *     taken
     */
    public void begin(int steps) {
        begin(steps, openOnes());
    }

    /**
     * The same of some of the open streams; the others stand still.
     *
     * @param some of this generator's open streams
     */
    public void begin(int steps, Collection<FrameStream> some) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps %d is below 1".formatted(steps));
        }
        Math.multiplyExact(chunkValues(steps), streams.length);
        int[] taking = some.stream().mapToInt(stream -> stream.slot(this)).toArray();
        slots.begin(steps, steering.next(steps, taking), taking);
        steering.advanced(steps, taking);
        begun.add(new Begun(steps, List.copyOf(some)));
    }

    /**
     * Waits for the first chunk that was begun and is not taken: {@link FrameStream#copyFrames}
     * then gives its frames.
     *
     * @return K, its steps
     * @throws IllegalStateException if none is begun
     * @throws org.timbrel.nn.device.DeviceException if the device failed; the chunk is lost
     */
    public int take() {
        if (begun.isEmpty()) {
            throw new IllegalStateException("no chunk is begun");
        }
        Begun chunk = begun.remove();
        for (FrameStream stream : openOnes()) {
            stream.advanced(false);
        }
        int needed = chunkValues(chunk.steps()) * streams.length;
        if (generated.length < needed) {
            generated = new float[needed];
        }
        slots.take(generated);
        chunkSteps = chunk.steps();
        chunk.streams().forEach(stream -> stream.advanced(true));
        return chunkSteps;
    }

    private List<FrameStream> openOnes() {
        return Arrays.stream(streams).filter(Objects::nonNull).toList();
    }

    /** C, the sounds of a texture; 0 where there is none. */
    public int sounds() {
        return slots.sounds();
    }

    /** C, values that go in with every frame; 0: the network takes no conditions. */
    public int conditionSize() {
        return slots.conditionSize();
    }

    int copyFrames(int slot, float[] out) {
        int count = chunkValues(chunkSteps);
        if (out.length < count) {
            throw new IllegalArgumentException(
                    "out holds %d values, but %d steps have %d"
                            .formatted(out.length, chunkSteps, count));
        }
        int dims = normalisation.dims();
        for (int step = 0; step < chunkSteps; step++) {
            int from = (step * streams.length + slot) * stepSize;
            for (int k = 0; k < stepSize; k++) {
                int d = k % dims;
                float value = normalisation.restored(d, generated[from + k]);
                out[step * stepSize + k] = Math.max(low[d], Math.min(high[d], value));
            }
        }
        return chunkSteps * framesPerStep;
    }

    void prime(int slot, float[] frames, float[] conditions) {
        int dims = normalisation.dims();
        if (frames.length % dims != 0) {
            throw new IllegalArgumentException(
                    "a primer of %d values is no whole number of frames of %d"
                            .formatted(frames.length, dims));
        }
        int skipped = frames.length % stepSize;
        float[] normalised = new float[frames.length - skipped];
        for (int k = 0; k < normalised.length; k++) {
            float value = frames[skipped + k];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "the primer's frame %d, value %d is %s"
                                .formatted((skipped + k) / dims, k % dims, value));
            }
            normalised[k] = normalisation.normalised(k % dims, value);
        }
        int steps = normalised.length / stepSize;
        slots.prime(slot, normalised, steering.primer(slot, skipped / dims, steps, conditions));
    }

    void temperature(int slot, float value) {
        slots.temperature(slot, value);
    }

    boolean ended(int slot) {
        return slots.isEnded(slot);
    }

    long position(int slot) {
        return slots.position(slot) * framesPerStep;
    }

    void leave(int slot) {
        streams[slot] = null;
        slots.close(slot);
    }

    /**
     * Waits for chunks that are begun, which are dropped, and frees the device's memory; open
     * streams must not be used any more.
     */
    @Override
    public void close() {
        slots.close();
    }
}
