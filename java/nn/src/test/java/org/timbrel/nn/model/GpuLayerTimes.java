// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/** One LSTM layer, its inputs as wide as itself, for {@link GpuTimes}. */
final class GpuLayerTimes implements AutoCloseable {

    /** Steps that are compared with the CPU's: enough for a state to have been everywhere. */
    private static final int COMPARED = 48;

    private final Device device;
    private final GpuCase sizes;
    private final RecurrentShape shape;
    private final Tensor x;
    private final RecurrentWeights weights;
    private final LayerState last;
    private final Tensor y;
    private final RecurrentTape tape;
    private final Tensor dy;
    private final RecurrentGradients gradients;

    GpuLayerTimes(Device device, GpuCase sizes) {
        this.device = device;
        this.sizes = sizes;
        int steps = sizes.steps();
        int batch = sizes.batch();
        int hidden = sizes.hidden();
        shape = shape(sizes);
        x = normal(device, 2, 1, steps, batch, hidden);
        weights = weights(device);
        last = state(device);
        y = device.zeros(steps, batch, hidden);
        tape =
                new RecurrentTape(
                        device.zeros(steps, batch, 4L * hidden),
                        device.zeros(steps, batch, hidden),
                        null,
                        null);
        dy = normal(device, 3, 1, steps, batch, hidden);
        RecurrentWeights dWeights =
                new RecurrentWeights(
                        device.zeros(4L * hidden, hidden),
                        device.zeros(4L * hidden, hidden),
                        device.zeros(4L * hidden),
                        device.zeros(4L * hidden),
                        null);
        gradients =
                new RecurrentGradients(
                        dWeights,
                        device.zeros(steps, batch, hidden),
                        null,
                        device.zeros(steps, batch, 4L * hidden),
                        null);
    }

    private static RecurrentShape shape(GpuCase sizes) {
        return new RecurrentShape(
                Cell.LSTM, false, sizes.steps(), sizes.batch(), sizes.hidden(), sizes.hidden());
    }

    /** How the device does such a case, or a layer of one. */
    static KernelPlan plan(Device device, GpuCase sizes) {
        return device.recurrentPlan(shape(sizes));
    }

    private LayerState state(Device on) {
        return new LayerState(
                on.zeros(sizes.batch(), sizes.hidden()), on.zeros(sizes.batch(), sizes.hidden()));
    }

    /** As networks are initialised. */
    private RecurrentWeights weights(Device on) {
        int hidden = sizes.hidden();
        double limit = 1 / Math.sqrt(hidden);
        Tensor bias = normal(on, 6, limit, 4L * hidden);
        return new RecurrentWeights(
                normal(on, 4, limit / 2, 4L * hidden, hidden),
                normal(on, 5, limit / 2, 4L * hidden, hidden),
                bias,
                bias,
                null);
    }

    private static Tensor normal(Device on, int seed, double scale, long... shape) {
        Random random = new Random(seed);
        Tensor tensor = on.zeros(shape);
        float[] values = new float[(int) tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (scale * random.nextGaussian());
        }
        tensor.copyFrom(values);
        return tensor;
    }

    /** The first steps' outputs beside the CPU's, and all of them twice. */
    GpuFigure check(Device reference) {
        y.copyFrom(filled((int) y.size()));
        forward();
        float[] first = y.toArray();
        y.copyFrom(filled((int) y.size()));
        forward();
        boolean same = Arrays.equals(first, y.toArray());
        int steps = Math.min(COMPARED, sizes.steps());
        float[] expected = expected(reference, steps);
        double error = 0;
        for (int k = 0; k < expected.length; k++) {
            error = Math.max(error, GpuFigure.error(first[k], expected[k]));
        }
        return GpuFigure.of(sizes.precision(), error, same);
    }

    private static float[] filled(int count) {
        float[] values = new float[count];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private float[] expected(Device reference, int steps) {
        int batch = sizes.batch();
        int hidden = sizes.hidden();
        RecurrentShape shorter = new RecurrentShape(Cell.LSTM, false, steps, batch, hidden, hidden);
        RecurrentWeights same = weights(reference);
        LayerState end = state(reference);
        try (Tensor inputs = reference.zeros(steps, batch, hidden);
                Tensor outputs = reference.zeros(steps, batch, hidden)) {
            inputs.copyFrom(FloatBuffer.wrap(x.toArray(), 0, (int) inputs.size()));
            reference.recurrentForward(shorter, null, inputs, same, null, null, outputs, end, null);
            return outputs.toArray();
        } finally {
            close(same.weightIh(), same.weightHh(), same.biasIh(), end.h(), end.c());
        }
    }

    /** As training goes forward. */
    void forward() {
        device.recurrentForward(shape, null, x, weights, null, null, y, last, tape);
    }

    void forwardAndBack() {
        forward();
        device.recurrentBackward(shape, null, x, weights, null, null, y, tape, dy, null, gradients);
    }

    private static void close(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            tensor.close();
        }
    }

    @Override
    public void close() {
        RecurrentWeights d = gradients.weights();
        close(x, weights.weightIh(), weights.weightHh(), weights.biasIh(), last.h(), last.c(), y);
        close(tape.gates(), tape.cells(), dy, gradients.x(), gradients.gates());
        close(d.weightIh(), d.weightHh(), d.biasIh(), d.biasHh());
    }
}
