// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
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
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void uniform(long seed, long stream, float low, float high, Tensor out) {
        throw new UnsupportedOperationException("not yet");
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
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        throw new UnsupportedOperationException("not yet");
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
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void dropout(DropoutKey key, int layer, float probability, Tensor x, Tensor y) {
        throw new UnsupportedOperationException("not yet");
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
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public double adam(
            AdamStep step,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public double sgd(SgdStep step, Tensor parameters, Tensor gradients, Tensor velocity) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public long generatorSize(NetworkShape shape) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void packGenerator(NetworkShape shape, Tensor parameters, Tensor packed) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void generate(
            NetworkShape shape,
            Tensor packed,
            long steps,
            GenerationSlots slots,
            Tensor forced,
            Tensor out) {
        throw new UnsupportedOperationException("not yet");
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
