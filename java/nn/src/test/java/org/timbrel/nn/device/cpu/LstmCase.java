// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.util.Arrays;
import java.util.Random;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LstmShape;
import org.timbrel.nn.device.LstmState;
import org.timbrel.nn.device.LstmTape;
import org.timbrel.nn.device.LstmWeights;
import org.timbrel.nn.device.Tensor;

/** Seeded inputs of one LSTM layer, and what a device makes of them. */
final class LstmCase {

    final LstmShape shape;
    final long[] lengths;
    final float[] x;
    final float[] weightIh;
    final float[] weightHh;
    final float[] biasIh;
    final float[] biasHh;
    final float[] h0;
    final float[] c0;

    float[] y;
    float[] lastH;
    float[] lastC;
    float[] gates;
    float[] cells;

    /** Weights as {@code torch.nn.LSTM} draws them: uniform within 1 / sqrt(H). */
    LstmCase(LstmShape shape, long seed) {
        this.shape = shape;
        Random random = new Random(seed);
        float limit = 1 / (float) Math.sqrt((double) shape.hiddenSize());
        lengths = new long[(int) shape.batch()];
        Arrays.fill(lengths, shape.steps());
        x = uniform(random, shape.inputCount(), 1);
        weightIh = uniform(random, shape.weightIhCount(), limit);
        weightHh = uniform(random, shape.weightHhCount(), limit);
        biasIh = uniform(random, shape.biasCount(), limit);
        biasHh = uniform(random, shape.biasCount(), limit);
        h0 = uniform(random, shape.stateCount(), 1);
        c0 = uniform(random, shape.stateCount(), 1);
    }

    private static float[] uniform(Random random, long count, float limit) {
        float[] values = new float[(int) count];
        for (int k = 0; k < values.length; k++) {
            values[k] = (2 * random.nextFloat() - 1) * limit;
        }
        return values;
    }

    /** Runs the case and keeps its outputs, which were full of NaN before. */
    void run(Device device) {
        try (Indices lengths = device.indices(this.lengths);
                Tensor x = tensor(device, this.x);
                Tensor weightIh = tensor(device, this.weightIh);
                Tensor weightHh = tensor(device, this.weightHh);
                Tensor biasIh = tensor(device, this.biasIh);
                Tensor biasHh = tensor(device, this.biasHh);
                Tensor h0 = tensor(device, this.h0);
                Tensor c0 = tensor(device, this.c0);
                Tensor y = poisoned(device, shape.outputCount());
                Tensor lastH = poisoned(device, shape.stateCount());
                Tensor lastC = poisoned(device, shape.stateCount());
                Tensor gates = poisoned(device, shape.gatesCount());
                Tensor cells = poisoned(device, shape.outputCount())) {
            device.lstmForward(
                    shape,
                    lengths,
                    x,
                    new LstmWeights(weightIh, weightHh, biasIh, biasHh),
                    new LstmState(h0, c0),
                    y,
                    new LstmState(lastH, lastC),
                    new LstmTape(gates, cells));
            this.y = y.toArray();
            this.lastH = lastH.toArray();
            this.lastC = lastC.toArray();
            this.gates = gates.toArray();
            this.cells = cells.toArray();
        }
    }

    private static Tensor poisoned(Device device, long count) {
        float[] values = new float[(int) count];
        Arrays.fill(values, Float.NaN);
        return tensor(device, values);
    }

    private static Tensor tensor(Device device, float... values) {
        Tensor tensor = device.zeros(values.length);
        tensor.copyFrom(values);
        return tensor;
    }
}
