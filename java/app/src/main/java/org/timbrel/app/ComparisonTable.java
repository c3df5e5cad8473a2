// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.List;
import java.util.Locale;
import org.timbrel.audio.metrics.Comparison;

/** A comparison for people: what each measure is called, its unit, and which way is better. */
public final class ComparisonTable {

    private ComparisonTable() {}

    /**
     * A measure.
     *
     * @param name short
     * @param value with its unit, or why there is none
     * @param meaning what it is of, and what is better
     */
    public record Row(String name, String value, String meaning) {}

    /** Every measure: first those that need the sounds aligned, then those that do not. */
    public static List<Row> rows(Comparison c) {
        return List.of(
                row("SNRms", c.snrDb(), "dB", "STFT magnitudes, aligned; higher is better"),
                row("LM", c.levelDb(), "dB", "mel levels, aligned; 0 is equal"),
                row(
                        "convergence",
                        c.spectralConvergence(),
                        "",
                        "multi-resolution STFT, aligned; 0 is equal"),
                row(
                        "log magnitude",
                        c.logMagnitude(),
                        "Np",
                        "multi-resolution STFT, aligned; 0 is equal"),
                row(
                        "TexStat aligned",
                        c.texStatAligned(),
                        "",
                        "texture statistics at the same time; 0 is equal"),
                row("LT", c.longTermDb(), "dB", "long-term spectrum; 0 is equal"),
                row("LMs", c.sortedLevelDb(), "dB", "mel levels in any order; 0 is equal"),
                row(
                        "modulation",
                        c.modulationDb(),
                        "dB",
                        "movement of the levels at 0.5\u20138 Hz; 0 is equal"),
                row("TexStat", c.texStat(), "", "texture statistics; " + floor(c.texStatFloor())));
    }

    private static String floor(double floor) {
        return Double.isNaN(floor)
                ? "lower is better"
                : String.format(
                        Locale.ROOT, "the reference against itself elsewhere has %.3f", floor);
    }

    private static Row row(String name, double value, String unit, String meaning) {
        return new Row(name, text(value, unit), meaning);
    }

    private static String text(double value, String unit) {
        if (Double.isNaN(value)) {
            return "too short";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "equal" : "silent";
        }
        String number = String.format(Locale.ROOT, "%.3f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
