// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.app.Pieces;
import org.timbrel.music.roll.Grid;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.TokenizerSpec;

/** A primer that is kept stays as it was, and what is new lies where it belongs. */
class PrimerTest {

    /** At 120 quarters a minute two bars of 4/4 are 4 s. */
    private static final double SECONDS = 4;

    static List<MusicCode> codes() {
        Score piece = played();
        PianoRollSpec roll = PianoRollSpec.DEFAULT.withGrid(Grid.parse("1/16"));
        return List.of(
                new TokenCode(TokenizerSpec.named("remi").fittedTo(List.of(piece))),
                new TokenCode(TokenizerSpec.named("performance").fittedTo(List.of(piece))),
                new RollCode(roll),
                new RollCode(roll.withGrid(Grid.parse("120t"))),
                new RollCode(roll.withGrid(Grid.parse("0.1s")).withOnsets(true)));
    }

    /** As people play: 7 ticks late, and every velocity another. */
    private static Score played() {
        Score walk = Pieces.walk(5, 8);
        Track track = new Track("lead", 0, false, notes(), List.of());
        return new Score(480, List.of(track), walk.tempos(), walk.metres());
    }

    private static List<Note> notes() {
        return Pieces.walk(5, 8).tracks().get(0).notes().stream()
                .map(
                        note ->
                                new Note(
                                        note.onset() + 7,
                                        note.duration() - 20,
                                        note.pitch(),
                                        1 + (int) (note.onset() / 240 * 7 % 127)))
                .toList();
    }

    /** What a network would draw that knows the piece by heart. */
    private static float[] rest(MusicCode code, Primer primer) {
        float[] whole = code.encodeOpen(played());
        int from = primer.frames().length;
        if (code.representation() == Representation.PERFORMANCE) {
            // Notes that the cut has ended make tokens of their own: what counts is the time.
            double end = secondsAfter(code, primer.frames(), from);
            from = 0;
            while (secondsAfter(code, whole, from + 1) <= end + 1e-9) {
                from++;
            }
        }
        return Arrays.copyOfRange(whole, from, whole.length);
    }

    private static double secondsAfter(MusicCode code, float[] frames, int count) {
        MusicCode.Clock clock = code.clock();
        double seconds = 0;
        for (int k = 0; k < count; k++) {
            seconds = clock.after(frames, k);
        }
        return seconds;
    }

    @ParameterizedTest
    @MethodSource("codes")
    void isKeptNoteByNote(MusicCode code) {
        Track held = new Track("lead", 0, false, notes(), List.of(new Pedal(3, true)));
        Score played = new Score(480, List.of(held), played().tempos(), played().metres());
        Primer primer = new Primer(played, SECONDS, code);
        Score piece = primer.continued(rest(code, primer), 100);
        long end = new TempoMap(played).tick(SECONDS);
        List<Note> kept =
                piece.tracks().get(0).notes().stream().filter(n -> n.onset() < end).toList();
        Score before = ScoreSpan.before(played(), end);
        assertEquals(before.tracks().get(0).notes(), kept);
        assertEquals("lead", piece.tracks().get(0).name());
        assertEquals(
                List.of(new Pedal(3, true), new Pedal(end, false)), piece.tracks().get(0).pedals());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void isFollowedInTime(MusicCode code) {
        Primer primer = new Primer(played(), SECONDS, code);
        Score piece = primer.continued(rest(code, primer), 100);
        Score original = played();
        assertEquals(original.noteCount(), piece.noteCount(), 1);
        // What is new lies on the code's grid: 0.1 s at most from where it was.
        TempoMap tempos = new TempoMap(piece);
        List<Note> was = original.tracks().get(0).notes();
        for (Note note : piece.tracks().get(0).notes()) {
            double seconds = tempos.seconds(note.onset());
            double nearest =
                    was.stream()
                            .filter(other -> other.pitch() == note.pitch())
                            .mapToDouble(o -> Math.abs(tempos.seconds(o.onset()) - seconds))
                            .min()
                            .orElse(Double.MAX_VALUE);
            // A roll without onsets begins again what the primer's end has cut.
            assertTrue(nearest <= 0.13 || Math.abs(seconds - SECONDS) < 0.13, code + " " + note);
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void endsAsLateAsWasAskedFor(MusicCode code) {
        Primer primer = new Primer(played(), SECONDS, code);
        Score kept = primer.continued(rest(code, primer), 2);
        assertEquals(SECONDS + 2, new TempoMap(kept).seconds(kept.end()), 0.13);
        Score added = primer.added(rest(code, primer), 2);
        double seconds = new TempoMap(added).seconds(added.end());
        // Where there are bars it begins with one: at most a bar of silence before it.
        double silence = code.timeline() == MusicCode.Timeline.QUARTERS ? 2 : 0;
        assertTrue(seconds >= 2 - 0.13 && seconds <= 2 + silence + 0.13, code + " " + seconds);
    }

    @Test
    void ofNothingIsRefused() {
        MusicCode code = codes().get(0);
        Score late =
                new Score(
                        480,
                        List.of(Track.of(List.of(new Note(4800, 480, 60, 80)))),
                        List.of(),
                        List.of());
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new Primer(late, 1, code));
        assertEquals("no note begins in its first 1.0 s", e.getMessage());
    }

    @Test
    void ofAShortPieceIsAllOfIt() {
        for (MusicCode code : codes()) {
            Primer primer = new Primer(played(), 1000, code);
            double whole = new TempoMap(played()).seconds(played().end());
            assertEquals(whole, primer.seconds(), 1e-9);
        }
    }
}
