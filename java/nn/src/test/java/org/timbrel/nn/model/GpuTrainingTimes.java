// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Random;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;

/**
 * Forward, loss and back of a whole network as {@code timbrel train} has it, for {@link GpuTimes}:
 * frames of 80 values, a linear head, squared error.
 */
final class GpuTrainingTimes implements AutoCloseable {

    private static final int FRAME = 80;

    private final GpuCase sizes;
    private final RecurrentNetwork network;
    private final Parameters parameters;
    private final Parameters gradients;
    private final RecurrentState state;

    GpuTrainingTimes(Device device, GpuCase sizes) {
        this.sizes = sizes;
        NetworkSpec spec = spec(sizes);
        int steps = sizes.steps();
        int batch = sizes.batch();
        network =
                sizes.variant() == GpuCase.Variant.IN_TURN
                        ? RecurrentNetwork.oneByOne(device, spec, steps, batch, 0)
                        : new RecurrentNetwork(device, spec, steps, batch, 0);
        parameters = new Parameters(device, spec);
        gradients = new Parameters(device, spec);
        state = new RecurrentState(device, spec, batch);
        parameters.initialise(1, 1);
        // By layer norm's gains of 1 the recurrence would magnify every rounding.
        parameters
                .tensors()
                .forEach(
                        (name, tensor) -> {
                            if (name.contains(".norm_")) {
                                float[] gains = new float[(int) tensor.size()];
                                Arrays.fill(gains, 0.25f);
                                tensor.copyFrom(gains);
                            }
                        });
        try (Tensor values = GpuLayerTimes.normal(device, 1, 1, steps, batch, FRAME)) {
            network.inputs().copyFrom(values);
            network.targets().copyFrom(values);
        }
        network.dropout(1, 1);
        if (sizes.variant() == GpuCase.Variant.RAGGED) {
            Random random = new Random(2);
            network.lengths(random.ints(batch, (steps + 1) / 2, steps + 1).toArray());
        }
    }

    private static NetworkSpec spec(GpuCase sizes) {
        boolean dropout = sizes.variant() == GpuCase.Variant.RECURRENT_DROPOUT;
        return new NetworkSpec(
                Cell.LSTM,
                FRAME,
                0,
                0,
                sizes.layers(),
                sizes.hidden(),
                0,
                sizes.variant() == GpuCase.Variant.LAYER_NORM,
                0,
                dropout ? 0.2f : 0,
                new Head.MeanSquared());
    }

    /** The gradients of some steps beside the CPU's, and those of all steps twice. */
    GpuFigure check(Device device, Device reference) {
        double error = 0;
        GpuCase some = sizes.steps(sizes.comparedSteps());
        try (GpuTrainingTimes actual = new GpuTrainingTimes(device, some);
                GpuTrainingTimes expected = new GpuTrainingTimes(reference, some)) {
            float[] values = actual.made();
            float[] wanted = expected.made();
            for (ParameterShape shape : spec(sizes).parameterShapes()) {
                int from = (int) shape.offset();
                error = Math.max(error, GpuFigure.error(values, wanted, from, (int) shape.end()));
            }
        }
        return GpuFigure.ofGradients(sizes.precision(), error, Arrays.equals(made(), made()));
    }

    /**
     * All gradients, from states as networks have them later: of states near zero, which the first
     * ones would be, layer norm magnifies the rounding.
     */
    private float[] made() {
        float[] nothing = new float[(int) gradients.flat().size()];
        Arrays.fill(nothing, Float.NaN);
        gradients.flat().copyFrom(nothing);
        begin(state.h(), 3);
        begin(state.c(), 4);
        run();
        return gradients.flat().toArray();
    }

    private static void begin(Tensor states, int seed) {
        Random random = new Random(seed);
        float[] values = new float[(int) states.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = random.nextFloat() - 0.5f;
        }
        states.copyFrom(values);
    }

    void run() {
        network.train(parameters, gradients, state);
    }

    /** The same as one graph; closed before this. */
    RecordedPass recorded(Device device) {
        return new RecordedPass(device, network, this::run);
    }

    @Override
    public void close() {
        network.close();
        parameters.close();
        gradients.close();
        state.close();
    }
}
