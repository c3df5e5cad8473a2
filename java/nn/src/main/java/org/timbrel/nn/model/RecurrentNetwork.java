// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.WavefrontCell;

/**
 * Forward, loss and backward of a network over a batch of N sequences of up to T steps. Holds the
 * buffers for that T and N and no parameters; a pass allocates no device memory.
 *
 * <pre>{@code
 * RecurrentNetwork(Device device, NetworkSpec spec, int steps, int batch, int scoredFrom)
 * RecurrentNetwork.forEvaluation(device, spec, steps, batch)    cannot train, and takes less memory
 * Tensor inputs()   Tensor targets()      [T,N,I], [T,N,D], filled by the caller; tokens with D = 1;
 *                                         conditions stand behind what goes in
 * void lengths(int... lengths)            [N], real steps of each; none: T for all
 * void dropout(long seed, long step)      what the next masks are drawn from
 * void train(Parameters parameters, Parameters gradients, RecurrentState state)
 * void evaluate(Parameters parameters, RecurrentState state)
 * LossSum loss()                          of the last pass
 * Tensor outputs()  Tensor losses()       [T,N,P], [T,N] of the last pass
 * }</pre>
 *
 * <p>{@link #train} and {@link #evaluate} are device calls alone, the same for all batches that are
 * alike {@linkplain #isRagged ragged}, so that a {@link RecordedPass} can replay them; everything
 * else goes between the host and the device. Gradients are those of the sum of losses: divide by
 * {@link LossSum#steps}, as the {@code gradientScale} of an optimizer's step does. Back-propagation
 * is truncated at the first step; the state goes on. What stands past a sequence's length, NaN too,
 * has no influence.
 */
public final class RecurrentNetwork implements AutoCloseable {

    private final Device device;
    private final NetworkSpec spec;
    private final NetworkShape shape;
    private final int scoredFrom;
    private final PassBuffers buffers;

    private final Tensor inputs;
    private final Tensor targets;
    private final Tensor outputs;
    private final Tensor losses;
    private final Doubles sum;

    private final Chunks chunks;
    private final Indices dropoutKey;

    /** [T,N,M+C], what stands for tokens, and its gradient; null: frames go in as they are. */
    private final Tensor embedded;

    private final Tensor dEmbedded;

    private final RecurrentLayer[] layers;

    /** State as the forward pass found it, and [T,N,P]; null: no way back. */
    private final RecurrentState initial;

    private final Tensor dOutputs;

    /**
     * For training, and evaluation too.
     *
     * @param steps T, at least 0
     * @param batch N, at least 0
     * @param scoredFrom steps before this one warm the state up and are not scored, 0..T
     * @throws org.timbrel.nn.device.DeviceException if the device cannot train in its precision
     */
    public RecurrentNetwork(Device device, NetworkSpec spec, int steps, int batch, int scoredFrom) {
        this(device, spec, buffers(device, spec, steps, batch, scoredFrom, true), scoredFrom);
    }

    private static PassBuffers buffers(
            Device device,
            NetworkSpec spec,
            int steps,
            int batch,
            int scoredFrom,
            boolean wavefront) {
        NetworkSpec.range("scoredFrom", scoredFrom, 0, steps);
        device.requireTraining();
        return new PassBuffers(device, spec, steps, batch, true, wavefront);
    }

    /** The same, but that no layer begins before the one before it has done all steps. */
    static RecurrentNetwork oneByOne(
            Device device, NetworkSpec spec, int steps, int batch, int scoredFrom) {
        return new RecurrentNetwork(
                device, spec, buffers(device, spec, steps, batch, scoredFrom, false), scoredFrom);
    }

    private RecurrentNetwork(Device device, NetworkSpec spec, PassBuffers buffers, int scoredFrom) {
        int steps = buffers.steps();
        int batch = buffers.batch();
        boolean training = buffers.training();
        this.device = device;
        this.spec = spec;
        this.shape = spec.shape();
        this.scoredFrom = scoredFrom;
        this.buffers = buffers;
        inputs = buffers.rows(spec.valuesIn());
        targets = buffers.rows(spec.frameSize());
        outputs = buffers.rows(shape.headSize());
        losses = buffers.zeros(steps, batch);
        sum = device.doubles(0);
        chunks = new Chunks(device, steps, batch, buffers.chunkSteps());
        dropoutKey = device.indices(0, 0);
        boolean tokens = spec.embeddingSize() > 0;
        embedded = tokens ? buffers.rows(spec.inputSize(0)) : null;
        dEmbedded = tokens && training ? buffers.rows(spec.inputSize(0)) : null;
        layers = new RecurrentLayer[spec.layers()];
        for (int index = 0; index < layers.length; index++) {
            layers[index] = new RecurrentLayer(device, spec, index, buffers);
        }
        initial = training ? new RecurrentState(device, spec, batch) : null;
        dOutputs = training ? buffers.rows(shape.headSize()) : null;
    }

    /**
     * One that scores every step and keeps nothing for a way back. A device that cannot train in
     * its precision, as the CPU in bf16, evaluates in fp32.
     */
    public static RecurrentNetwork forEvaluation(
            Device device, NetworkSpec spec, int steps, int batch) {
        return new RecurrentNetwork(
                device, spec, new PassBuffers(device, spec, steps, batch, false, true), 0);
    }

