// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.Tensor;

/**
 * What N sequences carry from one chunk to the next, h of every layer and c with an LSTM; zeros at
 * first.
 *
 * <pre>{@code
 * RecurrentState(Device device, NetworkSpec spec, int batch)
 * Tensor h()   Tensor c()           [L,N,H]; c is null but with an LSTM
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
    private final List<Tensor> parts;

    /** Zeros for {@code batch} sequences. */
    public RecurrentState(Device device, NetworkSpec spec, int batch) {
        this.spec = spec;
        this.batch = batch;
        h = device.zeros(spec.layers(), batch, spec.hiddenSize());
        boolean cells = spec.cell() == Cell.LSTM;
        c = cells ? device.zeros(spec.layers(), batch, spec.hiddenSize()) : null;
        parts = cells ? List.of(h, c) : List.of(h);
    }

    /** N. */
    public int batch() {
        return batch;
    }

    /** [L,N,H], the outputs of the last step. */
    public Tensor h() {
        return h;
    }

    /** [L,N,H], the cells of an LSTM; null with others. */
    public Tensor c() {
        return c;
    }

    /** What there is of {@code h} and {@code c}, in this order. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("h", h);
        if (c != null) {
            tensors.put("c", c);
        }
        return tensors;
    }

    /** All sequences begin anew. */
    public void zero() {
        parts.forEach(Tensor::zero);
    }

    /** Sequence {@code sequence} begins anew; the others go on. */
    public void zero(int sequence) {
        if (sequence < 0 || sequence >= batch) {
            throw new IllegalArgumentException(
                    "sequence %d is outside 0..%d".formatted(sequence, batch - 1));
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            long offset = ((long) layer * batch + sequence) * spec.hiddenSize();
            parts.forEach(part -> part.view(offset, spec.hiddenSize()).zero());
        }
    }

    /**
     * Copies all of it.
     *
     * @throws IllegalArgumentException if the source is of another size
     */
    public void copyFrom(RecurrentState source) {
        for (int k = 0; k < parts.size(); k++) {
            parts.get(k).copyFrom(source.parts.get(k));
        }
    }

    LayerState layer(int layer) {
        long count = (long) batch * spec.hiddenSize();
        return new LayerState(part(h, layer * count), c == null ? null : part(c, layer * count));
    }

    private Tensor part(Tensor whole, long offset) {
        return whole.view(offset, batch, spec.hiddenSize());
    }

    @Override
    public void close() {
        parts.forEach(Tensor::close);
    }
}
