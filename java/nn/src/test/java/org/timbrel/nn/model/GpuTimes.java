// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/**
 * Prints how long a GPU takes, a line of JSON each; no test. bench/gpu/run.sh runs it beside
 * bench/gpu/peers.py, which has the same cases under the same names.
 *
 * <p>The one argument divides the sizes, so that it can be tried on the emulated GPU.
 */
public final class GpuTimes {

    private static final int FRAME = 80;
    private static final int REPETITIONS = 9;

    private final Device device;
    private final int divisor;
    private final Random random = new Random(1);

    private GpuTimes(Device device, int divisor) {
        this.device = device;
        this.divisor = divisor;
    }

    /** The divisor, or nothing: 1. */
    public static void main(String[] arguments) {
        int divisor = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        int failures = 0;
        for (Precision precision : Precision.values()) {
            try (Device device = Devices.open("cuda:0", new DeviceOptions(precision, 0))) {
                GpuTimes times = new GpuTimes(device, divisor);
                times.layer(768, 16, 1024);
                times.training(512, 2, 64, 200);
                for (int hidden : new int[] {256, 512}) {
                    for (int layers : new int[] {1, 2}) {
                        for (int streams : new int[] {1, 16, 64}) {
                            times.generation(hidden, layers, streams);
                        }
                    }
                }
            } catch (RuntimeException e) {
                // The other precisions may still work.
                System.err.printf("%s: %s%n", precision, e);
                failures++;
            }
        }
        System.exit(failures);
    }

    /** One layer alone, its inputs as wide as itself. */
    private void layer(int fullHidden, int fullBatch, int fullSteps) {
        int hidden = fullHidden / divisor;
        int batch = Math.max(1, fullBatch / divisor);
        int steps = Math.max(2, fullSteps / divisor);
        RecurrentShape shape = new RecurrentShape(Cell.LSTM, false, steps, batch, hidden, hidden);
        float limit = 1 / (float) Math.sqrt((double) hidden);
        try (Tensor x = normal(1, steps, batch, hidden);
                Tensor weightIh = normal(limit, 4L * hidden, hidden);
                Tensor weightHh = normal(limit, 4L * hidden, hidden);
                Tensor bias = normal(limit, 4L * hidden);
                Tensor h = device.zeros(batch, hidden);
                Tensor c = device.zeros(batch, hidden);
                Tensor y = device.zeros(steps, batch, hidden);
                Tensor gates = device.zeros(steps, batch, 4L * hidden);
                Tensor cells = device.zeros(steps, batch, hidden);
                Tensor dy = normal(1, steps, batch, hidden);
                Tensor dGates = device.zeros(steps, batch, 4L * hidden);
                Tensor dx = device.zeros(steps, batch, hidden);
                Tensor dWeightIh = device.zeros(4L * hidden, hidden);
                Tensor dWeightHh = device.zeros(4L * hidden, hidden);
                Tensor dBias = device.zeros(4L * hidden);
                Tensor dBiasHh = device.zeros(4L * hidden)) {
            RecurrentWeights weights = new RecurrentWeights(weightIh, weightHh, bias, bias, null);
            LayerState last = new LayerState(h, c);
            RecurrentTape tape = new RecurrentTape(gates, cells, null, null);
            RecurrentWeights dWeights =
                    new RecurrentWeights(dWeightIh, dWeightHh, dBias, dBiasHh, null);
            RecurrentGradients gradients = new RecurrentGradients(dWeights, dx, null, dGates, null);
            Runnable forward =
                    () ->
                            device.recurrentForward(
                                    shape, null, x, weights, null, null, y, last, tape);
            Runnable both =
                    () -> {
                        forward.run();
                        device.recurrentBackward(
                                shape, null, x, weights, null, null, y, tape, dy, null, gradients);
                    };
            String sizes = sizes(hidden, batch, steps, 1);
            report("layer forward", sizes, false, milliseconds(forward, 5));
            report("layer forward and back", sizes, false, milliseconds(both, 3));
            try (Recording recording = device.record(both)) {
                report("layer forward and back", sizes, true, milliseconds(recording::run, 3));
            }
        }
    }

