// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/**
 * Keys going down and up in time: a score as it is heard, after Performance RNN (Oore et al., This
 * Time with Feeling, 2018).
 *
 * <p>What a score loses: onsets and ends go to the nearest step of 10 ms, and a note lasts at least
 * one; velocities to the middle of their bin; all instruments become one, and of a key one note
 * sounds at a time: of those with the same onset the longest, as loud as the loudest, and only
 * until the next begins. The sustain pedal is heard: what it holds is longer. Left out are
 * percussion, notes outside the keys, metres, and beats: decoded scores have ticks of 1 ms.
 */
public final class Performance implements Tokenizer {

    /** Ticks, and milliseconds, of a quarter in decoded scores. */
    private static final int TICKS_PER_QUARTER = Tempo.DEFAULT.microsPerQuarter() / 1000;

    private final PerformanceSpec spec;
    private final PerformanceLayout words;
    private final Grammar grammar;
    private final VelocityBins bins;

    /** Of a spec. */
    public Performance(PerformanceSpec spec) {
        this.spec = spec;
        this.words = new PerformanceLayout(spec);
        this.grammar = words.grammar();
        this.bins = new VelocityBins(spec.velocities());
    }

    @Override
    public List<String> names() {
        return words.names;
    }

    @Override
    public int endToken() {
        return words.end;
    }

    @Override
    public boolean beginsNote(int token) {
        return words.isOn(token);
    }

    @Override
    public Grammar grammar() {
        return grammar;
    }

    @Override
    public int[] encode(Score score) {
        return new PerformanceEncoder(spec, words, score).encode();
    }

    @Override
    public int leftOut(Score score) {
        long left = 0;
        for (Track track : score.tracks()) {
            left +=
                    track.notes().stream()
                            .filter(
                                    note ->
                                            track.percussion()
                                                    || note.pitch() < spec.lowPitch()
                                                    || note.pitch() > spec.highPitch())
                            .count();
        }
        return (int) left;
    }

    @Override
    public TokenClock clock() {
        GrammarWalk walk = new GrammarWalk(grammar, words.names);
        long[] steps = new long[1];
        return token -> {
            walk.step(token);
            steps[0] += words.isShift(token) ? token - words.firstShift + 1 : 0;
            return steps[0] * spec.stepMillis() * 1e-3;
        };
    }

    /**
     * {@inheritDoc} A NoteOff of a note that is not on does nothing, a NoteOn of one that is on
     * ends it and begins another; one that begins where the sequence breaks off lasts one step.
     */
    @Override
    public Score decode(int[] tokens) {
        GrammarWalk walk = new GrammarWalk(grammar, words.names);
        List<Note> notes = new ArrayList<>();
        long[] begun = new long[words.pitches];
        Arrays.fill(begun, -1);
        int[] loudness = new int[words.pitches];
        int velocity = bins.velocity(bins.bin(VelocityBins.PLAIN));
        long now = 0;
        for (int token : tokens) {
            walk.step(token);
            if (words.isShift(token)) {
                now += token - words.firstShift + 1;
            } else if (words.isVelocity(token)) {
                velocity = bins.velocity(token - words.firstVelocity);
            } else if (words.isOff(token)) {
                end(token - words.firstOff, now, begun, loudness, notes);
            } else if (words.isOn(token)) {
                int pitch = token - words.firstOn;
                end(pitch, now, begun, loudness, notes);
                begun[pitch] = now;
                loudness[pitch] = velocity;
            }
        }
        for (int pitch = 0; pitch < words.pitches; pitch++) {
            end(pitch, now, begun, loudness, notes);
        }
        Track track = new Track("", spec.program(), false, notes, List.of());
        return new Score(
                TICKS_PER_QUARTER,
                notes.isEmpty() ? List.of() : List.of(track),
                List.of(Tempo.DEFAULT),
                List.of());
    }

    private void end(int pitch, long now, long[] begun, int[] loudness, List<Note> notes) {
        if (begun[pitch] >= 0) {
            long steps = Math.max(1, now - begun[pitch]);
            notes.add(
                    new Note(
                            begun[pitch] * spec.stepMillis(),
                            steps * spec.stepMillis(),
                            spec.lowPitch() + pitch,
                            loudness[pitch]));
            begun[pitch] = -1;
        }
    }
}
