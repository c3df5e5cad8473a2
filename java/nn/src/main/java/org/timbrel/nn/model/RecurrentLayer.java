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

    /** Gradients between a chunk and the one before it, in turns; null: there are no chunks. */
    private final LayerState[] dCarried;

    RecurrentLayer(Device device, NetworkSpec spec, int index, PassBuffers buffers) {
        this.device = device;
        this.spec = spec;
        this.index = index;
        this.buffers = buffers;
        int batch = buffers.batch();
        int width = spec.hiddenSize();
        boolean training = buffers.training();
        boolean masked = training && spec.recurrentDropout() > 0;
        mask = masked ? buffers.zeros(1, batch, width) : null;
        tape = training ? tape() : gatesAlone(buffers.gates);
        inputTape = training && spec.layerNorm() ? normTape() : null;
        y = buffers.rows(width);
        kept = training && spec.dropout() > 0 ? buffers.rows(width) : y;
        boolean last = index == spec.layers() - 1;
        dense = spec.denseSize() > 0 && !last ? buffers.rows(spec.denseSize()) : null;
        dCarried = training && buffers.isCut() ? new LayerState[] {state(), state()} : null;
    }

    private LayerState state() {
        int width = spec.hiddenSize();
        return new LayerState(
                buffers.zeros(buffers.batch(), width), buffers.zeros(buffers.batch(), width));
    }

    private RecurrentShape shape(Chunk chunk) {
        return new RecurrentShape(
                spec.cell(),
                spec.layerNorm(),
                chunk.steps(),
                chunk.batch(),
                spec.inputSize(index),
                spec.hiddenSize());
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
     * Over some steps.
     *
     * @param all [T,N,I] of the input
     * @param carried in: the state before the first of them; out: after the last
     */
    void forward(Pass pass, Chunk chunk, Parameters parameters, Tensor all, LayerState carried) {
        Tensor x = chunk.of(all, spec.inputSize(index));
        if (spec.layerNorm()) {
            Tensor sums = rows(tape.gates(), gates());
            Tensor weight = parameters.recurrent("weight_ih", index);
            device.gemm(false, true, false, rows(x, spec.inputSize(index)), weight, sums);
            Tensor gain = parameters.recurrent("norm_ih", index);
            device.layerNormForward(sums, gain, sums, pass.training() ? inputTape : null);
        }
        boolean training = pass.training();
        if (training && mask != null && chunk.from() == 0) {
            // Ids of their own, behind those that the outputs' dropout can have.
            int id = NetworkSpec.MAX_LAYERS + index;
            device.dropout(pass.dropoutKey(), id, spec.recurrentDropout(), 0, null, mask);
        }
        int width = spec.hiddenSize();
        Tensor out = chunk.of(y, width);
        device.recurrentForward(
                shape(chunk),
                chunk.lengths(),
                spec.layerNorm() ? null : x,
                parameters.layer(index),
                training ? mask : null,
                carried,
                out,
                carried,
                training || spec.layerNorm() ? tape(chunk) : null);
        if (training && spec.dropout() > 0) {
            Tensor rest = chunk.of(kept, width);
            device.dropout(pass.dropoutKey(), index, spec.dropout(), chunk.from(), out, rest);
        }
        if (dense != null) {
            Tensor weight = parameters.dense("weight", index);
            Tensor bias = parameters.dense("bias", index);
            device.denseForward(true, training ? kept : y, weight, bias, dense);
        }
    }

    private RecurrentTape tape(Chunk chunk) {
        int width = spec.hiddenSize();
        return new RecurrentTape(
                chunk.of(tape.gates(), gates()),
                chunk.of(tape.cells(), width),
                chunk.of(tape.hIn(), width),
                tape.norm());
    }

    /**
     * From the gradient of {@link #result}, which lies in the shared buffers, to that of x.
     *
     * @param chunk all steps
     * @param x as forward
     * @param initial the state before the first step
     * @param gradients added to
     * @param dx [T,N,I] out; null: not wanted
     */
    void backward(
            Pass pass,
            Chunk chunk,
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
        dropoutBackward(pass, chunk, buffers.dHidden);
        RecurrentWeights weights = gradients.layer(index);
        device.recurrentBackward(
                shape(chunk),
                chunk.lengths(),
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

    private void dropoutBackward(Pass pass, Chunk chunk, Tensor dy) {
        if (spec.dropout() > 0) {
            device.dropout(pass.dropoutKey(), index, spec.dropout(), chunk.from(), dy, dy);
        }
    }

    /**
     * The same for some steps of a layer that has neither a norm nor a dense layer, behind those
     * that follow them; but for the gradients of the weights. Those of the gates take the place of
     * the gates themselves, which nothing needs any more.
     *
     * @param number the chunk's, from 0
     */
    void backwardChunk(
            Pass pass,
            Chunk chunk,
            int number,
            Parameters parameters,
            Tensor x,
            LayerState initial,
            Tensor dx) {
        int width = spec.hiddenSize();
        Tensor dy = chunk.of(buffers.dHidden, width);
        dropoutBackward(pass, chunk, dy);
        RecurrentTape stored = tape(chunk);
        boolean first = number == 0;
        boolean last = chunk.from() + chunk.steps() == buffers.steps();
        device.recurrentBackward(
                shape(chunk),
                chunk.lengths(),
                chunk.of(x, spec.inputSize(index)),
                parameters.layer(index),
                mask,
                first
                        ? initial
                        : new LayerState(chunk.before(y, width), chunk.before(tape.cells(), width)),
                chunk.of(y, width),
                stored,
                dy,
                last ? null : dCarried[(number + 1) % 2],
                new RecurrentGradients(
                        null,
                        chunk.of(dx, spec.inputSize(index)),
                        first ? null : dCarried[number % 2],
                        stored.gates(),
                        null));
    }

    /**
     * The gradients of the weights once {@link #backwardChunk} has done all steps: products over
     * all of them, as the layer's way back makes where it has them all.
     *
     * @param gradients in: zeros
     */
    void sums(Parameters parameters, Tensor x, LayerState initial, Parameters gradients) {
        RecurrentWeights sums = gradients.layer(index);
        int width = spec.hiddenSize();
        int batch = buffers.batch();
        Tensor dGates = rows(tape.gates(), gates());
        device.denseBackward(
                false,
                rows(x, spec.inputSize(index)),
                parameters.layer(index).weightIh(),
                dGates,
                dGates,
                null,
                sums.weightIh(),
                sums.biasIh());
        sums.biasHh().copyFrom(sums.biasIh());
        if (tape.hIn() != null) {
            Tensor hIn = rows(tape.hIn(), width);
            device.gemm(true, false, true, dGates, hIn, sums.weightHh());
            return;
        }
        Tensor begins = dGates.view(0, batch, gates());
        device.gemm(true, false, true, begins, initial.h(), sums.weightHh());
        long later = (long) (buffers.steps() - 1) * batch;
        Tensor behind = dGates.view((long) batch * gates(), later, gates());
        device.gemm(true, false, true, behind, y.view(0, later, width), sums.weightHh());
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
        return tensor.view(0, (long) buffers.steps() * buffers.batch(), width);
    }
}
