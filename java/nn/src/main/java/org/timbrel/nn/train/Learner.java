// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DropoutKey;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;
import org.timbrel.nn.safetensors.NamedTensor;

/** What changes on the device while a network is trained: weights, moments, carried state. */
final class Learner implements AutoCloseable {

    /** The forget gates' bias before training (Jozefowicz et al. 2015). */
    private static final float FORGET_BIAS = 1;

    private final Device device;
    private final TrainingSpec spec;
    private final List<Runnable> owned = new ArrayList<>();
    private final Parameters parameters;
    private final Parameters gradients;
    private final RecurrentNetwork network;
    private final RecurrentState state;
    private final GradientStep gradientStep;

    Learner(Device device, NetworkSpec networkSpec, TrainingSpec spec) {
        this.device = device;
        this.spec = spec;
        parameters = new Parameters(device, networkSpec);
        owned.add(parameters::close);
        gradients = new Parameters(device, networkSpec);
        owned.add(gradients::close);
        network = new RecurrentNetwork(device, networkSpec, spec.sequenceLength(), spec.batch());
        owned.add(network::close);
        state = new RecurrentState(device, networkSpec, spec.batch());
        owned.add(state::close);
        gradientStep = new GradientStep(device, networkSpec, spec);
        owned.add(gradientStep::close);
    }

    /** Draws the weights. */
    void initialise() {
        parameters.initialise(spec.seed(), FORGET_BIAS);
    }

    /** Takes everything from a checkpoint. */
    void restore(Checkpoint checkpoint) throws CheckpointException {
        checkpoint.copyTo("", parameters);
        gradientStep.restore(checkpoint);
        checkpoint.copyTo(Checkpoint.STATE + "h", state.h());
        checkpoint.copyTo(Checkpoint.STATE + "c", state.c());
    }

    Parameters parameters() {
        return parameters;
    }

    /** Forward and backward over a batch; the state goes on. */
    LossSum gradients(SequenceBatch batch, long step) {
        batch.feed(network, state);
        return network.train(
                parameters,
                gradients,
                state,
                new DropoutKey(spec.seed(), step),
                spec.unscoredSteps());
    }

    /**
     * Changes the weights by what {@link #gradients} found.
     *
     * @return the gradient's norm before clipping; not finite: nothing was changed
     */
    double update(LossSum loss, long step, double learningRate) {
        if (loss.steps() == 0) {
            return 0;
        }
        return gradientStep.take(device, step, learningRate, loss.steps(), parameters, gradients);
    }

    /** The weights. */
    List<NamedTensor> weights() {
        return Checkpoint.named("", parameters);
    }

    /** What training needs to go on beside the weights. */
    List<NamedTensor> rest() {
        List<NamedTensor> tensors = new ArrayList<>(gradientStep.tensors());
        tensors.add(named("h", state.h()));
        tensors.add(named("c", state.c()));
        return tensors;
    }

    private static NamedTensor named(String name, Tensor tensor) {
        return NamedTensor.of(Checkpoint.STATE + name, tensor.toArray(), tensor.shape());
    }

    @Override
    public void close() {
        owned.forEach(Runnable::run);
    }
}
