// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

import java.util.Arrays;
import org.timbrel.nn.model.StreamSlots;

/**
 * What is given to a network beside its streams' frames: what a texture's sounds weigh, or the
 * conditions of a network that takes some. C values a step; none where there is nothing to choose.
 */
final class Steering {

    private final StreamSlots slots;
    private final int framesPerStep;
    private final boolean texture;
    private final int size;
    private final SoundWeights[] sounds;
    private final StepConditions[] conditions;

    /**
     * Steps that were begun of every slot's stream. One that has ended needs nothing, so that it
     * does not matter where it stands, which a device would have to be asked for.
     */
    private final long[] begun;

    private float[] values = {};

    Steering(StreamSlots slots, int framesPerStep) {
        this.slots = slots;
        this.framesPerStep = framesPerStep;
        texture = slots.sounds() > 1;
        size = texture ? slots.sounds() : slots.conditionSize();
        sounds = new SoundWeights[slots.count()];
        conditions = new StepConditions[slots.count()];
        begun = new long[slots.count()];
    }

    /**
     * What a stream asks for from its beginning.
     *
     * @param steps null: none
     * @throws IllegalArgumentException if the network takes conditions and there are none, or the
     *     other way round
     */
    void begin(int slot, SoundWeights weights, StepConditions steps) {
        if (steps == null && slots.conditionSize() > 0) {
            throw new IllegalArgumentException(
                    "the network takes %d conditions with every frame: open the stream with them"
                            .formatted(slots.conditionSize()));
        }
        if (steps != null) {
            requireConditioned();
        }
        sounds[slot] = weights;
        conditions[slot] = steps;
        begun[slot] = 0;
        at(slot, 0);
    }

    /** [C] of a stream at a step; null where there is nothing to choose. */
    float[] at(int slot, long step) {
        if (size == 0) {
            return null;
        }
        long frame = step * framesPerStep;
        return texture ? weights(slot, frame) : conditions(slot, frame);
    }

    private float[] weights(int slot, long frame) {
        float[] at = new float[size];
        sounds[slot].at(frame, at);
        double sum = 0;
        for (float weight : at) {
            sum += weight >= 0 ? weight : Double.NaN;
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            throw new IllegalArgumentException(
                    "the sounds' weights at frame %d are %s, but must be at least 0 and sum to 1"
                            .formatted(frame, Arrays.toString(at)));
        }
        return at;
    }

    private float[] conditions(int slot, long frame) {
        float[] at = conditions[slot].at(frame);
        if (at.length != size) {
            throw new IllegalArgumentException(
                    "the conditions at frame %d are %d, but the network takes %d"
                            .formatted(frame, at.length, size));
        }
        requireFinite(at, frame);
        return at;
    }

    private static void requireFinite(float[] values, long frame) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "a condition of frame %d is %s".formatted(frame, value));
            }
        }
    }

    /**
     * What goes with the next steps.
     *
     * @param some of the open slots
     * @return [K,N,C]; null where there is nothing to choose
     */
    float[] next(int steps, int[] some) {
        if (size == 0) {
            return null;
        }
        int needed = Math.multiplyExact(Math.multiplyExact(steps, slots.count()), size);
        if (values.length < needed) {
            values = new float[needed];
        }
        for (int slot : some) {
            for (int step = 0; step < steps; step++) {
                int row = step * slots.count() + slot;
                System.arraycopy(at(slot, begun[slot] + step), 0, values, row * size, size);
            }
        }
        return values;
    }

    /** Those steps were begun. */
    void advanced(int steps, int[] some) {
        for (int slot : some) {
            begun[slot] += steps;
        }
    }

    /**
     * What goes with a primer, as {@link StreamSlots#prime(int, float[], float[])} takes it.
     *
     * @param skipped frames that are left out at the beginning
     * @param steps of the primer
     * @param given [M,C], of every frame; null: what holds for the stream's next frame
     */
    float[] primer(int slot, int skipped, int steps, float[] given) {
        if (given == null) {
            float[] at = at(slot, begun[slot]);
            return texture || size == 0 ? at : repeated(at, steps);
        }
        requireConditioned();
        long needed = ((long) steps * framesPerStep + skipped) * slots.conditionSize();
        if (given.length != needed) {
            throw new IllegalArgumentException(
                    "%d conditions for a primer of %d frames: %d a frame are taken"
                            .formatted(
                                    given.length,
                                    (long) steps * framesPerStep + skipped,
                                    slots.conditionSize()));
        }
        float[] rows = new float[steps * size];
        for (int step = 0; step < steps; step++) {
            int frame = skipped + step * framesPerStep;
            System.arraycopy(given, frame * size, rows, step * size, size);
        }
        requireFinite(rows, 0);
        return rows;
    }

    private void requireConditioned() {
        if (slots.conditionSize() == 0) {
            throw new IllegalArgumentException("conditions are given, but the network takes none");
        }
    }

    private float[] repeated(float[] row, int steps) {
        float[] rows = new float[steps * size];
        for (int step = 0; step < steps; step++) {
            System.arraycopy(row, 0, rows, step * size, size);
        }
        return rows;
    }
}
