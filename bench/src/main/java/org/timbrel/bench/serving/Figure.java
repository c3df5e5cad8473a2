// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/** Numbers for records that JSON holds. */
final class Figure {

    private Figure() {}

    /** Null for NaN, which JSON has no word for. */
    static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
