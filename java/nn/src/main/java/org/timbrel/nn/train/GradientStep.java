// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.SgdStep;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.safetensors.NamedTensor;

/** The optimizer with its moments, under the names that PyTorch gives them. */
final class GradientStep implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final TrainingSpec spec;
    private final Map<String, Parameters> moments = new TreeMap<>();

    GradientStep(Device device, NetworkSpec network, TrainingSpec spec) {
        this.spec = spec;
        List<String> names =
                switch (spec.optimizer()) {
                    case ADAM -> List.of("exp_avg", "exp_avg_sq");
                    case SGD -> List.of("momentum_buffer");
                };
        names.forEach(name -> moments.put(name, new Parameters(device, network)));
    }

    /**
     * Changes the parameters.
     *
     * @param step from 0
     * @param scored steps that the gradients are the sum over
     * @return the norm of the mean gradient before clipping; not finite: nothing was changed
     */
    double take(
            Device device,
            long step,
            double learningRate,
            long scored,
            Parameters parameters,
            Parameters gradients) {
        return switch (spec.optimizer()) {
            case ADAM ->
                    device.adam(
                            new AdamStep(
                                    step + 1,
                                    learningRate,
                                    BETA1,
                                    BETA2,
                                    EPSILON,
                                    spec.weightDecay(),
                                    1.0 / scored,
                                    spec.clip()),
                            parameters.flat(),
                            gradients.flat(),
                            moments.get("exp_avg").flat(),
                            moments.get("exp_avg_sq").flat());
            case SGD ->
                    device.sgd(
                            new SgdStep(
                                    learningRate,
                                    spec.momentum(),
                                    spec.weightDecay(),
                                    1.0 / scored,
                                    spec.clip()),
                            parameters.flat(),
                            gradients.flat(),
                            moments.get("momentum_buffer").flat());
        };
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
    }
}
