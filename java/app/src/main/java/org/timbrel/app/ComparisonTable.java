// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.metrics.Likeness;
import org.timbrel.audio.metrics.TexStat;

/** A comparison for people: what each measure is called, its unit, and which way is better. */
public final class ComparisonTable {

    /** What stands where a measure has no floor. */
    public static final String NONE = "\u2013";

    private static final String TOO_SHORT = "too short";
    private static final String EQUAL = "equal";
    // Of a silent reference, no relative error is finite.
    private static final String SILENT = "silent";

    private ComparisonTable() {}

    /**
     * A measure.
     *
     * @param name short
     * @param value as text, or why there is none
     * @param floor the same measure between two real stretches of the reference, or why there is
     *     none; a dash for a copy, which is measured against the very sound it copies
     * @param unit may be empty
     * @param meaning what it is of, and what is better
     * @param needs how much sound it takes
     * @param floorNeeds how much of the reference its floor takes
     */
    public record Row(
            String name,
            String value,
            String floor,
            String unit,
            String meaning,
            String needs,
            String floorNeeds) {

        /** Whether there was too little sound for it. */
        public boolean isTooShort() {
            return value.equals(TOO_SHORT);
        }

        /** Whether there was enough for it, but too little for its floor. */
        public boolean lacksFloor() {
            return floor.equals(TOO_SHORT) && !isTooShort();
        }
    }

    /**
     * Every measure that has a meaning for these sounds: first those that need them aligned, where
     * any are, then those that do not.
     */
    public static List<Row> rows(Comparison c) {
        List<Row> rows = new ArrayList<>();
        if (c.alignedPairs() > 0) {
            aligned(c, rows);
        }
        rows.addAll(unaligned(c));
        return List.copyOf(rows);
    }

    private static void aligned(Comparison c, List<Row> rows) {
        boolean equal = c.snrDb() == Double.POSITIVE_INFINITY;
        rows.add(
                new Row(
                        "SNRms",
                        equal ? EQUAL : text(c.snrDb()),
                        NONE,
                        "dB",
                        "STFT magnitudes, aligned; higher is better",
                        "",
                        ""));
        rows.add(copy("LM", c.levelDb(), "dB", "mel levels, aligned; 0 is equal"));
        rows.add(
                copy(
                        "convergence",
                        c.spectralConvergence(),
                        "",
                        "multi-resolution STFT, aligned; 0 is equal"));
        rows.add(
                copy(
                        "log magnitude",
                        c.logMagnitude(),
                        "Np",
                        "multi-resolution STFT, aligned; 0 is equal"));
        rows.add(
                new Row(
                        "TexStat aligned",
                        text(c.texStatAligned()),
                        NONE,
                        "",
                        "texture statistics at the same time; 0 is equal",
                        segments(c, 1) + " of each",
                        ""));
        if (!Double.isNaN(c.voicingF1())) {
            pitch(c, rows);
        }
    }

    /** Where no frame has a pitch in both, there is no accuracy, and the voicing says so. */
    private static void pitch(Comparison c, List<Row> rows) {
        if (!Double.isNaN(c.rpa50())) {
            rows.add(copy("RPA50", c.rpa50(), "", "pitch within 50 cents, aligned; 1 is equal"));
        }
        rows.add(copy("voicing F1", c.voicingF1(), "", "which frames have a pitch; 1 is equal"));
    }

    /** Those that do not need the sounds aligned. */
    public static List<Row> unaligned(Comparison c) {
        Likeness value = c.likeness();
        Likeness floor = c.floor();
        List<Row> rows = new ArrayList<>();
        rows.add(
                row(
                        "LT",
                        value.longTermDb(),
                        floor.longTermDb(),
                        "dB",
                        "long-term spectrum; 0 is equal",
                        "",
                        "1 s"));
        rows.add(
                row(
                        "LMs",
                        value.sortedLevelDb(),
                        floor.sortedLevelDb(),
                        "dB",
                        "mel levels in any order; 0 is equal",
                        "",
                        "1 s"));
        rows.add(
                row(
                        "modulation",
                        value.modulationDb(),
                        floor.modulationDb(),
                        "dB",
                        "movement of the levels at 0.5\u20138 Hz; 0 is equal",
                        "4 s of each",
                        "8 s"));
        rows.add(
                row(
                        "TexStat",
                        value.texStat(),
                        floor.texStat(),
                        "",
                        "texture statistics; lower is better",
                        segments(c, 1) + " of each",
                        segments(c, 2)));
        rows.add(
                row(
                        "MMD",
                        value.mmd(),
                        floor.mmd(),
                        "",
                        "their distribution; around 0 is equal",
                        segments(c, 2) + " of each",
                        segments(c, 4)));
        rows.add(
                row(
                        "copied",
                        100 * value.copiedShare(),
                        100 * floor.copiedShare(),
                        "%",
                        "stretches found in the reference; new sound has 0 to 5",
                        "6 s of the reference, 1 s of the other, that move",
                        ""));
        return List.copyOf(rows);
    }

    /** A measure of copies alone. */
    private static Row copy(String name, double value, String unit, String meaning) {
        return new Row(name, text(value), NONE, unit, meaning, "", "");
    }

    private static Row row(
            String name,
            double value,
            double floor,
            String unit,
            String meaning,
            String needs,
            String floorNeeds) {
        return new Row(name, text(value), text(floor), unit, meaning, needs, floorNeeds);
    }

    /** How long so many segments are, rounded up. */
    private static String segments(Comparison c, int count) {
        double tenths = Math.ceil(10 * count * TexStat.segmentSeconds(c.sampleRateHz()));
        return String.format(Locale.ROOT, tenths % 10 == 0 ? "%.0f s" : "%.1f s", tenths / 10);
    }

    /** A figure with three decimals, or why there is none. */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return TOO_SHORT;
        }
        if (Double.isInfinite(value)) {
            return SILENT;
        }
        // Adding 0 makes 0 of what rounds to -0.
        return String.format(Locale.ROOT, "%.3f", Math.rint(value * 1000) / 1000 + 0.0);
    }
}
