// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.music.measures.Conditioning;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.Grammar;
import org.timbrel.music.tokens.TokenClock;
import org.timbrel.music.tokens.Tokenizer;
import org.timbrel.music.tokens.TokenizerSpec;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.TokenGrammar;

/** Tokens: a frame is one of them. */
public final class TokenCode implements MusicCode {

    private final TokenizerSpec spec;
    private final Tokenizer tokenizer;

    /** Of a spec. */
    public TokenCode(TokenizerSpec spec) {
        this.spec = spec;
        tokenizer = spec.open();
    }

    /** What makes the tokens. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public Representation representation() {
        return Representation.named(spec.representation());
    }

    @Override
    public int dims() {
        return 1;
    }

    @Override
    public Head head() {
        return new Head.Categorical(tokenizer.size());
    }

    @Override
    public TokenGrammar grammar() {
        // A piece without a note says nothing; networks that learned little end at once.
        Grammar grammar =
                tokenizer.grammar().endingAfter(tokenizer.endToken(), tokenizer::beginsNote);
        return new TokenGrammar(
                grammar.states(),
                grammar.tokens(),
                grammar.start(),
                tokenizer.endToken(),
                grammar.table());
    }

    @Override
    public Timeline timeline() {
        return representation() == Representation.REMI ? Timeline.QUARTERS : Timeline.SECONDS;
    }

    @Override
    public float[] encode(Score score) {
        return frames(tokenizer.encode(score));
    }

    /** The end of the piece before; token 0, as networks are given first. */
    @Override
    public float[] lead() {
        return new float[] {tokenizer.endToken()};
    }

    @Override
    public float[] encodeOpen(Score score) {
        float[] whole = encode(score);
        return Arrays.copyOf(whole, whole.length - 1);
    }

    @Override
    public boolean isEnd(float[] frames, int at) {
        return (int) frames[at] == tokenizer.endToken();
    }

    @Override
    public Score decode(float[] frames) {
        return tokenizer.decode(tokens(frames));
    }

    @Override
    public Fresh fresh(float[] primer, float[] added) {
        float[] all = Arrays.copyOf(primer, primer.length + added.length);
        System.arraycopy(added, 0, all, primer.length, added.length);
        Score whole = decode(all);
        Map<Sounding, Integer> known = new HashMap<>();
        for (Track track : decode(primer).tracks()) {
            track.notes().forEach(note -> known.merge(new Sounding(track, note), 1, Integer::sum));
        }
        List<Track> tracks = new ArrayList<>();
        for (Track track : whole.tracks()) {
            List<Note> notes = new ArrayList<>();
            for (Note note : track.notes()) {
                if (known.merge(new Sounding(track, note), -1, Integer::sum) < 0) {
                    notes.add(note);
                }
            }
            tracks.add(
                    new Track(
                            track.name(),
                            track.program(),
                            track.percussion(),
                            notes,
                            track.pedals()));
        }
        return new Fresh(
                new Score(whole.ticksPerQuarter(), tracks, whole.tempos(), whole.metres()),
                new TempoMap(whole).tick(secondsAfter(primer)));
    }

    /** A note of an instrument. */
    private record Sounding(int program, boolean percussion, Note note) {

        Sounding(Track track, Note note) {
            this(track.program(), track.percussion(), note);
        }
    }

    private double secondsAfter(float[] frames) {
        Clock clock = clock();
        double seconds = 0;
        for (int k = 0; k < frames.length; k++) {
            seconds = clock.after(frames, k);
        }
        return seconds;
    }

    @Override
    public Clock clock() {
        TokenClock clock = tokenizer.clock();
        return (frames, at) -> clock.after((int) frames[at]);
    }

    @Override
    public float[] measures(Score score, float[] frames) {
        float[] after =
                new Conditioning(Conditioning.WINDOW_SECONDS).ofTokens(tokenizer, tokens(frames));
        // A token is drawn knowing the moment that it comes at: where the one before it led to.
        float[] at = after.clone();
        System.arraycopy(after, 0, at, Conditioning.SIZE, after.length - Conditioning.SIZE);
        return at;
    }

    private static float[] frames(int[] tokens) {
        float[] frames = new float[tokens.length];
        for (int k = 0; k < tokens.length; k++) {
            frames[k] = tokens[k];
        }
        return frames;
    }

    private static int[] tokens(float[] frames) {
        int[] tokens = new int[frames.length];
        for (int k = 0; k < frames.length; k++) {
            tokens[k] = (int) frames[k];
        }
        return tokens;
    }

    @Override
    public String words() {
        return "%d tokens".formatted(tokenizer.size());
    }

    @Override
    public ObjectNode toJson() {
        return spec.toJson();
    }
}
