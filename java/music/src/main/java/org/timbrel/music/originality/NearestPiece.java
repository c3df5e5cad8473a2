// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import java.util.Arrays;
import java.util.List;
import org.timbrel.music.score.Score;

/**
 * How far a generated piece is from the nearest that was learned from. Stretches of 16 notes are
 * laid over each of those, moved to any place and key, and the share of notes that finds a note
 * there is counted: the cardinality score of the originality report (Yin, Reuben, Stepney and
 * Collins, "Measuring when a music generation algorithm copies too much", SN Computer Science 3,
 * 2022), with onsets by their number, not their time: some representations know no tempo. A
 * stretch's distance is 1 less its best share; a piece's is the mean over its stretches.
 *
 * @param distance 0 where every stretch is found whole, to almost 1; NaN where the piece has fewer
 *     than 16 pitched notes, or none was learned from
 * @param source number of the piece learned from that is nearest; -1 without a distance
 */
public record NearestPiece(double distance, int source) {

    /** Notes of a stretch. */
    public static final int STRETCH_NOTES = 16;

    private static final int MAX_STRETCHES = 32;
    // Above every difference of pitches and its opposite.
    private static final int KEYS = 256;

    /**
     * Looks through all that was learned from: at most 32 stretches, evenly spread, against every
     * note.
     *
     * @param piece without its primer
     */
    public static NearestPiece of(Score piece, List<Score> training) {
        NotePoints notes = NotePoints.of(piece);
        int last = notes.size() - STRETCH_NOTES;
        if (last < 0 || training.isEmpty()) {
            return new NearestPiece(Double.NaN, -1);
        }
        int count = Math.min(MAX_STRETCHES, 1 + last / (STRETCH_NOTES / 2));
        double[] best = new double[count];
        int source = -1;
        double nearest = -1;
        for (int t = 0; t < training.size(); t++) {
            Votes votes = new Votes(NotePoints.of(training.get(t)));
            double sum = 0;
            for (int i = 0; i < count; i++) {
                int from = count == 1 ? 0 : (int) ((long) i * last / (count - 1));
                double share = votes.best(notes, from) / (double) STRETCH_NOTES;
                best[i] = Math.max(best[i], share);
                sum += share;
            }
            if (sum > nearest) {
                nearest = sum;
                source = t;
            }
        }
        return new NearestPiece(1 - Arrays.stream(best).sum() / count, source);
    }

    /** Counts the moves, in place and in key, that lay a note of one upon a note of the other. */
    private static final class Votes {

        private final NotePoints learned;
        // By place, then key; at most one vote of each note of a stretch.
        private final byte[] counts;

        Votes(NotePoints learned) {
            this.learned = learned;
            int last = learned.size() == 0 ? 0 : learned.onsets()[learned.size() - 1];
            counts = new byte[Math.multiplyExact(last + STRETCH_NOTES, KEYS)];
        }

        /** How many notes of a stretch the best move lays upon others. */
        int best(NotePoints notes, int from) {
            int best = 0;
            for (int i = from; i < from + STRETCH_NOTES; i++) {
                int move = move(notes, from, i);
                for (int j = 0; j < learned.size(); j++) {
                    int place = move + learned.onsets()[j] * KEYS + learned.pitches()[j];
                    best = Math.max(best, ++counts[place]);
                }
            }
            // Only what was counted is cleared: few places of many.
            for (int i = from; i < from + STRETCH_NOTES; i++) {
                int move = move(notes, from, i);
                for (int j = 0; j < learned.size(); j++) {
                    counts[move + learned.onsets()[j] * KEYS + learned.pitches()[j]] = 0;
                }
            }
            return best;
        }

        /** Where votes of a note of a stretch lie: its onset is less than 16 after the first's. */
        private static int move(NotePoints notes, int from, int note) {
            int later = notes.onsets()[note] - notes.onsets()[from];
            return (STRETCH_NOTES - 1 - later) * KEYS + KEYS / 2 - notes.pitches()[note];
        }
    }
}
