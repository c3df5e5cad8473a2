// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.augment;

import java.util.List;
import java.util.stream.IntStream;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** The same piece in another key, or faster or slower. */
public final class Augment {

    /** How much faster or slower a piece can be made. */
    public static final double MAX_STRETCH = 4;

    private Augment() {}

    /**
     * A score higher or lower; percussion stays.
     *
     * @param semitones up; below 0 down
     * @throws IllegalArgumentException if a note would be none of MIDI's 0..127
     */
    public static Score transpose(Score score, int semitones) {
        List<Track> tracks =
                score.tracks().stream()
                        .map(track -> track.percussion() ? track : transpose(track, semitones))
                        .toList();
        return new Score(score.ticksPerQuarter(), tracks, score.tempos(), score.metres());
    }

    private static Track transpose(Track track, int semitones) {
        List<Note> notes =
                track.notes().stream()
                        .map(
                                note ->
                                        new Note(
                                                note.onset(),
                                                note.duration(),
                                                note.pitch() + semitones,
                                                note.velocity()))
                        .toList();
        return new Track(track.name(), track.program(), false, notes, track.pedals());
    }

    /**
     * By how much a score can be transposed so that every note that is among some keys stays among
     * them, and every other among MIDI's.
     *
     * @param most semitones up and down, at least 0
     * @param low the lowest of the keys
     * @param high the highest
     * @return semitones, rising, 0 among them
     * @throws IllegalArgumentException if {@code most} is below 0
     */
    public static int[] transpositions(Score score, int most, int low, int high) {
        if (most < 0) {
            throw new IllegalArgumentException("most %d is below 0".formatted(most));
        }
        int down = -most;
        int up = most;
        for (Track track : score.tracks()) {
            if (track.percussion()) {
                continue;
            }
            for (Note note : track.notes()) {
                boolean inside = note.pitch() >= low && note.pitch() <= high;
                down = Math.max(down, (inside ? low : 0) - note.pitch());
                up = Math.min(up, (inside ? high : Note.KEYS - 1) - note.pitch());
            }
        }
        return IntStream.rangeClosed(down, up).toArray();
    }

    /**
     * A score slower or faster: its tempos change, its beats do not. Tempos that MIDI cannot say
     * become the nearest that it can.
     *
     * @param factor by which it lasts longer, 1/{@value #MAX_STRETCH}..{@value #MAX_STRETCH}
     * @throws IllegalArgumentException if it is out of range
     */
    public static Score stretch(Score score, double factor) {
        if (!(factor >= 1 / MAX_STRETCH && factor <= MAX_STRETCH)) {
            throw new IllegalArgumentException(
                    "stretch %s is outside %s..%s".formatted(factor, 1 / MAX_STRETCH, MAX_STRETCH));
        }
        List<Tempo> tempos =
                score.tempos().stream()
                        .map(tempo -> new Tempo(tempo.tick(), stretch(tempo, factor)))
                        .toList();
        return new Score(score.ticksPerQuarter(), score.tracks(), tempos, score.metres());
    }

    private static int stretch(Tempo tempo, double factor) {
        long micros = Math.round(tempo.microsPerQuarter() * factor);
        return (int) Math.max(1, Math.min(Tempo.MAX_MICROS, micros));
    }
}
