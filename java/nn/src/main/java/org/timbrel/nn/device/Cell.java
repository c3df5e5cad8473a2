// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Locale;

/** A recurrent layer's cell, with PyTorch's equations. */
public enum Cell {
    /** Gates i, f, g, o; a state h and a state c. */
    LSTM(0, 4),
    /** Gates r, z, n. */
    GRU(1, 3),
    /** One sum with tanh. */
    RNN(2, 1);

    private final int code;
    private final int gates;

    Cell(int code, int gates) {
        this.code = code;
        this.gates = gates;
    }

    /** Its tb_cell in timbrel.h. */
    public int code() {
        return code;
    }

    /** G: what H is multiplied with in the rows of weight_ih and weight_hh. */
    public int gates() {
        return gates;
    }

    /** How {@code --cell} calls it, and the prefix of its parameters' names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
