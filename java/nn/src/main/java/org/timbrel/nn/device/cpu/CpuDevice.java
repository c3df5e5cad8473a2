// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceMemoryException;
import org.timbrel.nn.device.DropoutKey;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LstmGradients;
import org.timbrel.nn.device.LstmShape;
import org.timbrel.nn.device.LstmState;
import org.timbrel.nn.device.LstmTape;
import org.timbrel.nn.device.LstmWeights;
import org.timbrel.nn.device.NativeStatus;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.SgdStep;
import org.timbrel.nn.device.Tensor;

/**
 * The processor as a device: the kernels of libtimbrel_cpu on host memory. Holds nothing, and may
 * be used by several threads at once on outputs that do not overlap.
 */
public final class CpuDevice implements Device {

    private CpuDevice() {}

    /**
     * The processor.
     *
     * @throws DeviceException if libtimbrel_cpu is missing, or another version than this class
     */
    public static CpuDevice open() {
        CpuLibrary.require();
        return new CpuDevice();
    }

    /** What both the processor and the operating system provide. */
    public Set<InstructionSet> instructionSets() {
        try (IntPointer features = new IntPointer(1)) {
            check(TimbrelCpu.features(features));
            return InstructionSet.of(features.get());
        }
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Tensor zeros(long... shape) {
        long size = Tensor.size(shape);
        try {
            Tensor tensor = new Tensor(this, new FloatPointer(Math.max(1, size)), shape);
            tensor.zero();
            return tensor;
        } catch (OutOfMemoryError e) {
            throw new DeviceMemoryException(
                    "%d bytes of host memory for a tensor %s are not to be had: %s"
                            .formatted(
                                    size * Float.BYTES,
                                    Arrays.toString(shape),
                                    DeviceException.deepestCause(e)));
        }
    }

    @Override
    public Indices indices(long... values) {
        LongPointer memory = new LongPointer(Math.max(1, values.length));
        Indices indices = new Indices(this, memory, values.length);
        indices.copyFrom(values);
        return indices;
    }

    @Override
    public void zero(Tensor tensor) {
        Pointer.memset(tensor.pointer(), 0, tensor.size() * Float.BYTES);
    }

    @Override
    public void write(FloatBuffer source, Tensor target) {
        if (source.hasRemaining()) {
            buffer(target, source.remaining()).put(source.duplicate());
        }
    }

    @Override
    public void read(Tensor source, FloatBuffer target) {
        if (target.hasRemaining()) {
            target.duplicate().put(buffer(source, target.remaining()));
        }
    }

    private static FloatBuffer buffer(Tensor tensor, int count) {
        return new FloatPointer(tensor.pointer()).capacity(count).asBuffer();
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        Pointer.memmove(target.pointer(), source.pointer(), source.size() * Float.BYTES);
    }

    @Override
    public void write(long[] source, Indices target) {
        target.pointer().put(source);
    }

    @Override
    public void read(Indices source, long[] target) {
        source.pointer().get(target);
    }

    @Override
    public void lstmForward(
            LstmShape shape,
            Indices lengths,
            Tensor x,
            LstmWeights weights,
            LstmState initial,
            Tensor y,
            LstmState last,
            LstmTape tape) {
        if (lengths != null) {
            holds("lengths", lengths.size(), "[N]", shape.batch(), shape);
        }
        holds("x", x, "[T,N,I]", shape.inputCount(), shape);
        holds("weights", weights, shape);
        if (initial != null) {
            holds("initial", initial, shape);
        }
        holds("y", y, "[T,N,H]", shape.outputCount(), shape);
        holds("last", last, shape);
        if (tape != null) {
            holds("tape", tape, shape);
        }
        check(
                TimbrelCpu.lstmForward(
                        shape.steps(),
                        shape.batch(),
                        shape.inputSize(),
                        shape.hiddenSize(),
                        pointer(lengths),
                        x.pointer(),
                        weights.weightIh().pointer(),
                        weights.weightHh().pointer(),
                        pointer(weights.biasIh()),
                        pointer(weights.biasHh()),
                        initial == null ? null : initial.h().pointer(),
                        initial == null ? null : initial.c().pointer(),
                        y.pointer(),
                        last.h().pointer(),
                        last.c().pointer(),
                        tape == null ? null : tape.gates().pointer(),
                        tape == null ? null : tape.cells().pointer()));
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            Tensor a,
            Tensor b,
            Tensor c) {
        long[] shapeA = matrix("a", a);
        long[] shapeB = matrix("b", b);
        long[] shapeC = matrix("c", c);
        long rows = shapeA[transposeA ? 1 : 0];
        long depth = shapeA[transposeA ? 0 : 1];
        long columns = shapeB[transposeB ? 0 : 1];
        if (shapeB[transposeB ? 1 : 0] != depth || shapeC[0] != rows || shapeC[1] != columns) {
            throw new IllegalArgumentException(
                    "%s%s times %s%s does not give %s"
                            .formatted(
                                    a,
                                    transposeA ? " transposed" : "",
                                    b,
                                    transposeB ? " transposed" : "",
                                    c));
        }
        check(
                TimbrelCpu.gemm(
                        transposeA ? 1 : 0,
                        transposeB ? 1 : 0,
                        accumulate ? 1 : 0,
                        rows,
                        columns,
                        depth,
                        a.pointer(),
                        b.pointer(),
                        c.pointer()));
    }

    @Override
    public void uniform(long seed, long stream, float low, float high, Tensor out) {
        check(TimbrelCpu.uniform(seed, stream, low, high, out.size(), out.pointer()));
    }

    @Override
    public void lstmBackward(
            LstmShape shape,
            Indices lengths,
            Tensor x,
            LstmWeights weights,
            LstmState initial,
            Tensor y,
            LstmTape tape,
            Tensor dy,
            LstmState dLast,
            LstmGradients gradients) {
        if (lengths != null) {
            holds("lengths", lengths.size(), "[N]", shape.batch(), shape);
        }
        holds("x", x, "[T,N,I]", shape.inputCount(), shape);
        holds("weights", weights, shape);
        holds("y", y, "[T,N,H]", shape.outputCount(), shape);
        holds("tape", tape, shape);
        holds("dy", dy, "[T,N,H]", shape.outputCount(), shape);
        holds("gradients.weights", gradients.weights(), shape);
        holds("gradients.gates", gradients.gates(), "[T,N,4H]", shape.gatesCount(), shape);
        if (gradients.x() != null) {
            holds("gradients.x", gradients.x(), "[T,N,I]", shape.inputCount(), shape);
        }
        for (LstmState state : Arrays.asList(initial, dLast, gradients.initial())) {
            if (state != null) {
                holds("state", state, shape);
            }
        }
        LstmState none = new LstmState(null, null);
        LstmState before = initial == null ? none : initial;
        LstmState dAfter = dLast == null ? none : dLast;
        LstmState dBefore = gradients.initial() == null ? none : gradients.initial();
        check(
                TimbrelCpu.lstmBackward(
                        shape.steps(),
                        shape.batch(),
                        shape.inputSize(),
                        shape.hiddenSize(),
                        pointer(lengths),
                        x.pointer(),
                        weights.weightIh().pointer(),
                        weights.weightHh().pointer(),
                        pointer(before.h()),
                        pointer(before.c()),
                        y.pointer(),
                        tape.gates().pointer(),
                        tape.cells().pointer(),
                        dy.pointer(),
                        pointer(dAfter.h()),
                        pointer(dAfter.c()),
                        gradients.gates().pointer(),
                        pointer(gradients.x()),
                        pointer(dBefore.h()),
                        pointer(dBefore.c()),
                        gradients.weights().weightIh().pointer(),
                        gradients.weights().weightHh().pointer(),
                        pointer(gradients.weights().biasIh()),
                        pointer(gradients.weights().biasHh())));
    }

    @Override
    public void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        DenseShape shape = DenseShape.of(x, weight);
        holds("bias", bias, "[O]", shape.outputSize(), shape);
        holds("y", y, "[R,O]", shape.outputCount(), shape);
        check(
                TimbrelCpu.denseForward(
                        shape.rows(),
                        shape.inputSize(),
                        shape.outputSize(),
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
        DenseShape shape = DenseShape.of(x, weight);
        holds("y", y, "[R,O]", shape.outputCount(), shape);
        holds("dy", dy, "[R,O]", shape.outputCount(), shape);
        if (dx != null) {
            holds("dx", dx, "[R,I]", x.size(), shape);
        }
        holds("dWeight", dWeight, "[O,I]", weight.size(), shape);
        holds("dBias", dBias, "[O]", shape.outputSize(), shape);
        check(
                TimbrelCpu.denseBackward(
                        shape.rows(),
                        shape.inputSize(),
                        shape.outputSize(),
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
    public void dropout(DropoutKey key, int layer, float probability, Tensor x, Tensor y) {
        long[] shape = x.shape();
        if (shape.length != 3 || y.size() != x.size()) {
            throw new IllegalArgumentException(
                    "dropout needs x [T,N,W] and y of its size, but got %s and %s".formatted(x, y));
        }
        check(
                TimbrelCpu.dropout(
                        shape[0],
                        shape[1],
                        shape[2],
                        key.seed(),
                        key.step(),
                        layer,
                        probability,
                        x.pointer(),
                        y.pointer()));
    }

    @Override
    public double headLoss(
            NetworkShape shape,
            Indices lengths,
            long scoredFrom,
            Tensor outputs,
            Tensor targets,
            Tensor losses,
            Tensor dOutputs) {
        long[] sizes = targets.shape();
        if (sizes.length != 3 || sizes[2] != shape.frameSize()) {
            throw new IllegalArgumentException(
                    "targets are %s, but must be [T,N,%d]".formatted(targets, shape.frameSize()));
        }
        long rows = sizes[0] * sizes[1];
        if (lengths != null) {
            holds("lengths", lengths.size(), "[N]", sizes[1], shape);
        }
        holds("outputs", outputs, "[T,N,P]", rows * shape.headSize(), shape);
        if (losses != null) {
            holds("losses", losses, "[T,N]", rows, shape);
        }
        if (dOutputs != null) {
            holds("dOutputs", dOutputs, "[T,N,P]", rows * shape.headSize(), shape);
        }
        try (DoublePointer sum = new DoublePointer(1)) {
            check(
                    TimbrelCpu.headLoss(
                            sizes[0],
                            sizes[1],
                            shape.frameSize(),
                            shape.components(),
                            pointer(lengths),
                            scoredFrom,
                            shape.scaleFloor(),
                            outputs.pointer(),
                            targets.pointer(),
                            pointer(losses),
                            pointer(dOutputs),
                            sum));
            return sum.get();
        }
    }

    @Override
    public double adam(
            AdamStep step,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment) {
        long count = parameters.size();
        holds("gradients", gradients, "a step", count, step);
        holds("firstMoment", firstMoment, "a step", count, step);
        holds("secondMoment", secondMoment, "a step", count, step);
        try (DoublePointer norm = new DoublePointer(1)) {
            check(
                    TimbrelCpu.adam(
                            count,
                            step.step(),
                            step.learningRate(),
                            step.beta1(),
                            step.beta2(),
                            step.epsilon(),
                            step.weightDecay(),
                            step.gradientScale(),
                            step.maxNorm(),
                            parameters.pointer(),
                            gradients.pointer(),
                            firstMoment.pointer(),
                            secondMoment.pointer(),
                            norm));
            return norm.get();
        }
    }

    @Override
    public double sgd(SgdStep step, Tensor parameters, Tensor gradients, Tensor velocity) {
        long count = parameters.size();
        holds("gradients", gradients, "a step", count, step);
        holds("velocity", velocity, "a step", count, step);
        try (DoublePointer norm = new DoublePointer(1)) {
            check(
                    TimbrelCpu.sgd(
                            count,
                            step.learningRate(),
                            step.momentum(),
                            step.weightDecay(),
                            step.gradientScale(),
                            step.maxNorm(),
                            parameters.pointer(),
                            gradients.pointer(),
                            velocity.pointer(),
                            norm));
            return norm.get();
        }
    }

    @Override
    public long generatorSize(NetworkShape shape) {
        try (LongPointer size = new LongPointer(1)) {
            check(
                    TimbrelCpu.generatorSize(
                            shape.frameSize(),
                            shape.layers(),
                            shape.hiddenSize(),
                            shape.denseSize(),
                            shape.components(),
                            size));
            return size.get();
        }
    }

    @Override
    public void packGenerator(NetworkShape shape, Tensor parameters, Tensor packed) {
        holds("parameters", parameters, "the network", shape.parameterCount(), shape);
        holds("packed", packed, "the network", generatorSize(shape), shape);
        check(
                TimbrelCpu.generatorPack(
                        shape.frameSize(),
                        shape.layers(),
                        shape.hiddenSize(),
                        shape.denseSize(),
                        shape.components(),
                        parameters.pointer(),
                        packed.pointer()));
    }

    @Override
    public void generate(
            NetworkShape shape,
            Tensor packed,
            long steps,
            GenerationSlots slots,
            Tensor forced,
            Tensor out) {
        long count = slots.count();
        long frames = Tensor.size(steps, count, shape.frameSize());
        holds("packed", packed, "the network", generatorSize(shape), shape);
        long state = shape.layers() * count * shape.hiddenSize();
        holds("slots.h", slots.h(), "[L,N,H]", state, shape);
        holds("slots.c", slots.c(), "[L,N,H]", state, shape);
        holds("slots.frames", slots.frames(), "[N,D]", count * shape.frameSize(), shape);
        holds("slots.temperatures", slots.temperatures(), "[N]", count, shape);
        holds("slots.seeds", slots.seeds().size(), "[N]", count, shape);
        holds("slots.streams", slots.streams().size(), "[N]", count, shape);
        holds("slots.positions", slots.positions().size(), "[N]", count, shape);
        holds(
                forced != null ? "forced" : "out",
                forced != null ? forced : out,
                "[steps,N,D]",
                frames,
                shape);
        check(
                TimbrelCpu.generate(
                        shape.frameSize(),
                        shape.layers(),
                        shape.hiddenSize(),
                        shape.denseSize(),
                        shape.components(),
                        shape.scaleFloor(),
                        packed.pointer(),
                        steps,
                        count,
                        slots.active().pointer(),
                        slots.seeds().pointer(),
                        slots.streams().pointer(),
                        slots.temperatures().pointer(),
                        pointer(forced),
                        slots.positions().pointer(),
                        slots.frames().pointer(),
                        slots.h().pointer(),
                        slots.c().pointer(),
                        pointer(out)));
    }

    private static long[] matrix(String name, Tensor tensor) {
        long[] shape = tensor.shape();
        if (shape.length != 2) {
            throw new IllegalArgumentException(
                    "%s is %s, but must have two dimensions".formatted(name, tensor));
        }
        return shape;
    }

    private static void holds(String name, LstmWeights weights, LstmShape shape) {
        holds(name + ".weightIh", weights.weightIh(), "[4H,I]", shape.weightIhCount(), shape);
        holds(name + ".weightHh", weights.weightHh(), "[4H,H]", shape.weightHhCount(), shape);
        if (weights.biasIh() != null) {
            holds(name + ".biasIh", weights.biasIh(), "[4H]", shape.biasCount(), shape);
        }
        if (weights.biasHh() != null) {
            holds(name + ".biasHh", weights.biasHh(), "[4H]", shape.biasCount(), shape);
        }
    }

    private static void holds(String name, LstmState state, LstmShape shape) {
        holds(name + ".h", state.h(), "[N,H]", shape.stateCount(), shape);
        holds(name + ".c", state.c(), "[N,H]", shape.stateCount(), shape);
    }

    private static void holds(String name, LstmTape tape, LstmShape shape) {
        holds(name + ".gates", tape.gates(), "[T,N,4H]", shape.gatesCount(), shape);
        holds(name + ".cells", tape.cells(), "[T,N,H]", shape.outputCount(), shape);
    }

    private static void holds(
            String name, Tensor tensor, String indices, long needed, Record shape) {
        Objects.requireNonNull(tensor, name);
        holds(name, tensor.size(), indices, needed, shape);
    }

    private static void holds(String name, long held, String indices, long needed, Record shape) {
        if (held < needed) {
            throw new IllegalArgumentException(
                    "%s holds %d elements, but %s needs %d at %s"
                            .formatted(name, held, indices, needed, shape));
        }
    }

    private static FloatPointer pointer(Tensor tensor) {
        return tensor == null ? null : tensor.pointer();
    }

    private static LongPointer pointer(Indices indices) {
        return indices == null ? null : indices.pointer();
    }

    private static void check(int status) {
        if (status != NativeStatus.OK) {
            throw NativeStatus.exception(status, TimbrelCpu.lastError());
        }
    }

    @Override
    public void close() {}
}
