// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/**
 * When the notes of a score begin and end in samples. A note that ends while the sustain pedal is
 * down is held until the pedal rises or its key is struck again in the same track; where it does
 * neither, until the sound ends.
 *
 * @param notes by their start; those that start together in the order of tracks and keys
 * @param samples of the whole sound, tail included
 */
record NoteSchedule(List<PlayedNote> notes, long samples) {

    static NoteSchedule of(Score score, int sampleRateHz, double tailSeconds) {
        SynthesizerLimits.require(sampleRateHz, tailSeconds);
        TempoMap tempo = new TempoMap(score);
        double seconds = tempo.seconds(score.end()) + tailSeconds;
        long samples = (long) Math.ceil(seconds * sampleRateHz);
        List<PlayedNote> notes = new ArrayList<>(score.noteCount());
        for (Track track : score.tracks()) {
            long[] ends = ends(track);
            for (int n = 0; n < ends.length; n++) {
                Note note = track.notes().get(n);
                long start = sample(tempo.seconds(note.onset()), sampleRateHz);
                long stop =
                        ends[n] == Long.MAX_VALUE
                                ? samples
                                : sample(tempo.seconds(ends[n]), sampleRateHz);
                notes.add(
                        new PlayedNote(
                                start,
                                Math.max(start + 1, stop),
                                note.pitch(),
                                note.velocity(),
                                track.program(),
                                track.percussion()));
            }
        }
        notes.sort(Comparator.comparingLong(PlayedNote::start));
        return new NoteSchedule(notes, samples);
    }

    private static long sample(double seconds, int sampleRateHz) {
        return Math.round(seconds * sampleRateHz);
    }

    /** The ticks at which the notes of a track end, pedal included; MAX_VALUE: they do not. */
    private static long[] ends(Track track) {
        List<Note> notes = track.notes();
        long[] ends = new long[notes.size()];
        long[] struck = new long[Note.KEYS];
        Arrays.fill(struck, Long.MAX_VALUE);
        // From the last to the first, so that the next strike of a key is known.
        for (int n = ends.length - 1; n >= 0; n--) {
            Note note = notes.get(n);
            ends[n] =
                    Math.max(
                            note.end(), Math.min(rise(track.pedals(), note), struck[note.pitch()]));
            struck[note.pitch()] = note.onset();
        }
        return ends;
    }

    /** Where the pedal that holds a note at its end rises; 0 if none does. */
    private static long rise(List<Pedal> pedals, Note note) {
        // The first pedal event at or after the end of the note.
        int low = 0;
        int high = pedals.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pedals.get(middle).tick() < note.end()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0 || !pedals.get(low - 1).down()) {
            return 0;
        }
        while (low < pedals.size() && pedals.get(low).down()) {
            low++;
        }
        return low == pedals.size() ? Long.MAX_VALUE : pedals.get(low).tick();
    }
}
