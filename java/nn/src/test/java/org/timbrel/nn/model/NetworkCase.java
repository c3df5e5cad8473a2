// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Random;
import org.timbrel.nn.device.Device;

/** A seeded network and batch, and what a device makes of them. */
final class NetworkCase {

    final NetworkSpec spec;
    final int steps;
    final int batch;
    int[] lengths;
    int scoredFrom;
    final long dropoutSeed = 77;
    final long dropoutStep = 5;
    final float[] parameters;
    final float[] inputs;
    final float[] targets;
    final float[] h0;
    final float[] c0;

    LossSum loss;
    float[] gradients;
    float[] losses;
    float[] lastH;
    float[] lastC;

    NetworkCase(NetworkSpec spec, int steps, int batch, long seed) {
        this.spec = spec;
        this.steps = steps;
        this.batch = batch;
        Random random = new Random(seed);
        lengths = new int[batch];
        Arrays.fill(lengths, steps);
        float limit = 1 / (float) Math.sqrt(spec.hiddenSize());
        parameters = uniform(random, (int) spec.parameterCount(), limit);
        inputs =
                spec.inputSize() > 0
                        ? uniform(random, steps * batch * spec.inputSize(), 1.5f)
                        : besideConditions(random, frames(random));
        targets = frames(random);
        h0 = uniform(random, spec.layers() * batch * spec.hiddenSize(), 1);
        c0 = uniform(random, spec.layers() * batch * spec.hiddenSize(), 1);
    }

    /** What the head can predict: tokens, events, or values. */
    private float[] frames(Random random) {
        float[] frames = uniform(random, steps * batch * spec.frameSize(), 1.5f);
        for (int k = 0; k < frames.length; k++) {
            if (spec.head() instanceof Head.Categorical tokens) {
                frames[k] = random.nextInt(tokens.categories());
            } else if (spec.head() instanceof Head.Bernoulli) {
                frames[k] = frames[k] > 0 ? 1 : 0;
            }
        }
        return frames;
    }

    /** [T,N,D] with values behind every frame: [T,N,D+C]. */
    private float[] besideConditions(Random random, float... frames) {
        int width = spec.frameSize();
        int wide = width + spec.conditionSize();
        float[] all = uniform(random, steps * batch * wide, 1);
        for (int row = 0; row < steps * batch; row++) {
            System.arraycopy(frames, row * width, all, row * wide, width);
        }
        return all;
    }

    private static float[] uniform(Random random, int count, float limit) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (2 * random.nextFloat() - 1) * limit;
        }
        return values;
    }

    /** Lengths 0, T and between. */
    NetworkCase ragged() {
        for (int n = 0; n < batch; n++) {
            lengths[n] = n == 0 ? steps : n == 1 ? 0 : (n * 5) % (steps + 1);
        }
        return this;
    }

    NetworkCase scoredFrom(int step) {
        scoredFrom = step;
        return this;
    }

    /** Trains on a device, and keeps what it gave. */
    NetworkCase run(Device device) {
        try (RecurrentNetwork network =
                new RecurrentNetwork(device, spec, steps, batch, scoredFrom)) {
            return run(device, network);
        }
    }

    /** The same with a network of this spec, steps and batch. */
    NetworkCase run(Device device, RecurrentNetwork network) {
        try (Parameters weights = new Parameters(device, spec);
                Parameters slopes = new Parameters(device, spec);
                RecurrentState state = new RecurrentState(device, spec, batch)) {
            weights.flat().copyFrom(parameters);
            restore(state);
            network.inputs().copyFrom(inputs);
            network.targets().copyFrom(targets);
            network.lengths(lengths);
            poison(slopes);
            network.dropout(dropoutSeed, dropoutStep);
            network.train(weights, slopes, state);
            loss = network.loss();
            gradients = slopes.flat().toArray();
            losses = network.losses().toArray();
            lastH = state.h().toArray();
            lastC = state.c() == null ? c0 : state.c().toArray();
        }
        return this;
    }

    void restore(RecurrentState state) {
        state.h().copyFrom(h0);
        if (state.c() != null) {
            state.c().copyFrom(c0);
        }
    }

    private static void poison(Parameters slopes) {
        float[] nan = new float[(int) slopes.flat().size()];
        Arrays.fill(nan, Float.NaN);
        slopes.flat().copyFrom(nan);
    }

    NetworkOracle oracle() {
        return oracle(doubles(parameters));
    }

    NetworkOracle oracle(double... weights) {
        return new NetworkOracle(this, weights);
    }

    static double[] doubles(float... values) {
        double[] doubles = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            doubles[k] = values[k];
        }
        return doubles;
    }
}
