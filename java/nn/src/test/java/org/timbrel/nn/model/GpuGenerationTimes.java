// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.Precision;

/**
 * Generation by a network as {@code timbrel train --head mdn} makes it, for {@link GpuTimes}:
 * frames of 40 values, a density of 8 components, sampled and fed back.
 */
final class GpuGenerationTimes implements AutoCloseable {

    private static final int FRAME = 40;
    private static final int COMPONENTS = 8;

    /** Steps of a call, where that does not make more values than fit a host's buffers well. */
    private static final int STEPS = 256;

    private static final int MOST_VALUES = 1 << 24;

    /** Frames that are fed before the one that is compared. */
    private static final int FED = 6;

    /** Draws that are compared, and steps that are repeated. */
    private static final int DRAWS = 8;

    /** Slots that draw again: opening one takes arrays as long as there are slots to the GPU. */
    private static final int MOST_REPEATED = 256;

    private final GpuCase sizes;
    private final NetworkSpec spec;
    private final StreamSlots slots;
    private final int steps;
    private final float[] out;

    GpuGenerationTimes(Device device, GpuCase sizes, int divisor) {
        this.sizes = sizes;
        spec = spec(sizes);
        try (Parameters parameters = parameters(device)) {
            slots = new StreamSlots(device, parameters, sizes.batch());
        }
        int fitting = Math.min(STEPS, MOST_VALUES / (sizes.batch() * FRAME));
        steps = Math.max(DRAWS, fitting / divisor);
        out = new float[steps * sizes.batch() * FRAME];
    }

    private static NetworkSpec spec(GpuCase sizes) {
        return new NetworkSpec(
                FRAME,
                sizes.layers(),
                sizes.hidden(),
                0,
                0,
                new Head.MixtureDensity(COMPONENTS, 0.01f));
    }

    /** How the device does such a case. */
    static KernelPlan plan(Device device, GpuCase sizes) {
        return device.generationPlan(spec(sizes).shape(), null, sizes.batch());
    }

    /** The same on every device. */
    private Parameters parameters(Device device) {
        Parameters parameters = new Parameters(device, spec);
        parameters.initialise(1, 1);
        return parameters;
    }

    /**
     * Compares frames drawn behind some that were fed with the CPU's, of slots from the first to
     * the last. With rounded products a frame may differ as a whole, for where two components are
     * nearly as likely, rounding decides between them; but not twice in a slot, each of which draws
     * two times: the better counts, but in fp32 the worse. Then every slot draws some frames; some
     * slots draw the same once more among themselves, and the last one alone: all must be finite,
     * and the bits the same.
     */
    GpuFigure check(Device reference) {
        double[] once = new double[DRAWS];
        double[] again = new double[DRAWS];
        int together = Math.min(DRAWS, sizes.batch());
        try (Parameters parameters = parameters(reference);
                StreamSlots expected = new StreamSlots(reference, parameters, together)) {
            for (int done = 0; done < DRAWS; done += together) {
                compare(expected, together, 0, done, once);
                compare(expected, together, DRAWS, done, again);
            }
        }
        boolean exact = sizes.precision() == Precision.FP32;
        double error = 0;
        for (int k = 0; k < DRAWS; k++) {
            double worse = Math.max(once[k], again[k]);
            // What is no number is wrong wherever it is.
            boolean both = exact || Double.isInfinite(worse);
            error = Math.max(error, both ? worse : Math.min(once[k], again[k]));
        }
        return GpuFigure.of(sizes.precision(), error, repeats());
    }

    private void compare(StreamSlots expected, int together, int seed, int done, double[] errors) {
        float[] wanted = new float[together * FRAME];
        int last = sizes.batch() - 1;
        for (int k = 0; k < together; k++) {
            int slot = together == 1 ? 0 : (int) ((long) k * last / (together - 1));
            float[] fed = frames(seed + done + k);
            slots.open(slot, 5, seed + done + k, Sampling.at(1));
            slots.prime(slot, fed);
            expected.open(k, 5, seed + done + k, Sampling.at(1));
            expected.prime(k, fed);
        }
        Arrays.fill(out, Float.NaN);
        slots.generate(1, out);
        expected.generate(1, wanted);
        for (int k = 0; k < together && done + k < DRAWS; k++) {
            int slot = together == 1 ? 0 : (int) ((long) k * last / (together - 1));
            for (int d = 0; d < FRAME; d++) {
                double error = GpuFigure.error(out[slot * FRAME + d], wanted[k * FRAME + d]);
                errors[done + k] = Math.max(errors[done + k], error);
            }
        }
        for (int slot = 0; slot <= last; slot++) {
            if (slots.isOpen(slot)) {
                slots.close(slot);
            }
        }
    }

    private static float[] frames(int seed) {
        Random random = new Random(seed);
        float[] values = new float[FED * FRAME];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    private boolean repeats() {
        int last = sizes.batch() - 1;
        begin(IntStream.rangeClosed(0, last).toArray());
        slots.generate(DRAWS, out);
        float[] first = Arrays.copyOf(out, DRAWS * sizes.batch() * FRAME);
        boolean same = true;
        for (float value : first) {
            same &= Float.isFinite(value);
        }
        return same && again(first, some()) && again(first, last);
    }

    /** Whether slots that begin again give the same bits. */
    private boolean again(float[] first, int... some) {
        begin(some);
        Arrays.fill(out, Float.NaN);
        slots.generate(DRAWS, null, out, some);
        boolean same = true;
        for (int step = 0; step < DRAWS; step++) {
            for (int slot : some) {
                int at = (step * sizes.batch() + slot) * FRAME;
                same &= Arrays.equals(first, at, at + FRAME, out, at, at + FRAME);
            }
        }
        return same;
    }

    /** All slots, or as many as are opened fast, from the first to the last. */
    private int[] some() {
        int last = sizes.batch() - 1;
        int count = Math.min(sizes.batch(), MOST_REPEATED);
        return IntStream.range(0, count)
                .map(k -> count == 1 ? 0 : (int) ((long) k * last / (count - 1)))
                .toArray();
    }

    private void begin(int... some) {
        for (int slot : some) {
            slots.open(slot, 1, slot, Sampling.at(1));
        }
    }

    /** From call to values in the host's memory. */
    void run() {
        slots.generate(steps, out);
    }

    /** Of a {@link #run}. */
    int steps() {
        return steps;
    }

    @Override
    public void close() {
        slots.close();
    }
}
