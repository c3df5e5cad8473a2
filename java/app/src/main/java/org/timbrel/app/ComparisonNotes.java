// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.timbrel.audio.metrics.Comparison;

/** What one must know to read a comparison: what was done to the sounds, and what they lack. */
final class ComparisonNotes {

    // A shorter difference is a frame that a vocoder did not fill.
    private static final double SAME_SECONDS = 0.05;

    private ComparisonNotes() {}

    static List<String> of(
            ComparedSounds x,
            ComparedSounds y,
            Compared.Side first,
            Compared.Side second,
            Comparison comparison) {
        List<String> notes = new ArrayList<>();
        if (x.folder() || y.folder()) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%s against %s; %s",
                            sounds(second),
                            sounds(first),
                            aligned(x, y, comparison.alignedPairs())));
        }
        if (first.sounds().size() > 1) {
            notes.add(
                    "the floors are between every other sound of the reference and the rest:"
                            + " sounds of several kinds raise them");
        }
        resampled(x, "reference", comparison.sampleRateHz(), notes);
        resampled(y, "other", comparison.sampleRateHz(), notes);
        mixed(x, "reference", notes);
        mixed(y, "other", notes);
        lengths(x, y, comparison, notes);
        silent(first, "reference", notes);
        silent(second, "other", notes);
        tooShort(comparison, notes);
        return notes;
    }

    private static String aligned(ComparedSounds x, ComparedSounds y, int pairs) {
        if (x.folder() != y.folder()) {
            return "a folder and a file, so nothing is aligned";
        }
        return pairs > 0
                ? pairs + " of the same path and name aligned"
                : "none of the same path and name, so nothing is aligned";
    }

    private static String sounds(Compared.Side side) {
        double seconds = side.portraits().stream().mapToDouble(p -> p.seconds()).sum();
        int count = side.sounds().size();
        return String.format(
                Locale.ROOT, "%d %s (%.1f s)", count, count == 1 ? "sound" : "sounds", seconds);
    }

    private static void resampled(
            ComparedSounds sounds, String side, int rateHz, List<String> notes) {
        List<Integer> rates =
                sounds.sounds().stream()
                        .map(sound -> sound.info().sampleRateHz())
                        .filter(rate -> rate != rateHz)
                        .toList();
        if (!rates.isEmpty()) {
            String from = rates.stream().distinct().map(String::valueOf).collect(list());
            String which = which(sounds.folder(), rates.size(), side);
            notes.add(which + " resampled from " + from + " to " + rateHz + " Hz");
        }
    }

    private static void mixed(ComparedSounds sounds, String side, List<String> notes) {
        long count = sounds.sounds().stream().filter(s -> s.info().channels() > 1).count();
        if (count > 0) {
            notes.add(which(sounds.folder(), count, side) + " mixed from several channels to one");
        }
    }

    private static void lengths(
            ComparedSounds x, ComparedSounds y, Comparison comparison, List<String> notes) {
        double a = comparison.referenceSeconds();
        double b = comparison.otherSeconds();
        if (!x.folder() && !y.folder() && Math.abs(a - b) > SAME_SECONDS) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "the reference is %.2f s long, the other %.2f s: the aligned measures"
                                    + " are of the first %.2f s",
                            a,
                            b,
                            Math.min(a, b)));
        }
    }

    private static void silent(Compared.Side side, String name, List<String> notes) {
        long count = side.portraits().stream().filter(p -> p.peak() == 0).count();
        if (count > 0) {
            String which = side.folder() ? count + " of the " + name : "the " + name;
            notes.add(which + (side.folder() && count > 1 ? " are" : " is") + " silent");
        }
    }

    /** So many of them, and a verb. */
    private static String which(boolean folder, long count, String side) {
        String which = folder ? count + " of the " + side : "the " + side;
        return which + (folder && count > 1 ? " were" : " was");
    }

    private static void tooShort(Comparison comparison, List<String> notes) {
        String missing =
                ComparisonTable.rows(comparison).stream()
                        .filter(ComparisonTable.Row::isTooShort)
                        .map(row -> row.name() + " (" + row.needs() + ")")
                        .collect(list());
        if (!missing.isEmpty()) {
            notes.add("too little sound for " + missing);
        }
        String floors =
                ComparisonTable.rows(comparison).stream()
                        .filter(ComparisonTable.Row::lacksFloor)
                        .map(row -> row.name() + " (" + row.floorNeeds() + ")")
                        .collect(list());
        if (!floors.isEmpty()) {
            notes.add("too little of the reference for the floor of " + floors);
        }
    }

    private static Collector<CharSequence, ?, String> list() {
        return Collectors.joining(", ");
    }
}
