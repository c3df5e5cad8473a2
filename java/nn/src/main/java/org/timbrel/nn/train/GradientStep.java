// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.SgdStep;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.safetensors.NamedTensor;

/** The optimizer with its moments, under the names that PyTorch gives them. */
final class GradientStep implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private static final String FIRST_MOMENT = "exp_avg";
    private static final String SECOND_MOMENT = "exp_avg_sq";
    private static final String MOMENTUM_BUFFER = "momentum_buffer";

    private final Device device;
    private final TrainingSpec spec;
    private final Doubles how;
    private final Doubles norm;
    private final Map<String, Parameters> moments = new TreeMap<>();

    GradientStep(Device device, NetworkSpec network, TrainingSpec spec) {
        this.device = device;
        this.spec = spec;
        boolean adam = spec.optimizer() == TrainingSpec.Optimizer.ADAM;
        List<String> names = adam ? List.of(FIRST_MOMENT, SECOND_MOMENT) : List.of(MOMENTUM_BUFFER);
        names.forEach(name -> moments.put(name, new Parameters(device, network)));
        how = device.doubles(values(1, 0, 1));
        norm = device.doubles(0);
    }

    /**
     * Writes to the device what the next {@link #take} needs.
     *
     * @param step from 0
     * @param scored steps that the gradients are the sum over, at least 1
     */
    void set(long step, double learningRate, long scored) {
        how.copyFrom(values(step + 1, learningRate, scored));
    }

    private double[] values(long number, double learningRate, long scored) {
        double scale = 1.0 / scored;
        return switch (spec.optimizer()) {
            case ADAM ->
                    new AdamStep(
                                    number,
                                    learningRate,
                                    BETA1,
                                    BETA2,
                                    EPSILON,
                                    spec.weightDecay(),
                                    scale,
                                    spec.clip())
                            .values();
            case SGD ->
                    new SgdStep(
                                    learningRate,
                                    spec.momentum(),
                                    spec.weightDecay(),
                                    scale,
                                    spec.clip())
                            .values();
        };
    }

    /** Changes the parameters: device calls alone. */
    void take(Parameters parameters, Parameters gradients) {
        switch (spec.optimizer()) {
            case ADAM ->
                    device.adam(
                            how,
                            parameters.flat(),
                            gradients.flat(),
                            moments.get(FIRST_MOMENT).flat(),
                            moments.get(SECOND_MOMENT).flat(),
                            norm);
            case SGD ->
                    device.sgd(
                            how,
                            parameters.flat(),
                            gradients.flat(),
                            moments.get(MOMENTUM_BUFFER).flat(),
                            norm);
        }
    }

    /**
     * The norm of the mean gradient before clipping, once the last step is done; not finite:
     * nothing was changed.
     */
    double norm() {
        return norm.toArray()[0];
    }

    List<NamedTensor> tensors() {
        List<NamedTensor> tensors = new ArrayList<>();
        moments.forEach((name, moment) -> tensors.addAll(Checkpoint.named(prefix(name), moment)));
        return tensors;
    }

    void restore(Checkpoint checkpoint) throws CheckpointException {
        for (Map.Entry<String, Parameters> moment : moments.entrySet()) {
            checkpoint.copyTo(prefix(moment.getKey()), moment.getValue());
        }
    }

    private static String prefix(String moment) {
        return Checkpoint.OPTIMIZER + moment + ".";
    }

    @Override
    public void close() {
        moments.values().forEach(Parameters::close);
        how.close();
        norm.close();
    }
}
