// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Locale;

/** A recurrent layer's cell, with PyTorch's equations. The order is that of tb_cell in timbrel.h. */
public enum Cell {
    /** Gates i, f, g, o; a state h and a state c. */
    LSTM(4),
    /** Gates r, z, n. */
    GRU(3),
    /** One sum with tanh. */
    RNN(1);

    private final int gates;

    Cell(int gates) {
        this.gates = gates;
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
