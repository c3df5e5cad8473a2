// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
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

    PassBuffers(Device device, NetworkSpec spec, int steps, int batch, boolean training) {
        this(device, spec, steps, batch, training, null);
    }

    /** Those of fewer steps, for what asks for the same arrays in the same order. */
    PassBuffers(Device device, NetworkSpec spec, int steps, PassBuffers longer) {
        this(device, spec, steps, longer.batch, longer.training, longer);
    }

    private PassBuffers(
            Device device,
            NetworkSpec spec,
            int steps,
            int batch,
            boolean training,
            PassBuffers longer) {
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
