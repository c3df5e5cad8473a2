// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/**
 * Scores as frames [frames, width] of zeros and ones, and back.
 *
 * <p>A frame is what sounds at the moment at which it begins: a note that begins then sounds, one
 * that ends then does not, one that lies between two frames is lost. All tracks but percussion
 * count, keys outside the range do not, and neither velocities nor the pedal.
 */
public final class PianoRoll {

    /** How loud decoded notes are. */
    public static final int VELOCITY = 80;

    /** Values of the longest roll: 1 GiB. */
    public static final long MAX_VALUES = 1L << 28;

    private static final float HALF = 0.5f;

    private final PianoRollSpec spec;

    /** Of a spec. */
    public PianoRoll(PianoRollSpec spec) {
        this.spec = Objects.requireNonNull(spec, "spec");
    }

    /** What a frame holds. */
    public PianoRollSpec spec() {
        return spec;
    }

    /**
     * The frames up to the last at which anything in the score, percussion too, still sounds.
     *
     * @return [frames, width], 0 or 1: keys from the lowest on, then, if the spec has them, their
     *     onsets
     * @throws IllegalArgumentException if they are more than {@link #MAX_VALUES} values
     */
    public float[] encode(Score score) {
        Grid.Frames frames = spec.grid().frames(score);
        float[] values = new float[count(frames, score) * spec.width()];
        for (Track track : score.tracks()) {
            if (!track.percussion()) {
                track.notes().forEach(note -> put(note, frames, values));
            }
        }
        return values;
    }

    private int count(Grid.Frames frames, Score score) {
        long count = frames.atOrAfter(score.end());
        if (count > MAX_VALUES / spec.width()) {
            throw new IllegalArgumentException(
                    "%d frames of %d values are more than %d values: take a longer grid than %s"
                            .formatted(count, spec.width(), MAX_VALUES, spec.grid().text()));
        }
        return (int) count;
    }

    /**
     * When the frames of a score begin.
     *
     * @return [frames] seconds, as many as {@link #encode} gives
     * @throws IllegalArgumentException as it does
     */
    public double[] moments(Score score) {
        Grid.Frames frames = spec.grid().frames(score);
        double[] seconds = new double[count(frames, score)];
        Arrays.setAll(seconds, frames::seconds);
        return seconds;
    }

    /** When a frame of a decoded score begins, in seconds. */
    public double seconds(long frame) {
        return spec.grid().frames(spec.grid().blank()).seconds(frame);
    }

    private void put(Note note, Grid.Frames frames, float[] values) {
        int key = note.pitch() - spec.lowKey();
        if (key < 0 || key >= spec.keys()) {
            return;
        }
        long first = frames.atOrAfter(note.onset());
        long end = frames.atOrAfter(note.end());
        for (long frame = first; frame < end; frame++) {
            values[(int) frame * spec.width() + key] = 1;
        }
        if (spec.onsets() && first < end) {
            values[(int) first * spec.width() + spec.keys() + key] = 1;
        }
    }

    /**
     * One track of piano, a note as long as its key is on; with onsets, a new one at each onset. An
     * onset sounds even where its key is off. Ticks, and with a grid in seconds the tempo, are the
     * grid's own.
     *
     * @param values [frames, width]; on above 0.5
     * @throws IllegalArgumentException if they are no whole number of frames
     */
    public Score decode(float[] values) {
        int width = spec.width();
        if (values.length % width != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole frames of %d".formatted(values.length, width));
        }
        int frames = values.length / width;
        List<Note> notes = new ArrayList<>();
        for (int key = 0; key < spec.keys(); key++) {
            int begun = -1;
            for (int frame = 0; frame < frames; frame++) {
                boolean onset = isOnset(values, frame, key);
                boolean on = onset || values[frame * width + key] > HALF;
                if (begun >= 0 && (!on || onset)) {
                    notes.add(note(begun, frame, key));
                    begun = -1;
                }
                if (on && begun < 0) {
                    begun = frame;
                }
            }
            if (begun >= 0) {
                notes.add(note(begun, frames, key));
            }
        }
        Score blank = spec.grid().blank();
        return new Score(
                blank.ticksPerQuarter(),
                notes.isEmpty() ? List.of() : List.of(Track.of(notes)),
                blank.tempos(),
                blank.metres());
    }

    private boolean isOnset(float[] values, int frame, int key) {
        return spec.onsets() && values[frame * spec.width() + spec.keys() + key] > HALF;
    }

    private Note note(int begun, int end, int key) {
        long onset = spec.grid().tick(begun);
        return new Note(onset, spec.grid().tick(end) - onset, spec.lowKey() + key, VELOCITY);
    }
}
