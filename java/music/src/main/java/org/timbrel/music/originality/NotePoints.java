// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/**
 * Onsets and pitches of a score's notes, in the order of onsets, then of pitch. Percussion is left
 * out. Notes that begin within 40 ms of a first one share its onset, and of one key only one is
 * kept: representations keep time to 10 ms or to an eighth of a beat, some know no voices, and a
 * chord is a chord in each.
 *
 * @param onsets [notes], numbered from 0
 * @param pitches [notes], MIDI keys
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody but this package sees them.
record NotePoints(int[] onsets, int[] pitches) {

    private static final double TOGETHER_SECONDS = 0.04;

    static NotePoints of(Score score) {
        TempoMap tempos = new TempoMap(score);
        List<Note> notes =
                score.tracks().stream()
                        .filter(track -> !track.percussion())
                        .map(Track::notes)
                        .flatMap(List::stream)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        List<int[]> points = new ArrayList<>();
        SortedSet<Integer> chord = new TreeSet<>();
        int onset = 0;
        double began = 0;
        for (Note note : notes) {
            double seconds = tempos.seconds(note.onset());
            if (!chord.isEmpty() && seconds - began > TOGETHER_SECONDS) {
                add(points, onset++, chord);
            }
            began = chord.isEmpty() ? seconds : began;
            chord.add(note.pitch());
        }
        add(points, onset, chord);
        return new NotePoints(
                points.stream().mapToInt(point -> point[0]).toArray(),
                points.stream().mapToInt(point -> point[1]).toArray());
    }

    private static void add(List<int[]> points, int onset, SortedSet<Integer> chord) {
        chord.forEach(pitch -> points.add(new int[] {onset, pitch}));
        chord.clear();
    }

    int size() {
        return pitches.length;
    }
}
