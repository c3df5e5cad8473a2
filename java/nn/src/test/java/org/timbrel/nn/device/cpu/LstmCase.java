// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.timbrel.nn.device.LstmShape;

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
    void run(CpuDevice device) {
        try (LongPointer lengths = new LongPointer(this.lengths);
                FloatPointer x = new FloatPointer(this.x);
                FloatPointer weightIh = new FloatPointer(this.weightIh);
                FloatPointer weightHh = new FloatPointer(this.weightHh);
                FloatPointer biasIh = new FloatPointer(this.biasIh);
                FloatPointer biasHh = new FloatPointer(this.biasHh);
                FloatPointer h0 = new FloatPointer(this.h0);
                FloatPointer c0 = new FloatPointer(this.c0);
                FloatPointer y = poisoned(shape.outputCount());
                FloatPointer lastH = poisoned(shape.stateCount());
                FloatPointer lastC = poisoned(shape.stateCount());
                FloatPointer gates = poisoned(shape.gatesCount());
                FloatPointer cells = poisoned(shape.outputCount())) {
            device.lstmForward(
                    shape,
                    lengths,
                    x,
                    new LstmWeights(weightIh, weightHh, biasIh, biasHh),
                    new LstmState(h0, c0),
                    y,
                    new LstmState(lastH, lastC),
                    new LstmTape(gates, cells));
            this.y = read(y);
            this.lastH = read(lastH);
            this.lastC = read(lastC);
            this.gates = read(gates);
            this.cells = read(cells);
        }
    }

    private static FloatPointer poisoned(long count) {
        float[] values = new float[(int) count];
        Arrays.fill(values, Float.NaN);
        return new FloatPointer(values);
    }

    private static float[] read(FloatPointer pointer) {
        float[] values = new float[(int) pointer.limit()];
        pointer.get(values);
        return values;
    }
}
