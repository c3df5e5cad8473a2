// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/**
 * One layer of a network over a batch, with what it keeps of the way forward: the recurrent layer,
 * dropout of its outputs, and the dense layer behind it where there is one.
 */
final class RecurrentLayer {

    private final Device device;
    private final NetworkSpec spec;
    private final int index;
    private final PassBuffers buffers;
    private final RecurrentShape shape;

    /** Without a way back the gates alone, or null where no layer norm needs them. */
    private final RecurrentTape tape;

    /** Of the layer norm of W_ih x. */
    private final NormTape inputTape;

    /** [1,N,H], recurrent dropout; null: none. */
    private final Tensor mask;

    /** [T,N,H], out of the recurrent layer. */
    private final Tensor y;

    /** [T,N,H], y after dropout; y itself where there is none. */
    private final Tensor kept;

    /** [T,N,E], out of the dense layer; null: there is none. */
    private final Tensor dense;

    RecurrentLayer(Device device, NetworkSpec spec, int index, PassBuffers buffers) {
        this.device = device;
        this.spec = spec;
        this.index = index;
        this.buffers = buffers;
        int batch = buffers.batch();
        int width = spec.hiddenSize();
        boolean training = buffers.training();
        shape =
                new RecurrentShape(
                        spec.cell(),
                        spec.layerNorm(),
                        buffers.steps(),
                        batch,
                        spec.inputSize(index),
                        width);
        boolean masked = training && spec.recurrentDropout() > 0;
        mask = masked ? buffers.zeros(1, batch, width) : null;
        tape = training ? tape() : gatesAlone(buffers.gates);
        inputTape = training && spec.layerNorm() ? normTape() : null;
        y = buffers.rows(width);
        kept = training && spec.dropout() > 0 ? buffers.rows(width) : y;
        boolean last = index == spec.layers() - 1;
        dense = spec.denseSize() > 0 && !last ? buffers.rows(spec.denseSize()) : null;
    }

    private RecurrentTape tape() {
        int width = spec.hiddenSize();
        return new RecurrentTape(
                buffers.rows(gates()),
                spec.cell() == Cell.RNN ? null : buffers.rows(width),
                mask == null ? null : buffers.rows(width),
                spec.layerNorm() ? normTape() : null);
    }

    private NormTape normTape() {
        return new NormTape(buffers.rows(gates()), buffers.rows(1));
    }

    private static RecurrentTape gatesAlone(Tensor gates) {
        return gates == null ? null : new RecurrentTape(gates, null, null, null);
    }

    private int gates() {
        return spec.cell().gates() * spec.hiddenSize();
    }

    /** What the next layer or the head gets. */
    Tensor result(boolean training) {
        if (dense != null) {
            return dense;
        }
        return training ? kept : y;
    }

    /**
     * @param x [T,N,I]
     * @param carried in: the state before the first step; out: after the last
     */
    void forward(Pass pass, Parameters parameters, Tensor x, LayerState carried) {
        if (spec.layerNorm()) {
            Tensor sums = rows(tape.gates(), gates());
            Tensor weight = parameters.recurrent("weight_ih", index);
            device.gemm(false, true, false, rows(x, spec.inputSize(index)), weight, sums);
            Tensor gain = parameters.recurrent("norm_ih", index);
            device.layerNormForward(sums, gain, sums, pass.training() ? inputTape : null);
        }
        boolean training = pass.training();
        if (training && mask != null) {
            // Ids of their own, behind those that the outputs' dropout can have.
            int id = NetworkSpec.MAX_LAYERS + index;
            device.dropout(pass.dropoutKey(), id, spec.recurrentDropout(), null, mask);
        }
        device.recurrentForward(
                shape,
                pass.lengths(),
                spec.layerNorm() ? null : x,
                parameters.layer(index),
                training ? mask : null,
                carried,
                y,
                carried,
                training || spec.layerNorm() ? tape : null);
        if (training && spec.dropout() > 0) {
            device.dropout(pass.dropoutKey(), index, spec.dropout(), y, kept);
        }
        if (dense != null) {
            Tensor weight = parameters.dense("weight", index);
            Tensor bias = parameters.dense("bias", index);
            device.denseForward(true, training ? kept : y, weight, bias, dense);
        }
    }

    /**
     * From the gradient of {@link #result}, which lies in the shared buffers, to that of x.
     *
     * @param x as forward
     * @param initial the state before the first step
     * @param gradients added to
     * @param dx [T,N,I] out; null: not wanted
     */
    void backward(
            Pass pass,
            Parameters parameters,
            Tensor x,
            LayerState initial,
            Parameters gradients,
            Tensor dx) {
        if (dense != null) {
            device.denseBackward(
                    true,
                    kept,
                    parameters.dense("weight", index),
                    dense,
                    buffers.dDense,
                    buffers.dHidden,
                    gradients.dense("weight", index),
                    gradients.dense("bias", index));
        }
        if (spec.dropout() > 0) {
            device.dropout(
                    pass.dropoutKey(), index, spec.dropout(), buffers.dHidden, buffers.dHidden);
        }
        RecurrentWeights weights = gradients.layer(index);
        device.recurrentBackward(
                shape,
                pass.lengths(),
                spec.layerNorm() ? null : x,
                parameters.layer(index),
                mask,
                initial,
                y,
                tape,
                buffers.dHidden,
                null,
                new RecurrentGradients(
                        weights,
                        spec.layerNorm() ? null : dx,
                        null,
                        buffers.dGates,
                        buffers.dHiddenGates));
        if (spec.layerNorm()) {
            normBackward(parameters, x, gradients, dx);
        }
    }

    /** From the gradient of the normalised sums to those of W_ih, of its norm's gain and of x. */
    private void normBackward(Parameters parameters, Tensor x, Parameters gradients, Tensor dx) {
        Tensor dSums = rows(buffers.dGates, gates());
        device.layerNormBackward(
                parameters.recurrent("norm_ih", index),
                inputTape,
                dSums,
                dSums,
                gradients.recurrent("norm_ih", index));
        int inputs = spec.inputSize(index);
        device.gemm(
                true, false, true, dSums, rows(x, inputs), gradients.recurrent("weight_ih", index));
        if (dx != null) {
            Tensor weight = parameters.recurrent("weight_ih", index);
            device.gemm(false, false, false, dSums, weight, rows(dx, inputs));
        }
    }

    /** [T,N,width] as [T·N,width]. */
    private Tensor rows(Tensor tensor, int width) {
        return tensor.view(0, shape.steps() * shape.batch(), width);
    }
}
