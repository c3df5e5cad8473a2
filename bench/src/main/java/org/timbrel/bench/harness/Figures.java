// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Locale;

/** Numbers for people. */
final class Figures {

    private Figures() {}

    /** Three digits that count, thousands grouped: {@code 1,234}, {@code 12.3}, {@code 0.0123}. */
    static String of(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return Double.toString(value);
        }
        int whole = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return String.format(Locale.ROOT, "%,." + Math.min(9, Math.max(0, 3 - whole)) + "f", value);
    }

    /** {@code +3.1 %}. */
    static String percent(double part) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * part);
    }
}
