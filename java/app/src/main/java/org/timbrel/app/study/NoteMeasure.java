// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.timbrel.music.measures.ScoreMeasures;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** What is measured of the notes of a stretch; only arms of notes have them. */
enum NoteMeasure {
    PITCH_CLASSES("pitch classes", "", "overlap with the piece's own histogram; 1 is equal"),
    DENSITY("note density", "notes/s", "notes that begin"),
    POLYPHONY("polyphony", "notes", "notes at a time, while any sounds"),
    SCALE_CONSISTENCY("scale consistency", "", "largest share of notes in one scale"),
    EMPTY_BEATS("empty beats", "", "share of quarters in which nothing sounds");

    private final String label;
    private final String unit;
    private final String meaning;

    NoteMeasure(String label, String unit, String meaning) {
        this.label = label;
        this.unit = unit;
        this.meaning = meaning;
    }

    String label() {
        return label;
    }

    String unit() {
        return unit;
    }

    String meaning() {
        return meaning;
    }

    /**
     * All of them.
     *
     * @param truth the piece
     * @param other what stands in its place
     * @param stretch of both
     */
    static Map<NoteMeasure, Double> all(Path truth, Path other, StretchOfPiece stretch)
            throws IOException {
        ScoreMeasures own = of(truth, stretch);
        ScoreMeasures its = of(other, stretch);
        Map<NoteMeasure, Double> values = new EnumMap<>(NoteMeasure.class);
        values.put(PITCH_CLASSES, overlap(own.pitchClasses(), its.pitchClasses()));
        values.put(DENSITY, its.notes() / stretch.seconds());
        values.put(POLYPHONY, its.polyphony());
        values.put(SCALE_CONSISTENCY, its.scaleConsistency());
        values.put(EMPTY_BEATS, its.emptyBeatRate());
        return values;
    }

    private static ScoreMeasures of(Path midi, StretchOfPiece stretch) throws IOException {
        Score score = MidiReader.read(midi);
        TempoMap tempos = new TempoMap(score);
        return ScoreMeasures.of(
                score,
                tempos.tick(stretch.from()),
                tempos.tick(stretch.from() + stretch.seconds()));
    }

    private static double overlap(List<Double> a, List<Double> b) {
        double sum = 0;
        double any = 0;
        for (int k = 0; k < a.size(); k++) {
            sum += Math.min(a.get(k), b.get(k));
            any += b.get(k);
        }
        return any > 0 ? sum : Double.NaN;
    }
}
