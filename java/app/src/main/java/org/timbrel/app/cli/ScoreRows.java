// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.app.ScoreInfo;

/** What a MIDI file holds, for people. */
final class ScoreRows {

    private static final List<String> NOTES =
            List.of("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B");
    private static final int OCTAVE = 12;

    /** Of more instruments the rest is counted. */
    private static final int LISTED = 24;

    private ScoreRows() {}

    static Map<String, String> of(ScoreInfo score) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "format",
                "MIDI %d, %s"
                        .formatted(
                                score.midiFormat(),
                                score.smpte()
                                        ? "SMPTE time"
                                        : score.ticksPerQuarter() + " ticks a quarter"));
        rows.put("duration", String.format(Locale.ROOT, "%.3f s", score.durationSeconds()));
        rows.put("bars", Long.toString(score.bars()));
        rows.put("metre", String.join(", ", score.metres()) + changes(score.metreChanges()));
        rows.put("tempo", tempo(score));
        rows.put("notes", String.format(Locale.ROOT, "%,d", score.notes()));
        if (score.lowestKey() >= 0) {
            rows.put("keys", key(score.lowestKey()) + " to " + key(score.highestKey()));
        }
        rows.put("instruments", Integer.toString(score.instruments().size()));
        for (int i = 0; i < Math.min(LISTED, score.instruments().size()); i++) {
            rows.put("  " + (i + 1), instrument(score.instruments().get(i)));
        }
        if (score.instruments().size() > LISTED) {
            rows.put("  ...", score.instruments().size() - LISTED + " more");
        }
        return rows;
    }

    private static String changes(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> ", 1 change";
            default -> ", " + count + " changes";
        };
    }

    private static String tempo(ScoreInfo score) {
        ScoreInfo.TempoRange tempo = score.quartersPerMinute();
        String range =
                score.tempoChanges() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %.1f to %.1f", tempo.slowest(), tempo.fastest());
        return String.format(
                Locale.ROOT,
                "%.1f quarters a minute%s%s",
                tempo.first(),
                range,
                changes(score.tempoChanges()));
    }

    /** {@code 60 (C4)}. */
    private static String key(int key) {
        return "%d (%s%d)".formatted(key, NOTES.get(key % OCTAVE), key / OCTAVE - 1);
    }

    private static String instrument(ScoreInfo.Instrument instrument) {
        String sound = instrument.percussion() ? "percussion" : "program " + instrument.program();
        String pedals = instrument.pedals() == 0 ? "" : ", " + instrument.pedals() + " pedals";
        String name = instrument.name().isEmpty() ? "" : instrument.name() + ": ";
        return String.format(
                Locale.ROOT, "%s%s, %,d notes%s", name, sound, instrument.notes(), pedals);
    }
}
