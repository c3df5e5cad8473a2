// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** A score reduced to what every representation can say: the notes that one piano can play. */
final class OnePiano {

    private OnePiano() {}

    /**
     * The notes of all tracks but percussion, in a piano's range, on one track, without pedals. A
     * key that is struck while it is down sounds again: the note before ends there, and of two
     * notes of one key that begin at a time the longer stays.
     */
    static Score of(Score score) {
        PianoRollSpec piano = PianoRollSpec.DEFAULT;
        TreeMap<Integer, List<Note>> keys = new TreeMap<>();
        for (Track track : score.tracks()) {
            for (Note note : track.notes()) {
                int key = note.pitch() - piano.lowKey();
                if (!track.percussion() && key >= 0 && key < piano.keys()) {
                    keys.computeIfAbsent(note.pitch(), pitch -> new ArrayList<>()).add(note);
                }
            }
        }
        List<Note> notes = new ArrayList<>();
        keys.values().forEach(own -> notes.addAll(apart(own)));
        return new Score(
                score.ticksPerQuarter(), List.of(Track.of(notes)), score.tempos(), score.metres());
    }

    private static List<Note> apart(List<Note> ofOneKey) {
        List<Note> sorted = ofOneKey.stream().sorted().toList();
        List<Note> apart = new ArrayList<>();
        for (int k = 0; k < sorted.size(); k++) {
            Note note = sorted.get(k);
            long next = k + 1 < sorted.size() ? sorted.get(k + 1).onset() : Long.MAX_VALUE;
            // By their order the longest of those that begin together is the last.
            if (next > note.onset()) {
                apart.add(
                        new Note(
                                note.onset(),
                                Math.min(note.duration(), next - note.onset()),
                                note.pitch(),
                                note.velocity()));
            }
        }
        return apart;
    }
}
