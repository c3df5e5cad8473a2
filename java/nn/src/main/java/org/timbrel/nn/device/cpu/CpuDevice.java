// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.timbrel.nn.device.cpu.CpuLibrary.check;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.timbrel.nn.device.CheckedDevice;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureShape;
import org.timbrel.nn.device.TextureState;

/**
 * The processor as a device: the kernels of libtimbrel_cpu on host memory. Holds nothing; its
 * threads are the process's.
 */
public final class CpuDevice extends HostMemory {

    private final Precision precision;

    private CpuDevice(Precision precision) {
        this.precision = precision;
    }

    /**
     * The processor. The process has one pool of threads: the options opened last hold for all.
     *
     * @throws DeviceException if libtimbrel_cpu is missing, or another version than this class, or
     *     the processor does not serve that precision
     */
    public static Device open(DeviceOptions options) {
        if (options.precision() == Precision.TF32) {
            throw new DeviceException(
                    "precision tf32 is for GPUs; the CPU has fp32, and bf16 to generate");
        }
        CpuLibrary.require();
        check(TimbrelCpu.setThreads(options.threads()));
        return new CheckedDevice(new CpuDevice(options.precision()));
    }

    /**
     * The processor in single precision, with the threads that hold already: a comparison with it
     * changes nothing for the others.
     *
     * @throws DeviceException as {@link #open} does
     */
    public static Device openForComparison() {
        CpuLibrary.require();
        return new CheckedDevice(new CpuDevice(Precision.FP32));
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public void requireTraining() {
        if (precision != Precision.FP32) {
            throw new DeviceException(
                    "the CPU cannot train in precision %s, only generate: train in fp32, or on a GPU"
                            .formatted(precision));
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            Tensor a,
            Tensor b,
            Tensor c) {
        long[] sizes = c.shape();
        check(
                TimbrelCpu.gemm(
                        transposeA ? 1 : 0,
                        transposeB ? 1 : 0,
                        accumulate ? 1 : 0,
                        sizes[0],
                        sizes[1],
                        a.shape()[transposeA ? 0 : 1],
                        a.pointer(),
                        b.pointer(),
                        c.pointer()));
    }

    @Override
    public void uniform(long seed, long stream, float low, float high, Tensor out) {
        check(TimbrelCpu.uniform(seed, stream, low, high, out.size(), out.pointer()));
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
        check(CpuRecurrence.forward(shape, lengths, x, weights, mask, initial, y, last, tape));
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
        check(
                CpuRecurrence.backward(
                        shape, lengths, x, weights, mask, initial, y, tape, dy, dLast, gradients));
    }

    @Override
    public void clearPast(Indices lengths, Tensor x) {
        long[] sizes = x.shape();
        check(TimbrelCpu.clearPast(sizes[0], sizes[1], sizes[2], lengths.pointer(), x.pointer()));
    }

    @Override
    public void layerNormForward(Tensor x, Tensor gain, Tensor y, NormTape tape) {
        check(
                TimbrelCpu.layerNormForward(
                        x.size() / gain.size(),
                        gain.size(),
                        x.pointer(),
                        gain.pointer(),
                        y.pointer(),
                        tape == null ? null : tape.normed().pointer(),
                        tape == null ? null : tape.rstd().pointer()));
    }

    @Override
    public void layerNormBackward(Tensor gain, NormTape tape, Tensor dy, Tensor dx, Tensor dGain) {
        check(
                TimbrelCpu.layerNormBackward(
                        dy.size() / gain.size(),
                        gain.size(),
                        gain.pointer(),
                        tape.normed().pointer(),
                        tape.rstd().pointer(),
                        dy.pointer(),
                        dx.pointer(),
                        dGain.pointer()));
    }

    @Override
    public void embeddingForward(int beside, Tensor tokens, Tensor table, Tensor y) {
        long[] sizes = table.shape();
        check(
                TimbrelCpu.embeddingForward(
                        tokens.size() / (1 + beside),
                        sizes[0],
                        sizes[1],
                        beside,
                        tokens.pointer(),
                        table.pointer(),
                        y.pointer()));
    }

    @Override
    public void embeddingBackward(int beside, Tensor tokens, Tensor dy, Tensor dTable) {
        long[] sizes = dTable.shape();
        check(
                TimbrelCpu.embeddingBackward(
                        tokens.size() / (1 + beside),
                        sizes[0],
                        sizes[1],
                        beside,
                        tokens.pointer(),
                        dy.pointer(),
                        dTable.pointer()));
    }

    @Override
    public void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        long[] sizes = weight.shape();
        check(
                TimbrelCpu.denseForward(
                        x.size() / sizes[1],
                        sizes[1],
                        sizes[0],
                        tanh ? 1 : 0,
                        x.pointer(),
                        weight.pointer(),
                        bias.pointer(),
                        y.pointer()));
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
        long[] sizes = weight.shape();
        check(
                TimbrelCpu.denseBackward(
                        x.size() / sizes[1],
                        sizes[1],
                        sizes[0],
                        tanh ? 1 : 0,
                        x.pointer(),
                        weight.pointer(),
                        y.pointer(),
                        dy.pointer(),
                        pointer(dx),
                        dWeight.pointer(),
                        dBias.pointer()));
    }

    @Override
    public void dropout(Indices key, int layer, float probability, long from, Tensor x, Tensor y) {
        long[] sizes = y.shape();
        check(
                TimbrelCpu.dropout(
                        from,
                        sizes[0],
                        sizes[1],
                        sizes[2],
                        key.pointer(),
                        key.pointer().getPointer(1),
                        layer,
                        probability,
                        pointer(x),
                        y.pointer()));
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
        long[] sizes = targets.shape();
        check(
                TimbrelCpu.headLoss(
                        shape.head().code(),
                        sizes[0],
                        sizes[1],
                        shape.frameSize(),
                        shape.components(),
                        pointer(lengths),
                        scoredFrom,
                        shape.scaleFloor(),
                        outputs.pointer(),
                        targets.pointer(),
                        losses.pointer(),
                        pointer(dOutputs),
                        sum.pointer()));
    }

    @Override
    public void adam(
            Doubles how,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment,
            Doubles norm) {
        check(
                TimbrelCpu.adam(
                        parameters.size(),
                        how.pointer(),
                        parameters.pointer(),
                        gradients.pointer(),
                        firstMoment.pointer(),
                        secondMoment.pointer(),
                        norm.pointer()));
    }

    @Override
    public void sgd(
            Doubles how, Tensor parameters, Tensor gradients, Tensor velocity, Doubles norm) {
        check(
                TimbrelCpu.sgd(
                        parameters.size(),
                        how.pointer(),
                        parameters.pointer(),
                        gradients.pointer(),
                        velocity.pointer(),
                        norm.pointer()));
    }

    @Override
    public KernelPlan recurrentPlan(RecurrentShape shape) {
        return ownKernels();
    }

    /** A layer has all cores to itself, and all steps. */
    @Override
    public long recurrentChunk(RecurrentShape shape, int layers) {
        return shape.steps();
    }

    /** Its kernels are the same at any number of slots. */
    @Override
    public KernelPlan generationPlan(NetworkShape shape, TextureShape texture, int slots) {
        return ownKernels();
    }

    private static KernelPlan ownKernels() {
        return KernelPlan.plain("the CPU's own kernels (%s)".formatted(TimbrelCpu.kernels()));
    }

    @Override
    public long generatorSize(NetworkShape shape, KernelPlan plan) {
        long[] size = new long[1];
        check(TimbrelCpu.generatorSize(shape.fields(), precision.code(), size));
        return size[0];
    }

    @Override
    public void packGenerator(PackedNetwork network, Tensor parameters) {
        check(
                TimbrelCpu.generatorPack(
                        network.shape().fields(),
                        precision.code(),
                        parameters.pointer(),
                        network.weights().pointer()));
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
        check(
                TimbrelCpu.generate(
                        network.shape().fields(),
                        precision.code(),
                        network.weights().pointer(),
                        steps,
                        slots.count(),
                        slots.active().pointer(),
                        slots.seeds().pointer(),
                        slots.streams().pointer(),
                        slots.temperatures().pointer(),
                        pointer(slots.topK()),
                        pointer(slots.topP()),
                        grammar == null ? null : grammar.fields(),
                        pointer(conditions),
                        pointer(forced),
                        slots.positions().pointer(),
                        pointer(slots.states()),
                        slots.frames().pointer(),
                        slots.h().pointer(),
                        pointer(slots.c()),
                        pointer(out)));
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
        check(
                TimbrelCpu.generateTexture(
                        network.shape().fields(),
                        texture.fields(),
                        precision.code(),
                        network.weights().pointer(),
                        steps,
                        slots.count(),
                        slots.active().pointer(),
                        slots.seeds().pointer(),
                        slots.streams().pointer(),
                        slots.temperatures().pointer(),
                        pointer(slots.topK()),
                        pointer(slots.topP()),
                        pointer(weights),
                        pointer(forced),
                        slots.positions().pointer(),
                        state.values().pointer(),
                        state.last().pointer(),
                        slots.h().pointer(),
                        pointer(slots.c()),
                        pointer(out)));
    }

    static FloatPointer pointer(Tensor tensor) {
        return tensor == null ? null : tensor.pointer();
    }

    static LongPointer pointer(Indices indices) {
        return indices == null ? null : indices.pointer();
    }

    @Override
    public void close() {}
}