    /** A whole network's batch: forward, loss and back; the optimizer's step is not in it. */
    private void training(int fullHidden, int layers, int fullBatch, int fullSteps) {
        int hidden = fullHidden / divisor;
        int batch = Math.max(1, fullBatch / divisor);
        int steps = Math.max(2, fullSteps / divisor);
        NetworkSpec spec = new NetworkSpec(FRAME, layers, hidden, 0, 0, new Head.MeanSquared());
        try (RecurrentNetwork network = new RecurrentNetwork(device, spec, steps, batch, 0);
                Parameters parameters = new Parameters(device, spec);
                Parameters gradients = new Parameters(device, spec);
                RecurrentState state = new RecurrentState(device, spec, batch);
                Tensor values = normal(1, steps, batch, FRAME)) {
            parameters.initialise(1, 1);
            network.inputs().copyFrom(values);
            network.targets().copyFrom(values);
            network.dropout(1, 1);
            Runnable work = () -> network.train(parameters, gradients, state);
            String sizes = sizes(hidden, batch, steps, layers);
            report("training", sizes, false, milliseconds(work, 3));
            try (RecordedPass recording = new RecordedPass(device, network, work)) {
                report("training", sizes, true, milliseconds(recording::run, 3));
            }
        }
    }

    /** Chunks of steps from call to values in the host's memory, sampling and feedback included. */
    private void generation(int fullHidden, int layers, int streams) {
        int hidden = fullHidden / divisor;
        int steps = Math.max(2, 256 / divisor);
        NetworkSpec spec = new NetworkSpec(FRAME, layers, hidden, 0, 0, new Head.MeanSquared());
        try (Parameters parameters = new Parameters(device, spec)) {
            parameters.initialise(1, 1);
            try (StreamSlots slots = new StreamSlots(device, parameters, streams)) {
                for (int slot = 0; slot < streams; slot++) {
                    slots.open(slot, 1, slot, Sampling.at(1));
                }
                float[] out = new float[steps * streams * FRAME];
                double chunk = milliseconds(() -> slots.generate(steps, out), 1);
                report("generation", sizes(hidden, streams, 1, layers), false, chunk / steps);
            }
        }
    }

    private Tensor normal(float scale, long... shape) {
        Tensor tensor = device.zeros(shape);
        float[] values = new float[(int) tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = scale * (float) random.nextGaussian();
        }
        tensor.copyFrom(values);
        return tensor;
    }

    /** The median of some repetitions, each of so many runs until the GPU is done. */
    private double milliseconds(Runnable work, int runs) {
        double[] times = new double[REPETITIONS];
        try (Doubles end = device.doubles(0)) {
            for (int repetition = -2; repetition < REPETITIONS; repetition++) {
                long begin = System.nanoTime();
                for (int run = 0; run < runs; run++) {
                    work.run();
                }
                end.toArray();
                if (repetition >= 0) {
                    times[repetition] = (System.nanoTime() - begin) / 1e6 / runs;
                }
            }
        }
        Arrays.sort(times);
        return times[REPETITIONS / 2];
    }

    private static String sizes(int hidden, int batch, int steps, int layers) {
        return "\"H\": %d, \"N\": %d, \"T\": %d, \"L\": %d".formatted(hidden, batch, steps, layers);
    }

    private void report(String name, String sizes, boolean graph, double milliseconds) {
        System.out.printf(
                Locale.ROOT,
                "{\"name\": \"%s\", \"implementation\": \"timbrel\", \"precision\": \"%s\", %s,"
                        + " \"graph\": %b, \"milliseconds\": %.6f}%n",
                name,
                device.precision(),
                sizes,
                graph,
                milliseconds);
    }
}
