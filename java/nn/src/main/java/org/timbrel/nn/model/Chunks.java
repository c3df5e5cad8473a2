// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Indices;

/**
 * How many steps each sequence of a batch has, of all T and of each chunk that these are cut into.
 */
final class Chunks implements AutoCloseable {

    private final int steps;
    private final int batch;
    private final int chunkSteps;
    private final int count;

    /** Of all steps, and where there are several chunks, of each: [N] behind [N]. */
    private final long[] lengthOf;

    private final Indices lengths;
    private boolean ragged;

    /**
     * All of T.
     *
     * @param chunkSteps of all chunks but perhaps the last; T: there is one
     */
    Chunks(Device device, int steps, int batch, int chunkSteps) {
        this.steps = steps;
        this.batch = batch;
        this.chunkSteps = chunkSteps;
        count = chunkSteps < steps ? (steps + chunkSteps - 1) / chunkSteps : 1;
        lengthOf = new long[batch * (count > 1 ? 1 + count : 1)];
        Arrays.fill(lengthOf, 0, batch, steps);
        lengths = device.indices(lengthOf);
    }

    /** Chunks, at least one. */
    int count() {
        return count;
    }

    /** As {@link RecurrentNetwork#lengths}. */
    void lengths(int... values) {
        if (values.length > 0 && values.length != batch) {
            throw new IllegalArgumentException(
                    "%d lengths for a batch of %d".formatted(values.length, batch));
        }
        boolean shorter = false;
        for (int n = 0; n < batch; n++) {
            int length = values.length > 0 ? values[n] : steps;
            if (length < 0 || length > steps) {
                throw new IllegalArgumentException(
                        "length %d of sequence %d is outside 0..%d".formatted(length, n, steps));
            }
            shorter |= length < steps;
            lengthOf[n] = length;
            for (int k = 1; k * batch < lengthOf.length; k++) {
                int from = (k - 1) * chunkSteps;
                lengthOf[k * batch + n] = Math.max(0, Math.min(chunkSteps, length - from));
            }
        }
        ragged = shorter;
        lengths.copyFrom(lengthOf);
    }

    /** Whether a sequence of the batch is shorter than T. */
    boolean ragged() {
        return ragged;
    }

    /** Steps of all sequences together, but for the first of each. */
    long stepsFrom(int first) {
        return Arrays.stream(lengthOf, 0, batch).map(length -> Math.max(0, length - first)).sum();
    }

    /** All steps. */
    Chunk whole() {
        return new Chunk(0, steps, batch, ragged ? lengths.view(0, batch) : null);
    }

    /** The steps of one. */
    Chunk get(int index) {
        if (count == 1) {
            return whole();
        }
        int from = index * chunkSteps;
        return new Chunk(
                from,
                Math.min(chunkSteps, steps - from),
                batch,
                ragged ? lengths.view((1 + index) * batch, batch) : null);
    }

    @Override
    public void close() {
        lengths.close();
    }
}
