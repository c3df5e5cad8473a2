// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DropoutKey;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LstmGradients;
import org.timbrel.nn.device.LstmShape;
import org.timbrel.nn.device.LstmState;
import org.timbrel.nn.device.LstmTape;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Tensor;

/**
 * Forward, loss and backward of a network over a batch of N sequences of up to T steps. Holds the
 * buffers for that T and N and no parameters; a pass allocates no device memory.
 *
 * <pre>{@code
 * RecurrentNetwork(Device device, NetworkSpec spec, int steps, int batch)
 * Tensor inputs()   Tensor targets()      [T,N,D], filled by the caller
 * void lengths(int... lengths)            [N], real steps of each; none: T for all
 * LossSum train(Parameters parameters, Parameters gradients, RecurrentState state,
 *               DropoutKey dropout, int scoredFrom)
 * LossSum evaluate(Parameters parameters, RecurrentState state, int scoredFrom)
 * Tensor outputs()  Tensor losses()       [T,N,P], [T,N] of the last pass
 * }</pre>
 *
 * <p>Gradients are those of the sum of losses: divide by {@link LossSum#steps}, as the {@code
 * gradientScale} of an optimizer's step does. Back-propagation is truncated at the first step; the
 * state goes on. What stands past a sequence's length, NaN too, has no influence.
 */
public final class RecurrentNetwork implements AutoCloseable {

    private final Device device;
    private final NetworkSpec spec;
    private final NetworkShape shape;
    private final int steps;
    private final int batch;
    private final List<Runnable> owned = new ArrayList<>();

    private final Tensor inputs;
    private final Tensor targets;
    private final Tensor outputs;
    private final Tensor losses;
    private final Indices lengths;
    private final long[] lengthOf;
    private boolean ragged;

    /** State as the forward pass found it. */
    private final RecurrentState initial;

    private final Layer[] layers;
    private final Tensor dOutputs;
    private final Tensor dGates;
    private final Tensor dHidden;
    private final Tensor dDense;

    /** What a layer keeps of the forward pass, and its place among the others. */
    private final class Layer {
        final int index;
        final LstmShape lstm;
        final LstmTape tape;

        /** [T,N,H]: out of the LSTM. */
        final Tensor y;

        /** [T,N,H]: y after dropout. */
        final Tensor kept;

        /** [T,N,E]: out of the dense layer; null: there is none. */
        final Tensor dense;

        Layer(int index) {
            this.index = index;
            int width = spec.hiddenSize();
            lstm = new LstmShape(steps, batch, spec.inputSize(index), width);
            tape = new LstmTape(zeros(4L * width), zeros(width));
            y = zeros(width);
            kept = spec.dropout() > 0 ? zeros(width) : y;
            dense = spec.denseSize() > 0 && !last() ? zeros(spec.denseSize()) : null;
        }

        boolean last() {
            return index == spec.layers() - 1;
        }

        /** What the next layer or the head gets. */
        Tensor result(boolean training) {
            if (dense != null) {
                return dense;
            }
            return training ? kept : y;
        }
    }

    /**
     * @param steps T, at least 0
     * @param batch N, at least 0
     */
    public RecurrentNetwork(Device device, NetworkSpec spec, int steps, int batch) {
        this.device = device;
        this.spec = spec;
        this.shape = spec.shape();
        this.steps = steps;
        this.batch = batch;
        inputs = zeros(spec.frameSize());
        targets = zeros(spec.frameSize());
        outputs = zeros(shape.headSize());
        losses = own(device.zeros(steps, batch));
        lengthOf = new long[batch];
        Arrays.fill(lengthOf, steps);
        lengths = device.indices(lengthOf);
        owned.add(lengths::close);
        initial = new RecurrentState(device, spec, batch);
        owned.add(initial::close);
        layers = new Layer[spec.layers()];
        for (int index = 0; index < layers.length; index++) {
            layers[index] = new Layer(index);
        }
        dOutputs = zeros(shape.headSize());
        dGates = zeros(4L * spec.hiddenSize());
        dHidden = zeros(spec.hiddenSize());
        dDense = spec.denseSize() > 0 ? zeros(spec.denseSize()) : null;
    }

    private Tensor zeros(long width) {
        return own(device.zeros(steps, batch, width));
    }

    private Tensor own(Tensor tensor) {
        owned.add(tensor::close);
        return tensor;
    }

    /** [T,N,D]: the frames that go in. */
    public Tensor inputs() {
        return inputs;
    }

    /** [T,N,D]: the frames to be predicted. */
    public Tensor targets() {
        return targets;
    }

    /** [T,N,P]: what the head gave in the last pass. */
    public Tensor outputs() {
        return outputs;
    }

    /** [T,N]: the losses of the last pass, zero where not scored. */
    public Tensor losses() {
        return losses;
    }

