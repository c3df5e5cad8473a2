// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import java.util.Arrays;
import org.timbrel.music.score.Score;

/**
 * The features by which Yang and Lerch compare sets of pieces ("On the evaluation of generative
 * models in music", Neural Computing and Applications 32, 2020). Notes follow each other by onset,
 * then by pitch; percussion is left out but where notes are counted. Lengths are those of beats:
 * what was made without knowing beats has those of the tempo that it is written in.
 */
public enum MusicFeature {
    /** How many different keys sound. */
    PITCH_COUNT("pitch count", "keys", 1) {
        @Override
        double[] of(NoteList notes) {
            return new double[] {Arrays.stream(notes.pitches()).distinct().count()};
        }
    },
    /** Shares of the notes by pitch class, from C on. */
    PITCH_CLASS_HISTOGRAM("pitch-class histogram", "", 12) {
        @Override
        double[] of(NoteList notes) {
            double[] counts = new double[12];
            for (int pitch : notes.pitches()) {
                counts[pitch % 12]++;
            }
            return NoteList.shares(counts);
        }
    },
    /** Shares of the steps from one note to the next, by both pitch classes: 12 times from + to. */
    PITCH_CLASS_TRANSITIONS("pitch-class transitions", "", 144) {
        @Override
        double[] of(NoteList notes) {
            double[] counts = new double[144];
            for (int i = 1; i < notes.size(); i++) {
                counts[12 * (notes.pitches()[i - 1] % 12) + notes.pitches()[i] % 12]++;
            }
            return NoteList.shares(counts);
        }
    },
    /** From the lowest to the highest note. */
    PITCH_RANGE("pitch range", "semitones", 1) {
        @Override
        double[] of(NoteList notes) {
            int lowest = Arrays.stream(notes.pitches()).min().orElse(0);
            int highest = Arrays.stream(notes.pitches()).max().orElse(0);
            return new double[] {notes.size() == 0 ? Double.NaN : highest - lowest};
        }
    },
    /** From one note to the next, up or down, on average. */
    PITCH_INTERVAL("pitch interval", "semitones", 1) {
        @Override
        double[] of(NoteList notes) {
            double sum = 0;
            for (int i = 1; i < notes.size(); i++) {
                sum += Math.abs(notes.pitches()[i] - notes.pitches()[i - 1]);
            }
            return new double[] {notes.size() < 2 ? Double.NaN : sum / (notes.size() - 1)};
        }
    },
    /** How many notes there are, percussion among them. */
    NOTE_COUNT("note count", "notes", 1) {
        @Override
        double[] of(NoteList notes) {
            return new double[] {notes.all()};
        }
    },
    /** From one onset to the next, on average; notes of a chord are 0 apart. */
    INTER_ONSET_INTERVAL("inter-onset interval", "s", 1) {
        @Override
        double[] of(NoteList notes) {
            int count = notes.size();
            double span = count < 2 ? 0 : notes.seconds()[count - 1] - notes.seconds()[0];
            return new double[] {count < 2 ? Double.NaN : span / (count - 1)};
        }
    },
    /**
     * Shares of the notes by the nearest of 12 lengths: whole, half, quarter, eighth and sixteenth
     * notes, the last four dotted, and half, quarter and eighth notes of triplets.
     */
    NOTE_LENGTH_HISTOGRAM("note-length histogram", "", 12) {
        @Override
        double[] of(NoteList notes) {
            double[] counts = new double[12];
            for (double beats : notes.beats()) {
                counts[NoteList.lengthClass(beats)]++;
            }
            return NoteList.shares(counts);
        }
    },
    /** Shares of the steps from one note to the next, by both lengths: 12 times from + to. */
    NOTE_LENGTH_TRANSITIONS("note-length transitions", "", 144) {
        @Override
        double[] of(NoteList notes) {
            double[] counts = new double[144];
            for (int i = 1; i < notes.size(); i++) {
                int from = NoteList.lengthClass(notes.beats()[i - 1]);
                counts[12 * from + NoteList.lengthClass(notes.beats()[i])]++;
            }
            return NoteList.shares(counts);
        }
    };

    private final String label;
    private final String unit;
    private final int size;

    MusicFeature(String label, String unit, int size) {
        this.label = label;
        this.unit = unit;
        this.size = size;
    }

    /** What a table calls it. */
    public String label() {
        return label;
    }

    /** Empty for shares. */
    public String unit() {
        return unit;
    }

    /** How many numbers it is. */
    public int size() {
        return size;
    }

    /**
     * The feature of a piece.
     *
     * @return [size]; shares are of sum 1; NaN where there are too few notes to say
     */
    public double[] of(Score score) {
        return of(NoteList.of(score));
    }

    abstract double[] of(NoteList notes);
}
