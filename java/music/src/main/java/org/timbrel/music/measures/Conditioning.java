// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.roll.PianoRoll;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.TokenClock;
import org.timbrel.music.tokens.Tokenizer;

/**
 * What music is like around each moment, as values that a network is given beside its input, so
 * that it can be steered by them later: how dense it is, and which pitch classes sound.
 *
 * <p>The values of a moment are those of the window half before and half after it, as far as the
 * music goes: a network that learns with them is told of what is to come.
 */
public final class Conditioning {

    /** Values of a moment: density, then the shares of the pitch classes from C on. */
    public static final int SIZE = 1 + ScoreMeasures.PITCH_CLASSES;

    /** Seconds of a window, unless one says otherwise. */
    public static final double WINDOW_SECONDS = 4;

    /** Octaves of density that are the value 1: 15 notes a second. */
    private static final double DENSITY_BITS = 4;

    private final double windowSeconds;

    /**
     * Of a length of windows.
     *
     * @param windowSeconds above 0
     * @throws IllegalArgumentException if it is not
     */
    public Conditioning(double windowSeconds) {
        if (!(windowSeconds > 0 && windowSeconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "windowSeconds %s is not above 0".formatted(windowSeconds));
        }
        this.windowSeconds = windowSeconds;
    }

    /**
     * The values that ask for a density and pitch classes.
     *
     * @param notesPerSecond at least 0; log₂(1 + it) / 4 is the first value
     * @param pitchClasses [12], not below 0, of any sum: their shares are the others
     * @return [13]
     * @throws IllegalArgumentException if a value is out of range
     */
    public static float[] values(double notesPerSecond, double[] pitchClasses) {
        if (!(notesPerSecond >= 0 && notesPerSecond < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "%s notes a second are below 0 or none".formatted(notesPerSecond));
        }
        if (pitchClasses.length != ScoreMeasures.PITCH_CLASSES) {
            throw new IllegalArgumentException(
                    "%d pitch classes are not %d"
                            .formatted(pitchClasses.length, ScoreMeasures.PITCH_CLASSES));
        }
        double sum = 0;
        for (double share : pitchClasses) {
            if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "pitch class share %s is below 0 or none".formatted(share));
            }
            sum += share;
        }
        float[] values = new float[SIZE];
        values[0] = (float) (Math.log1p(notesPerSecond) / Math.log(2) / DENSITY_BITS);
        for (int i = 0; i < pitchClasses.length; i++) {
            values[1 + i] = sum > 0 ? (float) (pitchClasses[i] / sum) : 0;
        }
        return values;
    }

    /**
     * The values of each token of a sequence, at the moment at which what follows it begins.
     *
     * @return [tokens, 13]
     * @throws IllegalArgumentException if the tokenizer cannot decode them
     */
    public float[] ofTokens(Tokenizer tokenizer, int[] tokens) {
        TokenClock clock = tokenizer.clock();
        double[] moments = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            moments[i] = clock.after(tokens[i]);
        }
        return at(moments, tokenizer.decode(tokens));
    }

    /**
     * The values of each frame of a score's roll, at the moment at which it begins.
     *
     * @return [frames, 13], as many frames as the roll encodes the score in
     */
    public float[] ofRoll(PianoRoll roll, Score score) {
        return at(roll.moments(score), score);
    }

    /**
     * The values of moments of a score.
     *
     * @param seconds [moments] from the beginning
     * @return [moments, 13]
     */
    public float[] at(double[] seconds, Score score) {
        TempoMap tempos = new TempoMap(score);
        double end = tempos.seconds(score.end());
        List<List<Note>> classes = new ArrayList<>();
        for (int i = 0; i < ScoreMeasures.PITCH_CLASSES; i++) {
            classes.add(new ArrayList<>());
        }
        List<Note> all = new ArrayList<>();
        for (Track track : score.tracks()) {
            all.addAll(track.notes());
            if (!track.percussion()) {
                for (Note note : track.notes()) {
                    classes.get(note.pitch() % ScoreMeasures.PITCH_CLASSES).add(note);
                }
            }
        }
        SoundingTime notes = sounding(all, tempos);
        List<SoundingTime> pitches = classes.stream().map(same -> sounding(same, tempos)).toList();
        float[] values = new float[seconds.length * SIZE];
        double[] shares = new double[ScoreMeasures.PITCH_CLASSES];
        for (int i = 0; i < seconds.length; i++) {
            double from = Math.max(0, seconds[i] - windowSeconds / 2);
            double to = Math.min(end, seconds[i] + windowSeconds / 2);
            if (to > from) {
                for (int c = 0; c < shares.length; c++) {
                    shares[c] = pitches.get(c).between(from, to);
                }
                float[] here = values(notes.begun(from, to) / (to - from), shares);
                System.arraycopy(here, 0, values, i * SIZE, SIZE);
            }
        }
        return values;
    }

    private static SoundingTime sounding(List<Note> notes, TempoMap tempos) {
        return new SoundingTime(
                notes.stream().mapToDouble(note -> tempos.seconds(note.onset())).toArray(),
                notes.stream().mapToDouble(note -> tempos.seconds(note.end())).toArray());
    }
}