    /**
     * How many steps each sequence has, until the next call.
     *
     * @param values [N], 0..T each; none: T for all
     */
    public void lengths(int... values) {
        ragged = values.length > 0;
        if (ragged && values.length != batch) {
            throw new IllegalArgumentException(
                    "%d lengths for a batch of %d".formatted(values.length, batch));
        }
        for (int n = 0; n < batch; n++) {
            int length = ragged ? values[n] : steps;
            if (length < 0 || length > steps) {
                throw new IllegalArgumentException(
                        "length %d of sequence %d is outside 0..%d".formatted(length, n, steps));
            }
            lengthOf[n] = length;
        }
        lengths.copyFrom(lengthOf);
    }

    /**
     * Forward with dropout, loss, and backward.
     *
     * @param gradients out, of the sum of losses: overwritten
     * @param state in: what the sequences begin with; out: what they end with
     * @param dropout what the masks are drawn from
     * @param scoredFrom steps before this one warm the state up and are not scored, 0..T
     */
    public LossSum train(
            Parameters parameters,
            Parameters gradients,
            RecurrentState state,
            DropoutKey dropout,
            int scoredFrom) {
        initial.copyFrom(state);
        forward(parameters, state, dropout);
        LossSum loss = score(scoredFrom, dOutputs);
        gradients.zero();
        backward(parameters, gradients, dropout);
        return loss;
    }

    /**
     * Forward and loss, without dropout.
     *
     * @param state in: what the sequences begin with; out: what they end with
     * @param scoredFrom steps before this one warm the state up and are not scored, 0..T
     */
    public LossSum evaluate(Parameters parameters, RecurrentState state, int scoredFrom) {
        forward(parameters, state, null);
        return score(scoredFrom, null);
    }

    private void forward(Parameters parameters, RecurrentState state, DropoutKey dropout) {
        boolean training = dropout != null;
        Tensor x = inputs;
        for (Layer layer : layers) {
            LstmState carried = state.layer(layer.index);
            device.lstmForward(
                    layer.lstm,
                    ragged ? lengths : null,
                    x,
                    parameters.lstm(layer.index),
                    carried,
                    layer.y,
                    carried,
                    training ? layer.tape : null);
            if (training && spec.dropout() > 0) {
                device.dropout(dropout, layer.index, spec.dropout(), layer.y, layer.kept);
            }
            if (layer.dense != null) {
                device.denseForward(
                        true,
                        training ? layer.kept : layer.y,
                        dense(parameters, layer, "weight"),
                        dense(parameters, layer, "bias"),
                        layer.dense);
            }
            x = layer.result(training);
        }
        device.denseForward(
                false, x, parameters.get("head.weight"), parameters.get("head.bias"), outputs);
    }

    private LossSum score(int scoredFrom, Tensor gradient) {
        if (scoredFrom < 0 || scoredFrom > steps) {
            throw new IllegalArgumentException(
                    "scoredFrom %d is outside 0..%d".formatted(scoredFrom, steps));
        }
        double sum =
                device.headLoss(
                        shape,
                        ragged ? lengths : null,
                        scoredFrom,
                        outputs,
                        targets,
                        losses,
                        gradient);
        long scored = 0;
        for (long length : lengthOf) {
            scored += Math.max(0, length - scoredFrom);
        }
        return new LossSum(sum, scored);
    }

    private void backward(Parameters parameters, Parameters gradients, DropoutKey dropout) {
        Tensor x = layers[layers.length - 1].result(true);
        device.denseBackward(
                false,
                x,
                parameters.get("head.weight"),
                outputs,
                dOutputs,
                dHidden,
                gradients.get("head.weight"),
                gradients.get("head.bias"));
        for (int index = layers.length - 1; index >= 0; index--) {
            Layer layer = layers[index];
            if (layer.dense != null) {
                device.denseBackward(
                        true,
                        layer.kept,
                        dense(parameters, layer, "weight"),
                        layer.dense,
                        dDense,
                        dHidden,
                        dense(gradients, layer, "weight"),
                        dense(gradients, layer, "bias"));
            }
            if (spec.dropout() > 0) {
                device.dropout(dropout, index, spec.dropout(), dHidden, dHidden);
            }
            Tensor below = null;
            if (index > 0) {
                below = dDense != null ? dDense : dHidden;
            }
            device.lstmBackward(
                    layer.lstm,
                    ragged ? lengths : null,
                    index == 0 ? inputs : layers[index - 1].result(true),
                    parameters.lstm(index),
                    initial.layer(index),
                    layer.y,
                    layer.tape,
                    dHidden,
                    null,
                    new LstmGradients(gradients.lstm(index), below, null, dGates));
        }
    }

    private static Tensor dense(Parameters parameters, Layer layer, String name) {
        return parameters.get("dense." + layer.index + "." + name);
    }

    @Override
    public void close() {
        owned.forEach(Runnable::run);
    }
}
