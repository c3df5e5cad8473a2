// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** What holds of every score and every sequence. */
final class TokenizerPropertyTest {

    private static final int SCORES = 100;

    static Stream<TokenizerSpec> specs() {
        return Stream.of(
                RemiSpec.DEFAULT,
                RemiSpec.DEFAULT.withVelocities(0).withTempos(true),
                RemiSpec.DEFAULT.withPositionsPerBeat(3).withVelocities(7),
                new RemiSpec(
                        4,
                        List.of(new TimeSignature(1, 4), new TimeSignature(4, 4)),
                        0,
                        127,
                        64,
                        List.of(RemiSpec.PERCUSSION, 17, 0),
                        true,
                        700_000),
                PerformanceSpec.DEFAULT,
                PerformanceSpec.DEFAULT.withVelocities(0),
                new PerformanceSpec(0, 127, 5, 25, 1, 7),
                new PerformanceSpec(60, 60, 64, 1, 1000, 0));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void decodingGivesTheScoreQuantised(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        int sounding = 0;
        for (long seed = 0; seed < SCORES; seed++) {
            Score score = RandomScore.of(seed);
            Score decoded = tokenizer.decode(tokenizer.encode(score));
            assertEquals(quantised(score, spec), decoded.tracks(), "seed " + seed);
            sounding += decoded.noteCount();
        }
        assertTrue(sounding > SCORES, sounding + " notes");
    }

    private static List<Track> quantised(Score score, TokenizerSpec spec) {
        return spec instanceof RemiSpec remi
                ? Quantised.remi(score, remi)
                : Quantised.performance(score, (PerformanceSpec) spec);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void quantisingIsIdempotent(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        for (long seed = 0; seed < SCORES; seed++) {
            int[] tokens = tokenizer.encode(RandomScore.of(seed));
            Score once = tokenizer.decode(tokens);
            assertEquals(once, tokenizer.decode(tokenizer.encode(once)), "seed " + seed);
            assertArrayEquals(tokens, tokenizer.encode(once), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void theGrammarTakesWhatIsEncoded(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        Grammar grammar = tokenizer.grammar();
        for (long seed = 0; seed < SCORES; seed++) {
            int[] tokens = tokenizer.encode(RandomScore.of(seed));
            int last = Sequences.walk(grammar, tokens);
            for (int token = 0; token < grammar.tokens(); token++) {
                assertEquals(
                        token == tokenizer.endToken() ? last : Grammar.FORBIDDEN,
                        grammar.after(last, token));
            }
            assertEquals(tokenizer.endToken(), tokens[tokens.length - 1]);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void whateverTheGrammarAllowsDecodesCutOffAnywhere(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        SplittableRandom random = new SplittableRandom(5);
        int notes = 0;
        for (int i = 0; i < 20; i++) {
            int[] tokens = Sequences.random(tokenizer.grammar(), tokenizer.endToken(), 400, random);
            for (int length = 0; length <= tokens.length; length += i % 2 == 0 ? 1 : 37) {
                notes += tokenizer.decode(Arrays.copyOf(tokens, length)).noteCount();
            }
            Score whole = tokenizer.decode(tokens);
            Sequences.walk(tokenizer.grammar(), tokenizer.encode(whole));
        }
        assertNotEquals(0, notes);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void timeDoesNotGoBack(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        for (long seed = 0; seed < SCORES; seed++) {
            TokenClock clock = tokenizer.clock();
            double now = 0;
            for (int token : tokenizer.encode(RandomScore.of(seed))) {
                double next = clock.after(token);
                // Sums of seconds are rounded where the tempo changes.
                assertTrue(next >= now - 1e-9, "from " + now + " to " + next);
                now = next;
            }
        }
    }

    @Test
    void metresTemposAndBarsAreKept() {
        RemiSpec spec = RemiSpec.DEFAULT.withTempos(true);
        Tokenizer remi = spec.open();
        for (long seed = 0; seed < SCORES; seed++) {
            Score score = RandomScore.of(seed);
            Score decoded = remi.decode(remi.encode(score));
            if (decoded.noteCount() > 0) {
                long end = decoded.end() / 60;
                assertEquals(Quantised.tempos(score, spec, end), decoded.tempos());
                // Every bar of the score begins a bar; metres without a token begin some more.
                long last = lastEvent(decoded);
                assertTrue(
                        Quantised.barStarts(decoded, 8, last)
                                .containsAll(Quantised.barStarts(score, 8, last)),
                        "seed " + seed);
            }
        }
    }

    private static long lastEvent(Score score) {
        List<Long> ticks = new ArrayList<>();
        score.tracks().forEach(track -> track.notes().forEach(note -> ticks.add(note.onset())));
        return ticks.stream().mapToLong(tick -> tick / 60).max().orElse(0);
    }

    @Test
    void aScoreBeyondAllBoundsIsRefused() {
        Score late =
                new Score(
                        1,
                        List.of(Track.of(List.of(new Note(1L << 40, 1, 60, 80)))),
                        List.of(),
                        List.of());
        for (TokenizerSpec spec : List.of(RemiSpec.DEFAULT, PerformanceSpec.DEFAULT)) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> spec.open().encode(late));
            assertTrue(refused.getMessage().contains("a note ends at"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void noSequenceEndsBeforeItsFirstNoteWhereThatIsAsked(TokenizerSpec spec) {
        Tokenizer tokenizer = spec.open();
        int end = tokenizer.endToken();
        Grammar grammar = tokenizer.grammar().endingAfter(end, tokenizer::beginsNote);
        assertEquals(Grammar.FORBIDDEN, grammar.after(grammar.start(), end));
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 50; i++) {
            int[] tokens = new int[60];
            int state = grammar.start();
            int count = 0;
            while (count < tokens.length) {
                // Always the end where it may come: as early as can be.
                int token = end;
                while (grammar.after(state, token) == Grammar.FORBIDDEN) {
                    token = random.nextInt(grammar.tokens());
                }
                tokens[count++] = token;
                state = grammar.after(state, token);
                if (token == end) {
                    break;
                }
            }
            if (tokens[count - 1] == end) {
                assertTrue(tokenizer.decode(Arrays.copyOf(tokens, count)).noteCount() > 0);
            }
        }
        for (long seed = 0; seed < SCORES; seed++) {
            Score score = RandomScore.of(seed);
            if (tokenizer.decode(tokenizer.encode(score)).noteCount() > 0) {
                Sequences.walk(grammar, tokenizer.encode(score));
            }
        }
    }
}
