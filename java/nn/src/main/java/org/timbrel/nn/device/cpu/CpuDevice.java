// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.LstmShape;
import org.timbrel.nn.device.NativeStatus;

/**
 * The processor as a device: the kernels of libtimbrel_cpu on host memory. Arrays are native and
 * are never copied; one is read and written from its pointer's position to its limit. Holds
 * nothing, and may be used by several threads at once on outputs that do not overlap.
 */
public final class CpuDevice {

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

    /**
     * One LSTM layer over a sequence, with the equations, gate order and layouts of timbrel.h. From
     * a sequence's length on its outputs are zero and its state stands still, as with PyTorch's
     * packed sequences. Chunks with the state carried give the same bits as the whole, and a
     * sequence the same bits in any batch.
     *
     * @param shape T, N, I and H
     * @param lengths [N], the steps of each sequence, 0..T; null: T for all
     * @param x [T,N,I]
     * @param weights the layer's parameters
     * @param initial h and c before the first step, [N,H] each; null: zeros
     * @param y [T,N,H] out: h of every step
     * @param last [N,H] each, out: h and c after each sequence's own last step; may be {@code
     *     initial}
     * @param tape out: what the way back needs; null: not stored
     * @throws IllegalArgumentException if an array is shorter than its shape, or a length is
     *     outside 0..T
     */
    public void lstmForward(
            LstmShape shape,
            LongPointer lengths,
            FloatPointer x,
            LstmWeights weights,
            LstmState initial,
            FloatPointer y,
            LstmState last,
            LstmTape tape) {
        if (lengths != null) {
            holds("lengths", lengths, "[N]", shape.batch(), shape);
        }
        holds("x", x, "[T,N,I]", shape.inputCount(), shape);
        holds("weightIh", weights.weightIh(), "[4H,I]", shape.weightIhCount(), shape);
        holds("weightHh", weights.weightHh(), "[4H,H]", shape.weightHhCount(), shape);
        if (weights.biasIh() != null) {
            holds("biasIh", weights.biasIh(), "[4H]", shape.biasCount(), shape);
        }
        if (weights.biasHh() != null) {
            holds("biasHh", weights.biasHh(), "[4H]", shape.biasCount(), shape);
        }
        if (initial != null) {
            holds("initial.h", initial.h(), "[N,H]", shape.stateCount(), shape);
            holds("initial.c", initial.c(), "[N,H]", shape.stateCount(), shape);
        }
        holds("y", y, "[T,N,H]", shape.outputCount(), shape);
        holds("last.h", last.h(), "[N,H]", shape.stateCount(), shape);
        holds("last.c", last.c(), "[N,H]", shape.stateCount(), shape);
        if (tape != null) {
            holds("tape.gates", tape.gates(), "[T,N,4H]", shape.gatesCount(), shape);
            holds("tape.cells", tape.cells(), "[T,N,H]", shape.outputCount(), shape);
        }
        check(
                TimbrelCpu.lstmForward(
                        shape.steps(),
                        shape.batch(),
                        shape.inputSize(),
                        shape.hiddenSize(),
                        lengths,
                        x,
                        weights.weightIh(),
                        weights.weightHh(),
                        weights.biasIh(),
                        weights.biasHh(),
                        initial == null ? null : initial.h(),
                        initial == null ? null : initial.c(),
                        y,
                        last.h(),
                        last.c(),
                        tape == null ? null : tape.gates(),
                        tape == null ? null : tape.cells()));
    }

    private static void holds(
            String name, Pointer array, String indices, long needed, LstmShape shape) {
        Objects.requireNonNull(array, name);
        long held = array.limit() - array.position();
        if (held < needed) {
            throw new IllegalArgumentException(
                    "%s holds %d elements, but %s needs %d at %s"
                            .formatted(name, held, indices, needed, shape));
        }
    }

    private static void check(int status) {
        if (status != NativeStatus.OK) {
            throw NativeStatus.exception(status, TimbrelCpu.lastError());
        }
    }
}
