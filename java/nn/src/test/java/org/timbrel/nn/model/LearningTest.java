// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.SgdStep;

/** Whether all of it together learns, on processes whose entropy is known. */
class LearningTest {

    private static final int STEPS = 64;
    private static final int BATCH = 16;

    private final Device device = Devices.open("cpu");

    /** A network in training on frames that a process makes. */
    private final class Training implements AutoCloseable {
        final NetworkSpec spec;
        final RecurrentNetwork network;
        final Parameters parameters;
        final Parameters gradients;
        final Parameters first;
        final Parameters second;
        final RecurrentState state;
        final Doubles how = device.doubles(new double[8]);
        final Doubles descent = device.doubles(new double[5]);
        final Doubles norm = device.doubles(0);
        int steps;

        Training(NetworkSpec spec) {
            this.spec = spec;
            network = new RecurrentNetwork(device, spec, STEPS, BATCH, 8);
            parameters = new Parameters(device, spec);
            gradients = new Parameters(device, spec);
            first = new Parameters(device, spec);
            second = new Parameters(device, spec);
            state = new RecurrentState(device, spec, BATCH);
            parameters.initialise(1, 1);
        }

        /** frames [T+1,N,D]: the first T go in, the last T are predicted. */
        void show(float... frames) {
            int row = BATCH * spec.frameSize();
            float[] inputs = new float[STEPS * row];
            float[] targets = new float[STEPS * row];
            System.arraycopy(frames, 0, inputs, 0, inputs.length);
            System.arraycopy(frames, row, targets, 0, targets.length);
            network.inputs().copyFrom(inputs);
            network.targets().copyFrom(targets);
        }

        double adam(double rate) {
            state.zero();
            steps++;
            network.dropout(1, steps);
            network.train(parameters, gradients, state);
            double scale = 1.0 / network.scoredSteps();
            how.copyFrom(new AdamStep(steps, rate, 0.9, 0.999, 1e-8, 1e-4, scale, 1).values());
            device.adam(
                    how, parameters.flat(), gradients.flat(), first.flat(), second.flat(), norm);
            assertTrue(Double.isFinite(norm.toArray()[0]), "the gradient's norm");
            return network.loss().mean();
        }

        void descend() {
            state.zero();
            network.train(parameters, gradients, state);
            descent.copyFrom(new SgdStep(0.03, 0.9, 0, 1.0 / network.scoredSteps(), 1).values());
            device.sgd(descent, parameters.flat(), gradients.flat(), first.flat(), norm);
        }

        double evaluate() {
            state.zero();
            network.evaluate(parameters, state);
            return network.loss().mean();
        }

        @Override
        public void close() {
            network.close();
            parameters.close();
            gradients.close();
            first.close();
            second.close();
            state.close();
            how.close();
            descent.close();
            norm.close();
        }
    }

    /** Two independent processes x' = a x + s e, a = ±0.9, s² = 1 − a², in [T+1,N,2]. */
    private static float[] autoregression(Random random) {
        double[] slopes = {0.9, -0.9};
        float[] frames = new float[(STEPS + 1) * BATCH * 2];
        for (int k = 0; k < BATCH * 2; k++) {
            double slope = slopes[k % 2];
            double x = random.nextGaussian();
            for (int t = 0; t <= STEPS; t++) {
                frames[t * BATCH * 2 + k] = (float) x;
                x = slope * x + Math.sqrt(1 - slope * slope) * random.nextGaussian();
            }
        }
        return frames;
    }

    @Test
    void findsTheEntropyOfAnAutoregression() {
        NetworkSpec spec = new NetworkSpec(2, 1, 16, 0, 0, new Head.MixtureDensity(2, 0.01f));
        double entropy = 2 * (0.5 * Math.log(2 * Math.PI * Math.E * (1 - 0.81)));
        Random random = new Random(2);
        try (Training training = new Training(spec)) {
            training.show(autoregression(random));
            double before = training.evaluate();
            for (int step = 0; step < 300; step++) {
                training.show(autoregression(random));
                training.adam(1e-2);
            }
            double sum = 0;
            for (int k = 0; k < 20; k++) {
                training.show(autoregression(random));
                sum += training.evaluate();
            }
            assertTrue(before > entropy + 1, "before training: " + before);
            // 20 batches of 896 steps: a standard error of 0.008; the rest is what is not learned.
            assertEquals(entropy, sum / 20, 0.06, "nats a frame");
        }
    }

