// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Stands before a device and checks every array against its shape, so that devices hold kernels
 * alone and all refuse the same calls in the same words. What passes is handed on unchanged.
 */
public final class CheckedDevice implements Device {

    private final Device device;
    private final ArrayChecks arrays;

    /**
     * @param device that makes its own tensors and checks nothing; closed with this
     */
    public CheckedDevice(Device device) {
        this.device = Objects.requireNonNull(device, "device");
        arrays = new ArrayChecks(device);
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public Precision precision() {
        return device.precision();
    }

    @Override
    public void requireTraining() {
        device.requireTraining();
    }

    @Override
    public boolean isAsynchronous() {
        return device.isAsynchronous();
    }

    @Override
    public Tensor zeros(long... shape) {
        Tensor.size(shape);
        return device.zeros(shape);
    }

    @Override
    public Indices indices(long... values) {
        return device.indices(values);
    }

    @Override
    public Doubles doubles(double... values) {
        return device.doubles(values);
    }

    @Override
    public void zero(Tensor tensor) {
        device.zero(arrays.mine("tensor", tensor));
    }

    @Override
    public void write(FloatBuffer source, Tensor target) {
        arrays.holds("target", target, "the values", source.remaining(), target);
        device.write(source, target);
    }

    @Override
    public void read(Tensor source, FloatBuffer target) {
        arrays.holds("source", source, "the values", target.remaining(), source);
        device.read(source, target);
    }

    @Override
    public ReadBack readBack(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most %d is below 0".formatted(most));
        }
        return new CheckedReadBack(device.readBack(most), most, arrays);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        arrays.mine("source", source);
        arrays.holds("target", target, "the source", source.size(), source);
        device.copy(source, target);
    }

    @Override
    public void write(long[] source, Indices target) {
        arrays.same("target", arrays.mine("target", target).size(), source.length);
        device.write(source, target);
    }

    @Override
    public void read(Indices source, long[] target) {
        arrays.same("source", arrays.mine("source", source).size(), target.length);
        device.read(source, target);
    }

    @Override
    public void write(double[] source, Doubles target) {
        arrays.same("target", arrays.mine("target", target).size(), source.length);
        device.write(source, target);
    }

    @Override
    public void read(Doubles source, double[] target) {
        arrays.same("source", arrays.mine("source", source).size(), target.length);
        device.read(source, target);
    }

    @Override
    public Recording record(Runnable work) {
        return device.record(Objects.requireNonNull(work, "work"));
    }

