// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecordedPass;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;
import org.timbrel.nn.safetensors.NamedTensor;

/** What changes on the device while a network is trained: weights, moments, carried state. */
final class Learner implements Closeable {

    /** The forget gates' bias before training (Jozefowicz et al. 2015). */
    private static final float FORGET_BIAS = 1;

    /**
     * What a training step came to.
     *
     * @param loss of its batch
     * @param norm of the mean gradient before clipping; not finite: the weights were left alone
     */
    record Outcome(LossSum loss, double norm) {}

    private final TrainingSpec spec;
    private final List<Runnable> owned = new ArrayList<>();
    private final Parameters parameters;
    private final Parameters gradients;
    private final RecurrentState state;
    private final GradientStep gradientStep;

    /** The network for batches of some length, and its whole step. */
    private record Pass(RecurrentNetwork network, RecordedPass step) {}

    /** From the shortest on. */
    private final List<Pass> passes = new ArrayList<>();

    /**
     * @param lengths T, steps of a batch, rising: each batch takes the first that is long enough
     */
    Learner(Device device, NetworkSpec networkSpec, TrainingSpec spec, List<Integer> lengths) {
        this.spec = spec;
        int longest = lengths.get(lengths.size() - 1);
        try {
            parameters = new Parameters(device, networkSpec);
            owned.add(parameters::close);
            gradients = new Parameters(device, networkSpec);
            owned.add(gradients::close);
            RecurrentNetwork whole =
                    new RecurrentNetwork(
                            device, networkSpec, longest, spec.batch(), spec.unscoredSteps());
            owned.add(whole::close);
            state = new RecurrentState(device, networkSpec, spec.batch());
            owned.add(state::close);
            gradientStep = new GradientStep(device, networkSpec, spec);
            owned.add(gradientStep::close);
            for (int length : lengths) {
                RecurrentNetwork network = whole;
                if (length < longest) {
                    network = whole.shorter(length);
                    owned.add(network::close);
                }
                RecurrentNetwork learning = network;
                RecordedPass step = new RecordedPass(device, learning, () -> learn(learning));
                owned.add(step::close);
                passes.add(new Pass(learning, step));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Draws the weights. */
    void initialise() {
        parameters.initialise(spec.seed(), FORGET_BIAS);
    }

    /**
     * Takes the weights of another run. What a wider first layer has more is zero: the network does
     * what it did, whatever goes in there.
     */
    void begin(Checkpoint from) throws CheckpointException {
        parameters.initialise(spec.seed(), FORGET_BIAS);
        for (Map.Entry<String, Tensor> part : parameters.tensors().entrySet()) {
            from.copyWidened(part.getKey(), part.getValue());
        }
    }

    /** Takes everything from a checkpoint. */
    void restore(Checkpoint checkpoint) throws CheckpointException {
        checkpoint.copyTo("", parameters);
        gradientStep.restore(checkpoint);
        for (Map.Entry<String, Tensor> part : state.tensors().entrySet()) {
            checkpoint.copyTo(Checkpoint.STATE + part.getKey(), part.getValue());
        }
    }

    Parameters parameters() {
        return parameters;
    }

    /**
     * One step of training: the weights change, and the state goes on.
     *
     * @param step from 0
     */
    Outcome step(SequenceBatch batch, long step, double learningRate) {
        Pass pass =
                passes.stream()
                        .filter(each -> each.network.steps() >= batch.longest())
                        .findFirst()
                        .orElseThrow();
        RecurrentNetwork network = pass.network;
        batch.feed(network, state);
        network.dropout(spec.seed(), step);
        long scored = network.scoredSteps();
        if (scored == 0) {
            network.train(parameters, gradients, state);
            return new Outcome(network.loss(), 0);
        }
        gradientStep.set(step, learningRate, scored);
        pass.step.run();
        return new Outcome(network.loss(), gradientStep.norm());
    }

    /** A step's calls of the device, from what was written there before to what is read after. */
    private void learn(RecurrentNetwork network) {
        network.train(parameters, gradients, state);
        gradientStep.take(parameters, gradients);
    }

    /** The weights. */
    List<NamedTensor> weights() {
        return Checkpoint.named("", parameters);
    }

    /** What training needs to go on beside the weights. */
    List<NamedTensor> rest() {
        List<NamedTensor> tensors = new ArrayList<>(gradientStep.tensors());
        state.tensors()
                .forEach(
                        (name, tensor) ->
                                tensors.add(
                                        NamedTensor.of(
                                                Checkpoint.STATE + name,
                                                tensor.toArray(),
                                                tensor.shape())));
        return tensors;
    }

    @Override
    public void close() {
        // Last made, first closed: a recording goes before the arrays that it works on.
        for (int k = owned.size() - 1; k >= 0; k--) {
            owned.get(k).run();
        }
    }
}
