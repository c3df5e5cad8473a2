// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Random;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.texture.Texture;

/**
 * Prints how long a training step and a generated frame take on the CPU, one thread; no test. From
 * the repository's root, once {@code ./mvnw -B verify -pl java/nn} has built everything:
 *
 * <pre>{@code
 * java -cp "java/nn/target/classes:java/nn/target/test-classes:java/nn/target/native:$(
 *     find ~/.m2 -name 'javacpp-1.5.13*.jar' | tr '\n' ':')" org.timbrel.nn.model.StepTime
 * }</pre>
 */
public final class StepTime {

    private static final int STEPS = 200;
    private static final int BATCH = 16;

    private StepTime() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        try (Device device = Devices.open("cpu")) {
            for (int frame : new int[] {40, 160}) {
                for (int hidden : new int[] {128, 256}) {
                    Head head = new Head.MixtureDensity(4, 0.01f);
                    NetworkSpec spec = new NetworkSpec(frame, 1, hidden, 0, 0.3f, head);
                    training(device, spec);
                    for (int slots : new int[] {1, 16}) {
                        generation(device, spec, null, slots);
                    }
                }
            }
            Texture texture = new SomeTextures.Sizes(40, 4, 3, 1, 64, 7000, 64).texture(1, 4);
            NetworkSpec spec = NetworkSpec.ofTexture(texture.inputSize(), 64, 1, 128, 0);
            for (int slots : new int[] {1, 16}) {
                generation(device, spec, texture, slots);
            }
        }
    }

    private static void training(Device device, NetworkSpec spec) {
        float[] values = new float[STEPS * BATCH * spec.frameSize()];
        Random random = new Random(1);
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        try (RecurrentNetwork network = new RecurrentNetwork(device, spec, STEPS, BATCH, 0);
                Doubles how = device.doubles(new double[8]);
                Doubles norm = device.doubles(0);
                Parameters parameters = new Parameters(device, spec);
                Parameters gradients = new Parameters(device, spec);
                Parameters first = new Parameters(device, spec);
                Parameters second = new Parameters(device, spec);
                RecurrentState state = new RecurrentState(device, spec, BATCH)) {
            parameters.initialise(1, 1);
            network.inputs().copyFrom(values);
            network.targets().copyFrom(values);
            double[] times = new double[30];
            for (int step = 1; step <= times.length; step++) {
                long begin = System.nanoTime();
                network.dropout(1, step);
                network.train(parameters, gradients, state);
                how.copyFrom(
                        new AdamStep(
                                        step,
                                        1e-3,
                                        0.9,
                                        0.999,
                                        1e-8,
                                        1e-4,
                                        1.0 / network.scoredSteps(),
                                        1)
                                .values());
                device.adam(
                        how,
                        parameters.flat(),
                        gradients.flat(),
                        first.flat(),
                        second.flat(),
                        norm);
                norm.toArray();
                times[step - 1] = (System.nanoTime() - begin) * 1e-6;
            }
            Arrays.sort(times);
            System.out.printf(
                    "D=%d H=%d T=%d N=%d: training step %.1f ms (median of %d; least %.1f)%n",
                    spec.frameSize(),
                    spec.hiddenSize(),
                    STEPS,
                    BATCH,
                    times[times.length / 2],
                    times.length,
                    times[0]);
        }
    }

    private static void generation(Device device, NetworkSpec spec, Texture texture, int slots) {
        int width = texture == null ? spec.frameSize() : texture.dims();
        try (Parameters parameters = new Parameters(device, spec)) {
            parameters.initialise(1, 1);
            try (StreamSlots streams = new StreamSlots(device, parameters, texture, slots)) {
                for (int slot = 0; slot < slots; slot++) {
                    streams.open(slot, 1, slot, Sampling.at(1));
                }
                int steps = 1000;
                float[] out = new float[steps * slots * width];
                streams.generate(steps, out);
                double microseconds = Double.POSITIVE_INFINITY;
                for (int run = 0; run < 15; run++) {
                    long begin = System.nanoTime();
                    streams.generate(steps, out);
                    double time = (System.nanoTime() - begin) * 1e-3 / steps;
                    microseconds = Math.min(microseconds, time);
                }
                System.out.printf(
                        "%sD=%d H=%d slots=%d: %.1f us a step (least of 15 runs), %.0f frames/s in all%n",
                        texture == null ? "" : "texture ",
                        width,
                        spec.hiddenSize(),
                        slots,
                        microseconds,
                        slots * 1e6 / microseconds);
            }
        }
    }
}
