// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

/**
 * What one operation cannot do without, for its floor.
 *
 * @param precision {@code fp32} or {@code bf16}, of the weights read and of the products
 * @param bytes of weights read, each once a step
 * @param operations of floating point, a multiplication and an addition counting two
 */
record Work(String precision, double bytes, double operations) {

    /**
     * One step of {@code streams} streams: every weight is read once, and used for each of them.
     */
    static Work generation(int frame, int hidden, int layers, int streams, String precision) {
        double weights = weights(frame, hidden, layers);
        return new Work(precision, weights * bytes(precision), 2 * weights * streams);
    }

    /**
     * The way forward of a batch: products only, since the weights are read for many rows at once.
     */
    static Work forward(int frame, int hidden, int layers, int batch, int steps, String precision) {
        return new Work(precision, 0, 2.0 * weights(frame, hidden, layers) * batch * steps);
    }

    /** Forward and backward: the way back has the products of x and h, and those of the weights. */
    static Work training(
            int frame, int hidden, int layers, int batch, int steps, String precision) {
        Work forward = forward(frame, hidden, layers, batch, steps, precision);
        // The first layer's input needs no gradient.
        double unneeded = 2.0 * 4 * hidden * frame * batch * steps;
        return new Work(precision, 0, 3 * forward.operations - unneeded);
    }

    /** Of the LSTM layers and a linear head back to the frame, biases left out. */
    static double weights(int frame, int hidden, int layers) {
        double weights = (double) hidden * frame;
        for (int layer = 0; layer < layers; layer++) {
            weights += 4.0 * hidden * ((layer == 0 ? frame : hidden) + hidden);
        }
        return weights;
    }

    private static int bytes(String precision) {
        return precision.equals("bf16") ? Short.BYTES : Float.BYTES;
    }
}