    @Test
    void followsASineWithDropoutAndTwoLayers() {
        NetworkSpec spec = new NetworkSpec(1, 2, 16, 8, 0.05f, new Head.MeanSquared());
        Random random = new Random(3);
        try (Training training = new Training(spec)) {
            double mean = 1;
            for (int step = 0; step < 300; step++) {
                float[] frames = new float[(STEPS + 1) * BATCH];
                for (int n = 0; n < BATCH; n++) {
                    double phase = 2 * Math.PI * random.nextDouble();
                    for (int t = 0; t <= STEPS; t++) {
                        frames[t * BATCH + n] = (float) Math.sin(phase + 0.4 * t);
                    }
                }
                training.show(frames);
                training.adam(1e-2);
                mean = training.evaluate();
            }
            // The sine's own variance is 0.5; after eight steps its phase is known.
            assertTrue(mean < 0.01, "mean squared error " + mean);
        }
    }

    /** Tokens of a chain: the next one with probability 0.8, else any, in [T+1,N,1]. */
    private static float[] chain(Random random, int categories) {
        float[] frames = new float[(STEPS + 1) * BATCH];
        for (int n = 0; n < BATCH; n++) {
            int token = random.nextInt(categories);
            for (int t = 0; t <= STEPS; t++) {
                frames[t * BATCH + n] = token;
                token =
                        random.nextDouble() < 0.8
                                ? (token + 1) % categories
                                : random.nextInt(categories);
            }
        }
        return frames;
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void findsTheEntropyOfAChainOfTokens(Cell cell) {
        int categories = 5;
        NetworkSpec spec =
                NetworkSpec.ofTokens(categories, 8, 1, 16, 0).withCell(cell).withLayerNorm(true);
        double other = 0.2 / categories;
        double next = 0.8 + other;
        double entropy = -next * Math.log(next) - (categories - 1) * other * Math.log(other);
        Random random = new Random(5);
        try (Training training = new Training(spec)) {
            for (int step = 0; step < 120; step++) {
                training.show(chain(random, categories));
                training.adam(1e-2);
            }
            double sum = 0;
            for (int k = 0; k < 20; k++) {
                training.show(chain(random, categories));
                sum += training.evaluate();
            }
            // 20 batches of 896 steps: a standard error of 0.01.
            assertEquals(entropy, sum / 20, 0.05, "nats a token");
        }
    }

    @Test
    void findsTheEntropyOfEvents() {
        NetworkSpec spec = new NetworkSpec(2, 1, 16, 0, 0, new Head.Bernoulli()).withCell(Cell.GRU);
        Random random = new Random(6);
        // The first key is struck at every other step, the second with probability 0.3.
        double entropy = -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7);
        try (Training training = new Training(spec)) {
            double sum = 0;
            for (int step = 0; step < 170; step++) {
                float[] frames = new float[(STEPS + 1) * BATCH * 2];
                for (int k = 0; k < frames.length; k += 2) {
                    frames[k] = (k / 2 / BATCH + k / 2 % BATCH) % 2;
                    frames[k + 1] = random.nextDouble() < 0.3 ? 1 : 0;
                }
                training.show(frames);
                if (step < 150) {
                    training.adam(1e-2);
                } else {
                    sum += training.evaluate();
                }
            }
            assertEquals(entropy, sum / 20, 0.04, "nats a step");
        }
    }

    @Test
    void descendsWithMomentumToo() {
        NetworkSpec spec = new NetworkSpec(2, 1, 16, 0, 0, new Head.MixtureDensity(1, 0.01f));
        Random random = new Random(4);
        try (Training training = new Training(spec)) {
            training.show(autoregression(random));
            double before = training.evaluate();
            for (int step = 0; step < 150; step++) {
                training.descend();
            }
            assertTrue(training.evaluate() < before - 0.7, "from " + before);
        }
    }
}