    @Override
    public void wavefront(int rows, int columns, WavefrontCell work) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "a wavefront has %d rows and %d columns".formatted(rows, columns));
        }
        device.wavefront(rows, columns, Objects.requireNonNull(work, "work"));
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            Tensor a,
            Tensor b,
            Tensor c) {
        arrays.product(transposeA, transposeB, a, b, c);
        device.gemm(transposeA, transposeB, accumulate, a, b, c);
    }

    @Override
    public void uniform(long seed, long stream, float low, float high, Tensor out) {
        device.uniform(seed, stream, low, high, arrays.mine("out", out));
    }

    @Override
    public KernelPlan recurrentPlan(RecurrentShape shape) {
        return device.recurrentPlan(shape);
    }

    @Override
    public long recurrentChunk(RecurrentShape shape, int layers) {
        return device.recurrentChunk(shape, layers);
    }

    @Override
    public void recurrentForward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape) {
        RecurrentChecks checks = new RecurrentChecks(arrays, shape);
        checks.inputs(lengths, x, weights, mask, initial);
        checks.outputs(y, last, tape);
        if (x == null) {
            checks.gates("tape.gates", tape == null ? null : tape.gates());
        }
        device.recurrentForward(shape, lengths, x, weights, mask, initial, y, last, tape);
    }

    @Override
    public void recurrentBackward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            RecurrentTape tape,
            Tensor dy,
            LayerState dLast,
            RecurrentGradients gradients) {
        RecurrentChecks checks = new RecurrentChecks(arrays, shape);
        checks.inputs(lengths, x, weights, mask, initial);
        checks.results(y, tape, mask != null);
        checks.gradients(dy, dLast, gradients, x != null);
        device.recurrentBackward(
                shape, lengths, x, weights, mask, initial, y, tape, dy, dLast, gradients);
    }

    @Override
    public void clearPast(Indices lengths, Tensor x) {
        long[] shape = arrays.cube("x", x);
        arrays.holds("lengths", lengths, "[N]", shape[1], x);
        device.clearPast(lengths, x);
    }

    @Override
    public void layerNormForward(Tensor x, Tensor gain, Tensor y, NormTape tape) {
        long rows = arrays.rows("x", x, gain.size());
        arrays.mine("gain", gain);
        arrays.holds("y", y, "[R,W]", x.size(), x);
        if (tape != null) {
            arrays.norm("tape", tape, rows, gain.size(), x);
        }
        device.layerNormForward(x, gain, y, tape);
    }

    @Override
    public void layerNormBackward(Tensor gain, NormTape tape, Tensor dy, Tensor dx, Tensor dGain) {
        long rows = arrays.rows("dy", dy, gain.size());
        arrays.mine("gain", gain);
        arrays.norm("tape", tape, rows, gain.size(), dy);
        arrays.holds("dx", dx, "[R,W]", dy.size(), dy);
        arrays.holds("dGain", dGain, "[W]", gain.size(), dy);
        device.layerNormBackward(gain, tape, dy, dx, dGain);
    }

    @Override
    public void embeddingForward(int beside, Tensor tokens, Tensor table, Tensor y) {
        arrays.embedding(beside, tokens, "table", table, "y", y);
        device.embeddingForward(beside, tokens, table, y);
    }

    @Override
    public void embeddingBackward(int beside, Tensor tokens, Tensor dy, Tensor dTable) {
        arrays.embedding(beside, tokens, "dTable", dTable, "dy", dy);
        device.embeddingBackward(beside, tokens, dy, dTable);
    }

    @Override
    public void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        arrays.dense(x, weight, bias, "y", y);
        device.denseForward(tanh, x, weight, bias, y);
    }

    @Override
    public void denseBackward(
            boolean tanh,
            Tensor x,
            Tensor weight,
            Tensor y,
            Tensor dy,
            Tensor dx,
            Tensor dWeight,
            Tensor dBias) {
        arrays.dense(x, weight, dBias, "y", y);
        arrays.dense(x, weight, dBias, "dy", dy);
        if (dx != null) {
            arrays.holds("dx", dx, "[R,I]", x.size(), x);
        }
        arrays.holds("dWeight", dWeight, "[O,I]", weight.size(), weight);
        device.denseBackward(tanh, x, weight, y, dy, dx, dWeight, dBias);
    }

    @Override
    public void dropout(Indices key, int layer, float probability, long from, Tensor x, Tensor y) {
        arrays.holds("key", key, "[2]", 2, y);
        arrays.cube("y", y);
        if (x != null) {
            arrays.holds("x", x, "[T,N,W]", y.size(), y);
        }
        device.dropout(key, layer, probability, from, x, y);
    }

    @Override
    public void headLoss(
            NetworkShape shape,
            Indices lengths,
            long scoredFrom,
            Tensor outputs,
            Tensor targets,
            Tensor losses,
            Tensor dOutputs,
            Doubles sum) {
        long[] sizes = arrays.cube("targets", targets);
        if (sizes[2] != shape.frameSize()) {
            throw new IllegalArgumentException(
                    "targets are %s, but must be [T,N,%d]".formatted(targets, shape.frameSize()));
        }
        long rows = sizes[0] * sizes[1];
        if (lengths != null) {
            arrays.holds("lengths", lengths, "[N]", sizes[1], shape);
        }
        arrays.holds("outputs", outputs, "[T,N,P]", rows * shape.headSize(), shape);
        arrays.holds("losses", losses, "[T,N]", rows, shape);
        if (dOutputs != null) {
            arrays.holds("dOutputs", dOutputs, "[T,N,P]", rows * shape.headSize(), shape);
        }
        arrays.holds("sum", sum, "[1]", 1, shape);
        device.headLoss(shape, lengths, scoredFrom, outputs, targets, losses, dOutputs, sum);
    }

    @Override
    public void adam(
            Doubles how,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment,
            Doubles norm) {
        arrays.update(how, 8, parameters, gradients, norm);
        arrays.holds("firstMoment", firstMoment, "a step", parameters.size(), parameters);
        arrays.holds("secondMoment", secondMoment, "a step", parameters.size(), parameters);
        device.adam(how, parameters, gradients, firstMoment, secondMoment, norm);
    }

    @Override
    public void sgd(
            Doubles how, Tensor parameters, Tensor gradients, Tensor velocity, Doubles norm) {
        arrays.update(how, 5, parameters, gradients, norm);
        arrays.holds("velocity", velocity, "a step", parameters.size(), parameters);
        device.sgd(how, parameters, gradients, velocity, norm);
    }

    @Override
    public KernelPlan generationPlan(NetworkShape shape, TextureShape texture, int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots %d is below 1".formatted(slots));
        }
        if (texture != null) {
            arrays.fits(shape, texture);
        }
        return device.generationPlan(shape, texture, slots);
    }

    @Override
    public long generatorSize(NetworkShape shape, KernelPlan plan) {
        return device.generatorSize(shape, plan);
    }

    @Override
    public void packGenerator(PackedNetwork network, Tensor parameters) {
        NetworkShape shape = network.shape();
        arrays.holds("parameters", parameters, "the network", shape.parameterCount(), shape);
        weights(network);
        device.packGenerator(network, parameters);
    }

    private void weights(PackedNetwork network) {
        NetworkShape shape = network.shape();
        long size = generatorSize(shape, network.plan());
        arrays.holds("weights", network.weights(), "the network", size, shape);
    }

    @Override
    public void generate(
            PackedNetwork network,
            long steps,
            GenerationSlots slots,
            GrammarArrays grammar,
            Tensor conditions,
            Tensor forced,
            Tensor out) {
        NetworkShape shape = network.shape();
        long frames = Tensor.size(steps, slots.count(), shape.frameSize());
        weights(network);
        Objects.requireNonNull(slots.frames(), "slots.frames");
        arrays.slots(slots, shape);
        arrays.grammar(grammar, slots, shape);
        arrays.conditions(conditions, Tensor.size(steps, slots.count()), shape);
        arrays.holds(
                forced != null ? "forced" : "out",
                forced != null ? forced : out,
                "[steps,N,D]",
                frames,
                shape);
        device.generate(network, steps, slots, grammar, conditions, forced, out);
    }

    @Override
    public void generateTexture(
            PackedNetwork network,
            TextureArrays texture,
            long steps,
            GenerationSlots slots,
            TextureState state,
            Tensor weights,
            Tensor forced,
            Tensor out) {
        NetworkShape shape = network.shape();
        TextureShape sizes = texture.shape();
        long count = slots.count();
        arrays.fits(shape, sizes);
        arrays.texture(texture);
        weights(network);
        arrays.slots(slots, shape);
        long values = Tensor.size(count, sizes.stateSize());
        arrays.holds("state.values", state.values(), "[N,(P+S+1)D]", values, sizes);
        arrays.holds("state.last", state.last(), "[N]", count, sizes);
        if (weights != null) {
            long needed = Tensor.size(steps, count, sizes.sounds());
            arrays.holds("weights", weights, "[steps,N,C]", needed, sizes);
        }
        arrays.holds(
                forced != null ? "forced" : "out",
                forced != null ? forced : out,
                "[steps,N,D]",
                Tensor.size(steps, count, sizes.frameSize()),
                sizes);
        device.generateTexture(network, texture, steps, slots, state, weights, forced, out);
    }

    @Override
    public void close() {
        device.close();
    }
}
