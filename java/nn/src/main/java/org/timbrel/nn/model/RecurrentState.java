// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.LstmState;
import org.timbrel.nn.device.Tensor;

/**
 * What N sequences carry from one chunk to the next, h and c of every layer; zeros at first.
 *
 * <pre>{@code
 * RecurrentState(Device device, NetworkSpec spec, int batch)
 * Tensor h()   Tensor c()           [L,N,H]
 * void zero()                       all sequences begin anew
 * void zero(int sequence)           one does
 * void copyFrom(RecurrentState source)
 * }</pre>
 */
public final class RecurrentState implements AutoCloseable {

    private final NetworkSpec spec;
    private final int batch;
    private final Tensor h;
    private final Tensor c;

    /** Zeros for {@code batch} sequences. */
    public RecurrentState(Device device, NetworkSpec spec, int batch) {
        this.spec = spec;
        this.batch = batch;
        h = device.zeros(spec.layers(), batch, spec.hiddenSize());
        c = device.zeros(spec.layers(), batch, spec.hiddenSize());
    }

    /** N. */
    public int batch() {
        return batch;
    }

    /** [L,N,H], the outputs of the last step. */
    public Tensor h() {
        return h;
    }

    /** [L,N,H], the cells. */
    public Tensor c() {
        return c;
    }

    /** All sequences begin anew. */
    public void zero() {
        h.zero();
        c.zero();
    }

    /** Sequence {@code sequence} begins anew; the others go on. */
    public void zero(int sequence) {
        if (sequence < 0 || sequence >= batch) {
            throw new IllegalArgumentException(
                    "sequence %d is outside 0..%d".formatted(sequence, batch - 1));
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            long offset = ((long) layer * batch + sequence) * spec.hiddenSize();
            h.view(offset, spec.hiddenSize()).zero();
            c.view(offset, spec.hiddenSize()).zero();
        }
    }

    /**
     * Copies all of it.
     *
     * @throws IllegalArgumentException if the source is of another size
     */
    public void copyFrom(RecurrentState source) {
        h.copyFrom(source.h);
        c.copyFrom(source.c);
    }

    LstmState layer(int layer) {
        long count = (long) batch * spec.hiddenSize();
        return new LstmState(
                h.view(layer * count, batch, spec.hiddenSize()),
                c.view(layer * count, batch, spec.hiddenSize()));
    }

    @Override
    public void close() {
        h.close();
        c.close();
    }
}
