// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers are written. */
final class Digits {

    /** Stands where there is no value. */
    static final String NONE = "\u2013";

    private static final char MINUS = '\u2212';
    private static final char THIN_SPACE = '\u2009';
    private static final MathContext DRAWN = new MathContext(6, RoundingMode.HALF_EVEN);

    private Digits() {}

    /** To be read: with a real minus sign, and thousands set apart from 10,000 on. */
    static String shown(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String plain =
                new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        boolean negative = plain.startsWith("-") && plain.chars().anyMatch(c -> c > '0');
        String digits = plain.startsWith("-") ? plain.substring(1) : plain;
        int whole = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
        StringBuilder text = new StringBuilder(digits);
        for (int at = whole - 3; at > 0 && whole > 4; at -= 3) {
            text.insert(at, THIN_SPACE);
        }
        return negative ? MINUS + text.toString() : text.toString();
    }

    /** To be drawn: six digits are more than a screen has pixels; null where there is no value. */
    static BigDecimal drawn(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(DRAWN).stripTrailingZeros()
                : null;
    }

    /** For another program: all of it; nothing where there is no value. */
    static String full(Number value) {
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            return "";
        }
        boolean whole = value instanceof Long || value instanceof Integer;
        return whole ? String.format(Locale.ROOT, "%d", value.longValue()) : number + "";
    }

    /** How wide a number is in digits, at most: in most fonts a point is half as wide as one. */
    static double width(String text) {
        return text.chars()
                .mapToDouble(c -> c == MINUS ? 1.35 : c >= '0' && c <= '9' ? 1 : 0.65)
                .sum();
    }

    /** As many decimals as show three digits of a range of {@code size}; at most 6. */
    static int decimals(double size) {
        return size > 0 && Double.isFinite(size)
                ? (int) Math.max(0, Math.min(6, 3 - Math.ceil(Math.log10(size))))
                : 2;
    }
}
