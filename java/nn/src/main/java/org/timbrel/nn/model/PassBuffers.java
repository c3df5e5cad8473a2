// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.Tensor;

/**
 * The arrays of a pass over T steps of N sequences: owns all, and holds those that layers share. A
 * shorter pass of the same network has its arrays at the beginnings of a longer one's.
 */
final class PassBuffers implements AutoCloseable {

    private final Device device;
    private final int steps;
    private final int batch;
    private final boolean training;
    private final int chunkSteps;
    private final List<Tensor> arrays = new ArrayList<>();

    /** Whose memory this has; null: its own. */
    private final PassBuffers longer;

    /** [T,N,GH], the gates of a layer with layer norm, where no way back needs them. */
    final Tensor gates;

    /** [T,N,GH], the gradients of W_ih x and of W_hh h; where they are the same, one is null. */
    final Tensor dGates;

    final Tensor dHiddenGates;

    /** [T,N,H], the gradient of a layer's output. */
    final Tensor dHidden;

    /** [T,N,E], of a dense layer's; null: there is none. */
    final Tensor dDense;

    /**
     * @param wavefront whether layers may run beside each other; else one does all steps after the
     *     other
     */
    PassBuffers(
            Device device,
            NetworkSpec spec,
            int steps,
            int batch,
            boolean training,
            boolean wavefront) {
        this(
                device,
                spec,
                steps,
                batch,
                training,
                wavefront ? chunk(device, spec, steps, batch) : steps,
                null);
    }

    /** Those of fewer steps, for what asks for the same arrays in the same order. */
    PassBuffers(Device device, NetworkSpec spec, int steps, PassBuffers longer) {
        this(
                device,
                spec,
                steps,
                longer.batch,
                longer.training,
                longer.isCut() ? chunk(device, spec, steps, longer.batch) : steps,
                longer);
    }

    /** Dense layers between them would need their gradients' sums at every chunk. */
    private static int chunk(Device device, NetworkSpec spec, int steps, int batch) {
        if (spec.denseSize() > 0) {
            return steps;
        }
        int width = spec.hiddenSize();
        RecurrentShape shape =
                new RecurrentShape(spec.cell(), spec.layerNorm(), steps, batch, width, width);
        return Math.toIntExact(device.recurrentChunk(shape, spec.layers()));
    }

    private PassBuffers(
            Device device,
            NetworkSpec spec,
            int steps,
            int batch,
            boolean training,
            int chunkSteps,
            PassBuffers longer) {
        this.chunkSteps = chunkSteps;
        this.longer = longer;
        this.device = device;
        this.steps = steps;
        this.batch = batch;
        this.training = training;
        int stacked = spec.cell().gates() * spec.hiddenSize();
        boolean twoSums = spec.cell() == Cell.GRU || spec.layerNorm();
        gates = !training && spec.layerNorm() ? rows(stacked) : null;
        dGates = training ? rows(stacked) : null;
        dHiddenGates = training && twoSums ? rows(stacked) : null;
        dHidden = training ? rows(spec.hiddenSize()) : null;
        dDense = training && spec.denseSize() > 0 ? rows(spec.denseSize()) : null;
    }

    int steps() {
        return steps;
    }

    int batch() {
        return batch;
    }

    /** Steps of a chunk that a layer does before those behind it do; T: all. */
    int chunkSteps() {
        return chunkSteps;
    }

    /** Whether layers run beside each other over chunks, here or in what has the memory. */
    boolean isCut() {
        return chunkSteps < steps || (longer != null && longer.isCut());
    }

    /** Whether there will be a way back. */
    boolean training() {
        return training;
    }

    /** Zeros [T,N,width]. */
    Tensor rows(int width) {
        return zeros(steps, batch, width);
    }

    /** Zeros of a shape, closed with the others. */
    Tensor zeros(long... shape) {
        Tensor tensor =
                longer == null
                        ? device.zeros(shape)
                        : longer.arrays.get(arrays.size()).view(0, shape);
        arrays.add(tensor);
        return tensor;
    }

    @Override
    public void close() {
        if (longer == null) {
            arrays.forEach(Tensor::close);
        }
    }
}
