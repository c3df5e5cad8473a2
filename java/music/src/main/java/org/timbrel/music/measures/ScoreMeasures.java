// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/**
 * What a score, or a window of it, is like. Percussion counts as notes and as sound; it has no
 * pitch. What has no meaning, since no pitch sounds, is NaN.
 *
 * @param notes that begin in the window
 * @param notesPerBeat of a quarter
 * @param notesPerSecond under the score's tempos
 * @param pitchClasses [12] from C on: shares of the time that pitches sound, of sum 1; all 0 where
 *     none sounds
 * @param polyphony notes of a pitch that sound at a time, on average over the time at which any
 *     does (Dong et al., MusPy, 2020); at least 1, or NaN
 * @param scaleConsistency the largest share of notes that lie in one major, or natural minor,
 *     scale, over all keys (Mogren, C-RNN-GAN, 2016); 7/12..1, or NaN
 * @param emptyBeatRate share of the window's quarters in which nothing sounds; 0..1, or NaN where
 *     the window is empty
 */
public record ScoreMeasures(
        int notes,
        double notesPerBeat,
        double notesPerSecond,
        List<Double> pitchClasses,
        double polyphony,
        double scaleConsistency,
        double emptyBeatRate) {

    /** C, C sharp, … B. */
    public static final int PITCH_CLASSES = 12;

    /** Semitones of a major scale, as bits; a minor scale is a major one from elsewhere. */
    private static final int MAJOR = 0b1010_1011_0101;

    /** A copy that cannot change. */
    public ScoreMeasures {
        pitchClasses = List.copyOf(pitchClasses);
    }

    /** Of all of a score, from its beginning to the end of the last note. */
    public static ScoreMeasures of(Score score) {
        return of(score, 0, score.end());
    }

    /**
     * Of a window of a score.
     *
     * @param from tick at which it begins, at least 0
     * @param to tick at which it ends, not below {@code from}
     * @throws IllegalArgumentException if they are out of range
     */
    public static ScoreMeasures of(Score score, long from, long to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "window %d..%d is before 0 or ends before it begins".formatted(from, to));
        }
        List<Note> pitched = new ArrayList<>();
        List<Note> all = new ArrayList<>();
        for (Track track : score.tracks()) {
            for (Note note : track.notes()) {
                if (note.onset() < to && note.end() > from) {
                    all.add(note);
                    if (!track.percussion()) {
                        pitched.add(note);
                    }
                }
            }
        }
        TempoMap tempos = new TempoMap(score);
        int begun = (int) all.stream().filter(note -> note.onset() >= from).count();
        double beats = (double) (to - from) / score.ticksPerQuarter();
        double seconds = tempos.seconds(to) - tempos.seconds(from);
        return new ScoreMeasures(
                begun,
                beats > 0 ? begun / beats : 0,
                seconds > 0 ? begun / seconds : 0,
                pitchClasses(pitched, from, to),
                polyphony(pitched, from, to),
                scaleConsistency(pitched),
                emptyBeatRate(all, from, to, score.ticksPerQuarter()));
    }

    private static long within(Note note, long from, long to) {
        return Math.min(to, note.end()) - Math.max(from, note.onset());
    }

    private static List<Double> pitchClasses(List<Note> notes, long from, long to) {
        double[] ticks = new double[PITCH_CLASSES];
        for (Note note : notes) {
            ticks[note.pitch() % PITCH_CLASSES] += within(note, from, to);
        }
        double sum = DoubleStream.of(ticks).sum();
        return DoubleStream.of(ticks).mapToObj(part -> sum > 0 ? part / sum : 0).toList();
    }

    private static double polyphony(List<Note> notes, long from, long to) {
        double sounding = notes.stream().mapToLong(note -> within(note, from, to)).sum();
        List<Note> byOnset = new ArrayList<>(notes);
        byOnset.sort(Comparator.naturalOrder());
        long covered = 0;
        long until = from;
        for (Note note : byOnset) {
            long end = Math.min(to, note.end());
            covered += Math.max(0, end - Math.max(until, note.onset()));
            until = Math.max(until, end);
        }
        return sounding / covered;
    }

    private static double scaleConsistency(List<Note> notes) {
        int[] counts = new int[PITCH_CLASSES];
        notes.forEach(note -> counts[note.pitch() % PITCH_CLASSES]++);
        int best = 0;
        for (int tonic = 0; tonic < PITCH_CLASSES; tonic++) {
            int inside = 0;
            for (int step = 0; step < PITCH_CLASSES; step++) {
                inside += (MAJOR >> step & 1) * counts[(tonic + step) % PITCH_CLASSES];
            }
            best = Math.max(best, inside);
        }
        return (double) best / notes.size();
    }

    private static double emptyBeatRate(List<Note> notes, long from, long to, int ticks) {
        long beats = (to - from + ticks - 1) / ticks;
        List<Note> byOnset = new ArrayList<>(notes);
        byOnset.sort(Comparator.naturalOrder());
        long full = 0;
        // The first beat that no note looked at so far has filled.
        long next = 0;
        for (Note note : byOnset) {
            long first = Math.max(next, (Math.max(from, note.onset()) - from) / ticks);
            long end = (Math.min(to, note.end()) - from + ticks - 1) / ticks;
            full += Math.max(0, end - first);
            next = Math.max(next, end);
        }
        return (double) (beats - full) / beats;
    }
}
