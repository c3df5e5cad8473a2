// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import static org.timbrel.nn.device.cuda.CudaDevice.pointer;

import org.bytedeco.javacpp.FloatPointer;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/**
 * One recurrent layer on a GPU: what all steps share is one large product before or after the loop
 * over steps, which alone is libtimbrel_cuda's.
 */
final class CudaRecurrence {

    private static final LayerState NO_STATE = new LayerState(null, null);
    private static final RecurrentWeights NO_WEIGHTS =
            new RecurrentWeights(null, null, null, null, null);
    private static final NormTape NO_NORM = new NormTape(null, null);
    private static final RecurrentTape NO_TAPE = new RecurrentTape(null, null, null, NO_NORM);

    private final GpuQueue queue;
    private final Products products;
    private final Scratch scratch;

    /** Where W_ih x goes if the caller keeps no gates; the kernels have the other one meanwhile. */
    private final Scratch sums;

    private final Precision precision;

    CudaRecurrence(
            GpuQueue queue, Products products, Scratch scratch, Scratch sums, Precision precision) {
        this.sums = sums;
        this.queue = queue;
        this.products = products;
        this.scratch = scratch;
        this.precision = precision;
    }

    void forward(
            KernelPlan plan,
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape) {
        LayerState before = initial == null ? NO_STATE : initial;
        RecurrentTape kept = tape == null ? NO_TAPE : tape;
        NormTape norm = kept.norm() == null ? NO_NORM : kept.norm();
        FloatPointer gates =
                kept.gates() == null ? sums.atLeast(bytes(shape)) : kept.gates().pointer();
        if (x != null) {
            products.multiply(
                    false,
                    true,
                    false,
                    shape.steps() * shape.batch(),
                    shape.biasCount(),
                    shape.inputSize(),
                    x.pointer(),
                    weights.weightIh().pointer(),
                    gates);
        }
        queue.launch(
                () ->
                        TimbrelCuda.recurrentForward(
                                shape.cell().code(),
                                precision.code(),
                                shape.steps(),
                                shape.batch(),
                                shape.inputSize(),
                                shape.hiddenSize(),
                                pointer(lengths),
                                null,
                                null,
                                weights.weightHh().pointer(),
                                pointer(weights.biasIh()),
                                pointer(weights.biasHh()),
                                shape.layerNorm() ? weights.normHh().pointer() : null,
                                pointer(mask),
                                pointer(before.h()),
                                pointer(before.c()),
                                y.pointer(),
                                last.h().pointer(),
                                pointer(last.c()),
                                gates,
                                pointer(kept.cells()),
                                pointer(kept.hIn()),
                                pointer(norm.normed()),
                                pointer(norm.rstd()),
                                plan.fields(),
                                queue.signal(),
                                scratch.forLayer(shape.batch(), shape.hiddenSize()),
                                queue.stream()));
    }

    void backward(
            KernelPlan plan,
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
        LayerState before = initial == null ? NO_STATE : initial;
        LayerState dAfter = dLast == null ? NO_STATE : dLast;
        LayerState dBefore = gradients.initial() == null ? NO_STATE : gradients.initial();
        NormTape norm = tape.norm() == null ? NO_NORM : tape.norm();
        RecurrentWeights dWeights = gradients.weights() == null ? NO_WEIGHTS : gradients.weights();
        queue.launch(
                () ->
                        TimbrelCuda.recurrentBackward(
                                shape.cell().code(),
                                precision.code(),
                                shape.steps(),
                                shape.batch(),
                                shape.inputSize(),
                                shape.hiddenSize(),
                                pointer(lengths),
                                pointer(x),
                                pointer(weights.weightIh()),
                                weights.weightHh().pointer(),
                                shape.layerNorm() ? weights.normHh().pointer() : null,
                                pointer(mask),
                                pointer(before.h()),
                                pointer(before.c()),
                                y.pointer(),
                                tape.gates().pointer(),
                                pointer(tape.cells()),
                                pointer(tape.hIn()),
                                pointer(norm.normed()),
                                pointer(norm.rstd()),
                                dy.pointer(),
                                pointer(dAfter.h()),
                                pointer(dAfter.c()),
                                gradients.gates().pointer(),
                                pointer(hidden(shape, gradients)),
                                null,
                                pointer(dBefore.h()),
                                pointer(dBefore.c()),
                                null,
                                null,
                                pointer(dWeights.biasIh()),
                                pointer(dWeights.biasHh()),
                                shape.layerNorm() ? pointer(dWeights.normHh()) : null,
                                plan.fields(),
                                queue.signal(),
                                scratch.forLayer(shape.batch(), shape.hiddenSize()),
                                queue.stream()));
        products(shape, x, weights, initial, y, tape, gradients);
    }

    /** What remains once every step's gradients are there: the sums over steps and sequences. */
    private void products(
            RecurrentShape shape,
            Tensor x,
            RecurrentWeights weights,
            LayerState initial,
            Tensor y,
            RecurrentTape tape,
            RecurrentGradients gradients) {
        long rows = shape.steps() * shape.batch();
        long width = shape.biasCount();
        FloatPointer dGates = gradients.gates().pointer();
        boolean wanted = gradients.weights() != null;
        if (x != null && wanted) {
            products.multiply(
                    true,
                    false,
                    true,
                    width,
                    shape.inputSize(),
                    rows,
                    dGates,
                    x.pointer(),
                    gradients.weights().weightIh().pointer());
        }
        if (wanted) {
            Tensor hidden = hidden(shape, gradients);
            FloatPointer dHidden = hidden == null ? dGates : hidden.pointer();
            weightHh(shape, tape, y, initial, dHidden, gradients);
        }
        if (gradients.x() != null) {
            products.multiply(
                    false,
                    false,
                    false,
                    rows,
                    shape.inputSize(),
                    width,
                    dGates,
                    weights.weightIh().pointer(),
                    gradients.x().pointer());
        }
    }

    /**
     * dW_hh from what W_hh was multiplied with: where that was not kept, h0 and y without its end.
     */
    private void weightHh(
            RecurrentShape shape,
            RecurrentTape tape,
            Tensor y,
            LayerState initial,
            FloatPointer dHidden,
            RecurrentGradients gradients) {
        long batch = shape.batch();
        long rows = shape.steps() * batch;
        if (tape.hIn() != null) {
            addWeightHh(shape, rows, dHidden, tape.hIn().pointer(), gradients);
        } else if (rows > 0) {
            if (initial != null) {
                addWeightHh(shape, batch, dHidden, initial.h().pointer(), gradients);
            }
            FloatPointer later = dHidden.getPointer(batch * shape.biasCount());
            addWeightHh(shape, rows - batch, later, y.pointer(), gradients);
        }
    }

    private void addWeightHh(
            RecurrentShape shape,
            long rows,
            FloatPointer dHidden,
            FloatPointer hIn,
            RecurrentGradients gradients) {
        products.multiply(
                true,
                false,
                true,
                shape.biasCount(),
                shape.hiddenSize(),
                rows,
                dHidden,
                hIn,
                gradients.weights().weightHh().pointer());
    }

    private static long bytes(RecurrentShape shape) {
        return shape.gatesCount() * Float.BYTES;
    }

    /** Where the gradients of W_hh h differ from those of W_ih x; null elsewhere. */
    private static Tensor hidden(RecurrentShape shape, RecurrentGradients gradients) {
        boolean differ = shape.cell() == Cell.GRU || shape.layerNorm();
        return differ ? gradients.hidden() : null;
    }
}
