// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/**
 * Bars, positions, pitches, velocities and durations: a score on the grid of its beats, after REMI
 * (Huang and Yang, Pop Music Transformer, 2020).
 *
 * <p>What a score loses: onsets and ends go to the nearest position, and a note lasts at least one;
 * velocities to the middle of their bin; notes of one instrument, key and onset become one, as long
 * as the longest and as loud as the loudest. Left out are notes outside the keys, pedals, names of
 * tracks, and metres and tempos that nothing sounds under. Durations are exact however long: Hold
 * adds four beats to the Duration that follows. All tracks are one sequence; at each Position the
 * spec's first program plays until a Program says another.
 *
 * <p>Bars are not numbered. The first Bar has its Metre behind it, later ones where it changes. A
 * bar that ends before its metre says so, such as a pickup, ends by the Metre that follows the
 * Position at which it is cut.
 */
public final class Remi implements Tokenizer {

    private final RemiSpec spec;
    private final RemiLayout words;
    private final Grammar grammar;
    private final VelocityBins bins;

    /** Of a spec. */
    public Remi(RemiSpec spec) {
        this.spec = spec;
        this.words = new RemiLayout(spec);
        this.grammar = new RemiGrammar(spec, words).build();
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
        return words.isPitch(token);
    }

    @Override
    public Grammar grammar() {
        return grammar;
    }

    @Override
    public int[] encode(Score score) {
        return new RemiEncoder(spec, words, score).encode();
    }

    @Override
    public int leftOut(Score score) {
        long left = 0;
        for (Track track : score.tracks()) {
            boolean silent = RemiEncoder.program(spec, track) < 0;
            left +=
                    track.notes().stream()
                            .filter(
                                    note ->
                                            silent
                                                    || note.pitch() < spec.lowPitch()
                                                    || note.pitch() > spec.highPitch())
                            .count();
        }
        return (int) left;
    }

    @Override
    public TokenClock clock() {
        return new RemiCursor(spec, words, grammar);
    }

    /** {@inheritDoc} A note whose Duration is missing is none. */
    @Override
    public Score decode(int[] tokens) {
        RemiCursor cursor = new RemiCursor(spec, words, grammar);
        List<List<Note>> notes = new ArrayList<>();
        spec.programs().forEach(program -> notes.add(new ArrayList<>()));
        int program = 0;
        int pitch = 0;
        int velocity = bins.velocity(0);
        long held = 0;
        for (int token : tokens) {
            cursor.step(token);
            if (words.isPosition(token)) {
                program = 0;
            } else if (words.isProgram(token)) {
                program = token - words.firstProgram + 1;
            } else if (words.isPitch(token)) {
                pitch = token - words.firstPitch + spec.lowPitch();
                held = 0;
            } else if (words.isVelocity(token)) {
                velocity = bins.velocity(token - words.firstVelocity);
            } else if (token == words.hold) {
                held += words.durations;
            } else if (words.isDuration(token)) {
                long length = held + token - words.firstDuration + 1;
                notes.get(program)
                        .add(
                                new Note(
                                        cursor.tick(cursor.position()),
                                        cursor.tick(length),
                                        pitch,
                                        velocity));
            }
        }
        return new Score(cursor.ticksPerQuarter(), tracks(notes), cursor.tempos(), cursor.metres());
    }

    private List<Track> tracks(List<List<Note>> notes) {
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            if (!notes.get(i).isEmpty()) {
                int program = spec.programs().get(i);
                boolean percussion = program == RemiSpec.PERCUSSION;
                tracks.add(
                        new Track(
                                "", percussion ? 0 : program, percussion, notes.get(i), List.of()));
            }
        }
        return tracks;
    }
}
