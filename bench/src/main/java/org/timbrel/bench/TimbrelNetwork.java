// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.util.Locale;
import java.util.Random;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.StreamSlots;

/**
 * Our network as the benchmarks and the check against the peers use it: the only place that knows
 * how one is opened. Frames of {@value #FRAME_SIZE} values, a linear head, weights as PyTorch draws
 * them.
 */
public final class TimbrelNetwork implements AutoCloseable {

    /** D, values a frame. */
    public static final int FRAME_SIZE = 80;

    private static final long SEED = 1;

    private final Device device;
    private final NetworkSpec spec;
    private final Parameters parameters;

    private RecurrentNetwork network;
    private Parameters gradients;
    private RecurrentState state;
    private StreamSlots slots;

    /**
     * @param hidden H
     * @param layers L
     * @param threads of the CPU that it may use
     * @param precision {@code fp32} or {@code bf16}
     */
    public TimbrelNetwork(int hidden, int layers, int threads, String precision) {
        device = open(threads, precision);
        spec = new NetworkSpec(FRAME_SIZE, layers, hidden, 0, 0, new Head.MeanSquared());
        parameters = new Parameters(device, spec);
        parameters.initialise(SEED, 0);
    }

    /**
     * Opens the CPU.
     *
     * @throws org.timbrel.nn.device.DeviceException if it cannot compute so
     */
    public static Device open(int threads, String precision) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads %d is below 1".formatted(threads));
        }

        return Devices.open(
                "cpu",
                new DeviceOptions(Precision.valueOf(precision.toUpperCase(Locale.ROOT)), threads));
    }

    /** The weights, by PyTorch's names behind {@code lstm.}, and {@code head.}. */
    public Parameters parameters() {
        return parameters;
    }

    /** Gradients of the last {@link #train}. */
    public Parameters gradients() {
        return gradients;
    }

    /** Makes room for batches, and fills one with normal values from a fixed seed. */
    public TimbrelNetwork batches(int batch, int steps) {
        network = new RecurrentNetwork(device, spec, steps, batch, 0);
        gradients = new Parameters(device, spec);
        state = new RecurrentState(device, spec, batch);
        network.inputs().copyFrom(normal(steps, batch, 1));
        network.targets().copyFrom(normal(steps, batch, 2));
        return this;
    }

    /** Makes room for streams that generate, and begins them. */
    public TimbrelNetwork streams(int streams) {
        slots = new StreamSlots(device, parameters, streams);
        for (int slot = 0; slot < streams; slot++) {
            slots.open(slot, SEED, slot, Sampling.at(1));
        }
        return this;
    }

    /** Standard normal values, [steps,batch,{@value #FRAME_SIZE}], from a seed. */
    public static float[] normal(int steps, int batch, long seed) {
        Random random = new Random(seed);
        float[] values = new float[steps * batch * FRAME_SIZE];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Forward and loss over the batch. */
    public LossSum forward() {
        state.zero();
        network.evaluate(parameters, state);
        return network.loss();
    }

    /** Forward, loss and backward over the batch; the optimizer's step is not in it. */
    public LossSum train() {
        state.zero();
        network.train(parameters, gradients, state);
        return network.loss();
    }

    /** [T,N,D] of the last pass. */
    public float[] outputs() {
        return network.outputs().toArray();
    }

    /**
     * Advances every stream, each frame fed back.
     *
     * @param out [steps,N,D]
     */
    public void generate(int steps, float[] out) {
        slots.generate(steps, out);
    }

    @Override
    public void close() {
        if (slots != null) {
            slots.close();
        }
        if (network != null) {
            network.close();
            gradients.close();
            state.close();
        }
        parameters.close();
        device.close();
    }
}