    /**
     * One for shorter batches, in the same memory: each pass overwrites what the last pass of
     * either left. Closed before this one.
     *
     * @param steps T, at least the steps that are not scored, at most those of this network
     */
    public RecurrentNetwork shorter(int steps) {
        NetworkSpec.range("steps", steps, scoredFrom, buffers.steps());
        return new RecurrentNetwork(
                device, spec, new PassBuffers(device, spec, steps, buffers), scoredFrom);
    }

    /** T, steps that a sequence has at most. */
    public int steps() {
        return buffers.steps();
    }

    /** [T,N,I]: the frames that go in, or what goes in their place, and conditions behind them. */
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
        chunks.lengths(values);
    }

    /** Whether a sequence of the batch is shorter than T. */
    public boolean isRagged() {
        return chunks.ragged();
    }

    /** Steps that the next pass scores. */
    public long scoredSteps() {
        return chunks.stepsFrom(scoredFrom);
    }

    /**
     * What the masks of the next {@link #train} are drawn from.
     *
     * @param step of the training run, 0..2^32 − 1
     */
    public void dropout(long seed, long step) {
        dropoutKey.copyFrom(seed, step);
    }

    /**
     * Forward with dropout, loss, and backward.
     *
     * @param gradients out, of the sum of losses: overwritten
     * @param state in: what the sequences begin with; out: what they end with
     * @throws IllegalStateException if the network is for evaluation
     */
    public void train(Parameters parameters, Parameters gradients, RecurrentState state) {
        if (initial == null) {
            throw new IllegalStateException("the network is for evaluation");
        }
        Pass pass = new Pass(dropoutKey);
        initial.copyFrom(state);
        forward(pass, parameters, state);
        score(dOutputs);
        gradients.zero();
        backward(pass, parameters, gradients);
    }

    /**
     * Forward and loss, without dropout.
     *
     * @param state in: what the sequences begin with; out: what they end with
     */
    public void evaluate(Parameters parameters, RecurrentState state) {
        Pass pass = new Pass(null);
        forward(pass, parameters, state);
        score(null);
    }

    /** The losses of the last pass, once it is done. */
    public LossSum loss() {
        return new LossSum(sum.toArray()[0], scoredSteps());
    }

    private void forward(Pass pass, Parameters parameters, RecurrentState state) {
        Indices lengths = chunks.whole().lengths();
        if (lengths != null) {
            device.clearPast(lengths, inputs);
            device.clearPast(lengths, targets);
        }
        if (embedded != null) {
            Tensor table = parameters.get(ParameterLayout.EMBEDDING);
            device.embeddingForward(shape.conditionSize(), inputs, table, embedded);
        }
        WavefrontCell layer =
                (index, chunk) -> {
                    Tensor x = input(index, pass.training());
                    layers[index].forward(
                            pass, chunks.get(chunk), parameters, x, state.layer(index));
                };
        if (chunks.count() > 1) {
            device.wavefront(layers.length, chunks.count(), layer);
        } else {
            for (int index = 0; index < layers.length; index++) {
                layer.at(index, 0);
            }
        }
        Tensor x = input(layers.length, pass.training());
        device.denseForward(
                false, x, parameters.get("head.weight"), parameters.get("head.bias"), outputs);
    }

    /** What layer {@code index} gets, or the head behind the last. */
    private Tensor input(int index, boolean training) {
        if (index > 0) {
            return layers[index - 1].result(training);
        }
        return embedded != null ? embedded : inputs;
    }

    private void score(Tensor gradient) {
        Indices lengths = chunks.whole().lengths();
        device.headLoss(shape, lengths, scoredFrom, outputs, targets, losses, gradient, sum);
    }

    private void backward(Pass pass, Parameters parameters, Parameters gradients) {
        device.denseBackward(
                false,
                input(layers.length, true),
                parameters.get("head.weight"),
                outputs,
                dOutputs,
                buffers.dHidden,
                gradients.get("head.weight"),
                gradients.get("head.bias"));
        if (chunks.count() > 1) {
            backwardByChunks(pass, parameters, gradients);
        } else {
            for (int index = layers.length - 1; index >= 0; index--) {
                Tensor x = input(index, true);
                layers[index].backward(
                        pass,
                        chunks.whole(),
                        parameters,
                        x,
                        initial.layer(index),
                        gradients,
                        below(index));
            }
        }
        if (embedded != null) {
            Tensor table = gradients.get(ParameterLayout.EMBEDDING);
            device.embeddingBackward(shape.conditionSize(), inputs, dEmbedded, table);
        }
    }

    /** From the last layer's last chunk on; behind each layer's first the sums over all steps. */
    private void backwardByChunks(Pass pass, Parameters parameters, Parameters gradients) {
        device.wavefront(
                layers.length,
                chunks.count() + 1,
                (row, column) -> {
                    int index = layers.length - 1 - row;
                    int chunk = chunks.count() - 1 - column;
                    RecurrentLayer layer = layers[index];
                    LayerState before = initial.layer(index);
                    Tensor x = input(index, true);
                    if (chunk >= 0) {
                        layer.backwardChunk(
                                pass,
                                chunks.get(chunk),
                                chunk,
                                parameters,
                                x,
                                before,
                                below(index));
                    } else {
                        layer.sums(parameters, x, before, gradients);
                    }
                });
    }

    /** Where the gradient of what layer {@code index} gets goes; null: it is not wanted. */
    private Tensor below(int index) {
        if (index == 0) {
            return dEmbedded;
        }
        return buffers.dDense != null ? buffers.dDense : buffers.dHidden;
    }

    @Override
    public void close() {
        buffers.close();
        sum.close();
        chunks.close();
        dropoutKey.close();
        if (initial != null) {
            initial.close();
        }
    }
}
