// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.List;
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

    /** Random numbers that repeat from there on: a prime, so that no row is like another. */
    private static final int DIFFERENT = 1_000_003;

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
        shape = shape(sizes, false);
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

    private static RecurrentShape shape(GpuCase sizes, boolean layerNorm) {
        int hidden = sizes.hidden();
        return new RecurrentShape(
                Cell.LSTM, layerNorm, sizes.steps(), sizes.batch(), hidden, hidden);
    }

    /** How the device does such a case, or a layer of one. */
    static KernelPlan plan(Device device, GpuCase sizes) {
        return device.recurrentPlan(shape(sizes, sizes.variant() == GpuCase.Variant.LAYER_NORM));
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

    static Tensor normal(Device on, int seed, double scale, long... shape) {
        Random random = new Random(seed);
        Tensor tensor = on.zeros(shape);
        float[] values = new float[(int) tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    k < DIFFERENT ? (float) (scale * random.nextGaussian()) : values[k - DIFFERENT];
        }
        tensor.copyFrom(values);
        return tensor;
    }

    /** The outputs of some steps beside the CPU's, and those of all steps twice. */
    GpuFigure check(Device reference) {
        double error = 0;
        GpuCase some = sizes.steps(sizes.comparedSteps());
        try (GpuLayerTimes actual = new GpuLayerTimes(device, some);
                GpuLayerTimes expected = new GpuLayerTimes(reference, some)) {
            float[] values = actual.outputs();
            float[] wanted = expected.outputs();
            for (int k = 0; k < wanted.length; k++) {
                error = Math.max(error, GpuFigure.error(values[k], wanted[k]));
            }
        }
        return GpuFigure.of(sizes.precision(), error, Arrays.equals(outputs(), outputs()));
    }

    /** The same of all gradients. */
    GpuFigure checkBack(Device reference) {
        double error = 0;
        GpuCase some = sizes.steps(sizes.comparedSteps());
        try (GpuLayerTimes actual = new GpuLayerTimes(device, some);
                GpuLayerTimes expected = new GpuLayerTimes(reference, some)) {
            List<float[]> values = actual.gradients();
            List<float[]> wanted = expected.gradients();
            for (int k = 0; k < wanted.size(); k++) {
                float[] one = wanted.get(k);
                error = Math.max(error, GpuFigure.error(values.get(k), one, 0, one.length));
            }
        }
        List<float[]> first = gradients();
        List<float[]> again = gradients();
        boolean same = true;
        for (int k = 0; k < first.size(); k++) {
            same &= Arrays.equals(first.get(k), again.get(k));
        }
        return GpuFigure.ofGradients(sizes.precision(), error, same);
    }

    private float[] outputs() {
        y.copyFrom(filled((int) y.size()));
        forward();
        return y.toArray();
    }

    /** Those of gates, inputs, weights and biases. */
    private List<float[]> gradients() {
        RecurrentWeights d = gradients.weights();
        List<Tensor> tensors =
                List.of(gradients.gates(), gradients.x(), d.weightIh(), d.weightHh(), d.biasIh());
        for (Tensor tensor : List.of(y, gradients.gates(), gradients.x())) {
            tensor.copyFrom(filled((int) tensor.size()));
        }
        // These are added to.
        d.weightIh().zero();
        d.weightHh().zero();
        d.biasIh().zero();
        d.biasHh().zero();
        forwardAndBack();
        return tensors.stream().map(Tensor::toArray).toList();
    }

    private static float[] filled(int count) {
        float[] values = new float[count];
        Arrays.fill(values, Float.NaN);
        return values;
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
