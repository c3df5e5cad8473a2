// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Locale;

/** Which kernels of a GPU serve, as timbrel.h names them in tb_kernels. */
public enum Kernels {
    /** Weights are read from the cache at every step: they serve everything. */
    PLAIN(0),
    /** Weights stay in a team of blocks, which is a cluster. */
    CLUSTERS(1),
    /** The same, of blocks of one grid, which meet in the L2 cache. */
    GRID(2),
    /** A product of all slots and a matrix at a time. */
    PRODUCTS(3);

    private final int code;

    Kernels(int code) {
        this.code = code;
    }

    /** Their tb_kernels in timbrel.h. */
    public int code() {
        return code;
    }

    /**
     * @throws IllegalArgumentException if no kernels have that code
     */
    static Kernels of(long code) {
        for (Kernels kernels : values()) {
            if (kernels.code == code) {
                return kernels;
            }
        }
        throw new IllegalArgumentException("no kernels have the code " + code);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
