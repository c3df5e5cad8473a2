// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/**
 * The pitched notes of a score by onset, then by pitch.
 *
 * @param pitches [notes], MIDI keys
 * @param seconds [notes], onsets
 * @param beats [notes], lengths in quarters
 * @param all how many notes there are with percussion
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody but this package sees them.
record NoteList(int[] pitches, double[] seconds, double[] beats, int all) {

    // Quarters of the lengths of Yang and Lerch's note-length histogram, in its order.
    private static final double[] LENGTHS = {
        4, 2, 1, 0.5, 0.25, 3, 1.5, 0.75, 0.375, 4 / 3.0, 2 / 3.0, 1 / 3.0
    };

    static NoteList of(Score score) {
        TempoMap tempos = new TempoMap(score);
        List<Note> notes =
                score.tracks().stream()
                        .filter(track -> !track.percussion())
                        .map(Track::notes)
                        .flatMap(List::stream)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        double quarter = score.ticksPerQuarter();
        return new NoteList(
                notes.stream().mapToInt(Note::pitch).toArray(),
                notes.stream().mapToDouble(note -> tempos.seconds(note.onset())).toArray(),
                notes.stream().mapToDouble(note -> note.duration() / quarter).toArray(),
                score.noteCount());
    }

    int size() {
        return pitches.length;
    }

    /** The nearest of the 12 lengths, by ratio. */
    static int lengthClass(double beats) {
        int nearest = 0;
        for (int i = 1; i < LENGTHS.length; i++) {
            if (Math.abs(Math.log(beats / LENGTHS[i]))
                    < Math.abs(Math.log(beats / LENGTHS[nearest]))) {
                nearest = i;
            }
        }
        return nearest;
    }

    /** NaN where there is nothing. */
    static double[] shares(double[] counts) {
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> count / sum).toArray();
    }
}
