// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Seeded arrays of one recurrent layer, and what a device makes of them, forward and back. Arrays
 * go by the names that timbrel.h has.
 */
final class RecurrentCase {

    final RecurrentShape shape;
    final long[] lengths;
    final boolean masked;
    final Map<String, float[]> inputs = new LinkedHashMap<>();
    final Map<String, float[]> outputs = new LinkedHashMap<>();

    /** Weights as PyTorch draws them, uniform within 1 / sqrt(H); gains about 1. */
    RecurrentCase(RecurrentShape shape, boolean masked, long seed) {
        this.shape = shape;
        this.masked = masked;
        Random random = new Random(seed);
        float limit = 1 / (float) Math.sqrt((double) shape.hiddenSize());
        lengths = new long[(int) shape.batch()];
        Arrays.fill(lengths, shape.steps());
        add("x", shape.inputCount(), random, 0, 1);
        add("w_ih", shape.weightIhCount(), random, 0, limit);
        add("w_hh", shape.weightHhCount(), random, 0, limit);
        add("b_ih", shape.biasCount(), random, 0, limit);
        add("b_hh", shape.biasCount(), random, 0, limit);
        add("norm_hh", shape.layerNorm() ? shape.biasCount() : 0, random, 1, 0.5f);
        add("mask", masked ? shape.stateCount() : 0, random, 1, 1);
        add("h0", shape.stateCount(), random, 0, 1);
        add("c0", shape.stateCount(), random, 0, 1);
        add("dy", shape.outputCount(), random, 0, 1);
        add("dh_n", shape.stateCount(), random, 0, 1);
        add("dc_n", shape.stateCount(), random, 0, 1);
    }

    private void add(String name, long count, Random random, float middle, float limit) {
        float[] values = new float[(int) count];
        for (int k = 0; k < values.length; k++) {
            values[k] = middle + (2 * random.nextFloat() - 1) * limit;
        }
        inputs.put(name, values);
    }

    /** Lengths T, 0 and between; what stands past them is no number. */
    RecurrentCase ragged() {
        int batch = lengths.length;
        for (int n = 0; n < batch; n++) {
            lengths[n] = n == 0 ? shape.steps() : n == 1 ? 0 : n * 5L % (shape.steps() + 1);
        }
        for (String name : List.of("x", "dy")) {
            float[] values = inputs.get(name);
            int width = values.length / Math.max(1, (int) shape.steps() * batch);
            for (int row = 0; row < shape.steps() * batch; row++) {
                if (row / batch >= lengths[row % batch]) {
                    // x must be cleared: products over the whole array look at it.
                    float value = name.equals("x") ? 0 : Float.NaN;
                    Arrays.fill(values, row * width, (row + 1) * width, value);
                }
            }
        }
        return this;
    }

    /** Runs the case and keeps its outputs, which were full of NaN before. */
    RecurrentCase run(Device device) {
        try (OnDevice arrays = new OnDevice(device);
                Indices lengths = device.indices(this.lengths)) {
            Tensor mask = masked ? arrays.in("mask") : null;
            Tensor y = arrays.out("y", shape.outputCount());
            LayerState last =
                    new LayerState(
                            arrays.out("h_n", shape.stateCount()),
                            lstm() ? arrays.out("c_n", shape.stateCount()) : null);
            RecurrentTape tape = tape(arrays);
            RecurrentWeights weights =
                    new RecurrentWeights(
                            arrays.in("w_ih"),
                            arrays.in("w_hh"),
                            arrays.in("b_ih"),
                            arrays.in("b_hh"),
                            shape.layerNorm() ? arrays.in("norm_hh") : null);
            LayerState initial = state(arrays.in("h0"), arrays.in("c0"));
            Tensor x = arrays.in("x");
            device.recurrentForward(shape, lengths, x, weights, mask, initial, y, last, tape);
            device.recurrentBackward(
                    shape,
                    lengths,
                    x,
                    weights,
                    mask,
                    initial,
                    y,
                    tape,
                    arrays.in("dy"),
                    state(arrays.in("dh_n"), arrays.in("dc_n")),
                    gradients(arrays));
            arrays.read();
        }
        return this;
    }

    private boolean lstm() {
        return shape.cell() == Cell.LSTM;
    }

    private LayerState state(Tensor h, Tensor c) {
        return new LayerState(h, lstm() ? c : null);
    }

    private RecurrentTape tape(OnDevice arrays) {
        long rows = shape.steps() * shape.batch();
        return new RecurrentTape(
                arrays.out("gates", shape.gatesCount()),
                shape.cell() == Cell.RNN ? null : arrays.out("cells", shape.outputCount()),
                masked ? arrays.out("h_in", shape.outputCount()) : null,
                shape.layerNorm()
                        ? new NormTape(
                                arrays.out("normed", shape.gatesCount()), arrays.out("rstd", rows))
                        : null);
    }

    private RecurrentGradients gradients(OnDevice arrays) {
        boolean twoSums = shape.cell() == Cell.GRU || shape.layerNorm();
        return new RecurrentGradients(
                new RecurrentWeights(
                        arrays.sum("dw_ih", shape.weightIhCount()),
                        arrays.sum("dw_hh", shape.weightHhCount()),
                        arrays.sum("db_ih", shape.biasCount()),
                        arrays.sum("db_hh", shape.biasCount()),
                        shape.layerNorm() ? arrays.sum("dnorm_hh", shape.biasCount()) : null),
                arrays.out("dx", shape.inputCount()),
                state(
                        arrays.out("dh0", shape.stateCount()),
                        lstm() ? arrays.out("dc0", shape.stateCount()) : null),
                arrays.out("dgates", shape.gatesCount()),
                twoSums ? arrays.out("dhidden", shape.gatesCount()) : null);
    }

    /** The case's arrays on a device. */
    private final class OnDevice implements AutoCloseable {
        private final Device device;
        private final List<Tensor> owned = new ArrayList<>();
        private final Map<String, Tensor> results = new LinkedHashMap<>();

        OnDevice(Device device) {
            this.device = device;
        }

        Tensor in(String name) {
            return filled(inputs.get(name));
        }

        Tensor out(String name, long count) {
            float[] poison = new float[(int) count];
            Arrays.fill(poison, Float.NaN);
            return result(name, poison);
        }

        /** Gradients are added to what is there: a one. */
        Tensor sum(String name, long count) {
            float[] ones = new float[(int) count];
            Arrays.fill(ones, 1);
            return result(name, ones);
        }

        private Tensor result(String name, float... values) {
            Tensor tensor = filled(values);
            results.put(name, tensor);
            return tensor;
        }

        private Tensor filled(float... values) {
            Tensor tensor = device.zeros(values.length);
            tensor.copyFrom(values);
            owned.add(tensor);
            return tensor;
        }

        void read() {
            results.forEach((name, tensor) -> outputs.put(name, tensor.toArray()));
        }

        @Override
        public void close() {
            owned.forEach(Tensor::close);
        }
    }
}
