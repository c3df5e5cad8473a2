// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.music.score.BarMap;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** Every piece of the corpus, and others, are music by the rules that they claim. */
class ComposerTest {

    private static final Map<PieceSpec, Score> COMPOSED = new HashMap<>();

    private static Score compose(PieceSpec spec) {
        return COMPOSED.computeIfAbsent(spec, Composer::compose);
    }

    static Stream<PieceSpec> pieces() {
        List<PieceSpec> more = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            more.add(
                    new PieceSpec(
                            List.of(Style.values()).get(i % 2),
                            new Key(i % 12, i % 5 < 2),
                            List.of(Pulse.values()).get(i / 2 % 4),
                            16 + 4 * (i % 9),
                            i % 3 == 0,
                            1000 + i));
        }
        return Stream.concat(Corpus.pieces().values().stream(), more.stream());
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void hasTheBarsItShould(PieceSpec spec) {
        Score score = compose(spec);
        BarMap bars = new BarMap(score);
        assertEquals(spec.bars() + (spec.pickup() ? 1 : 0), bars.barsUntil(score.end()));
        long units = (long) spec.bars() * spec.pulse().bar();
        // Up to the little silence behind the last note.
        long silence = units * Pulse.UNIT - score.end();
        assertTrue(silence >= 0 && silence < Pulse.UNIT / 2, "silence of " + silence);
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void keepsToItsKey(PieceSpec spec) {
        Score score = compose(spec);
        int of = 0;
        int all = 0;
        for (Track track : pitched(score)) {
            for (Note note : track.notes()) {
                assertTrue(spec.key().allows(note.pitch()), note + " in " + spec.key().label());
                of += spec.key().has(note.pitch()) ? 1 : 0;
                all++;
            }
        }
        assertTrue(of > 0.9 * all, of + " of " + all + " notes are of the scale");
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void endsOnTheTonic(PieceSpec spec) {
        List<Track> tracks = pitched(compose(spec));
        Track melody = tracks.get(0);
        Track bass = tracks.get(tracks.size() - 1);
        for (Track track : List.of(melody, bass)) {
            Note last = track.notes().get(track.notes().size() - 1);
            assertEquals(spec.key().tonic(), last.pitch() % 12, track.name());
        }
        Set<Integer> triad = Set.of(0, spec.key().minor() ? 3 : 4, 7);
        long end = melody.end();
        for (Track track : tracks) {
            for (Note note : track.notes()) {
                if (note.end() == end) {
                    int above = Math.floorMod(note.pitch() - spec.key().tonic(), 12);
                    assertTrue(triad.contains(above), track.name() + " " + note);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void noKeySoundsTwice(PieceSpec spec) {
        for (Track track : compose(spec).tracks()) {
            long[] free = new long[Note.KEYS];
            for (Note note : track.notes()) {
                assertTrue(note.onset() >= free[note.pitch()], track.name() + " " + note);
                free[note.pitch()] = note.end();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void voicesAreSungByOneEachInTheirRanges(PieceSpec spec) {
        if (spec.style() != Style.CHORALE) {
            return;
        }
        List<Track> tracks = compose(spec).tracks();
        assertEquals(
                List.of("Soprano", "Alto", "Tenor", "Bass"),
                tracks.stream().map(Track::name).toList());
        for (int i = 0; i < 4; i++) {
            long free = 0;
            for (Note note : tracks.get(i).notes()) {
                assertTrue(note.onset() >= free, "one note at a time");
                free = note.end();
                assertTrue(note.pitch() >= VoiceLeading.LOWEST.get(3 - i), note.toString());
                assertTrue(note.pitch() <= VoiceLeading.HIGHEST.get(3 - i), note.toString());
            }
        }
    }

    static Stream<PieceSpec> corpus() {
        return Corpus.pieces().values().stream();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void parallelsAreRare(PieceSpec spec) {
        if (spec.style() != Style.CHORALE) {
            return;
        }
        List<Slot> slots =
                Slot.of(
                        spec,
                        Collections.nCopies(
                                spec.pulse().bar() / spec.pulse().beat(), spec.pulse().beat()));
        int[][] notes = VoiceLeading.lead(spec, slots);
        int parallels = 0;
        for (int i = 1; i < notes.length; i++) {
            for (int high = 1; high < 4; high++) {
                for (int low = 0; low < high; low++) {
                    int before = interval(spec, slots.get(i - 1), notes[i - 1], low, high);
                    int after = interval(spec, slots.get(i), notes[i], low, high);
                    boolean moves = notes[i][high] != notes[i - 1][high];
                    parallels += moves && before == after && before % 7 == 0 ? 1 : 0;
                }
            }
        }
        // Of six pairs of voices at every chord.
        assertTrue(parallels <= notes.length / 20, parallels + " in " + notes.length + " chords");
    }

    private static int interval(PieceSpec spec, Slot slot, int[] notes, int low, int high) {
        Key key = spec.key();
        return (slot.chord().pitch(key, notes[high]) - slot.chord().pitch(key, notes[low])) % 12;
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void theTuneStaysInItsRange(PieceSpec spec) {
        if (spec.style() != Style.DANCE) {
            return;
        }
        List<Track> tracks = compose(spec).tracks();
        for (Note note : tracks.get(0).notes()) {
            assertTrue(note.pitch() >= 60 && note.pitch() <= 89, note.toString());
        }
        for (Note note : tracks.get(2).notes()) {
            assertTrue(note.pitch() >= 28 && note.pitch() <= 55, note.toString());
        }
        long voices = tracks.get(0).notes().stream().map(Note::pitch).distinct().count();
        assertTrue(voices >= 5, "a tune has more than " + voices + " pitches");
    }

    @Test
    void phrasesOfALetterComeBack() {
        PieceSpec spec = new PieceSpec(Style.DANCE, new Key(7, false), Pulse.COMMON, 32, false, 5);
        List<Note> tune = compose(spec).tracks().get(0).notes();
        long phrase = 4L * spec.pulse().bar() * Pulse.UNIT;
        Set<String> first = onsets(tune, 0, phrase);
        Set<String> again = onsets(tune, 2 * phrase, phrase);
        Set<String> other = onsets(tune, phrase, phrase);
        assertTrue(again.containsAll(first), "ornaments only add");
        assertNotEquals(first, other);
    }

    private static Set<String> onsets(List<Note> notes, long from, long length) {
        Set<String> onsets = new HashSet<>();
        for (Note note : notes) {
            if (note.onset() >= from && note.onset() < from + length) {
                onsets.add(note.onset() - from + " " + note.pitch());
            }
        }
        return onsets;
    }

    @Test
    void seedsDecide() {
        PieceSpec spec = Corpus.pieces().values().iterator().next();
        assertEquals(Composer.compose(spec), Composer.compose(spec));
        PieceSpec other =
                new PieceSpec(
                        spec.style(), spec.key(), spec.pulse(), spec.bars(), spec.pickup(), 77);
        assertNotEquals(Composer.compose(spec), Composer.compose(other));
    }

    @Test
    void theCorpusIsVaried() {
        var pieces = Corpus.pieces().values();
        assertEquals(36, pieces.size());
        for (Style style : Style.values()) {
            var own = pieces.stream().filter(piece -> piece.style() == style).toList();
            assertEquals(18, own.size());
            assertEquals(4, own.stream().map(PieceSpec::pulse).distinct().count());
            assertTrue(own.stream().map(PieceSpec::key).distinct().count() >= 12);
            assertTrue(own.stream().map(PieceSpec::bars).distinct().count() >= 6);
            assertTrue(own.stream().anyMatch(PieceSpec::pickup));
        }
        Set<List<Track>> tracks = new HashSet<>();
        pieces.forEach(piece -> tracks.add(compose(piece).tracks()));
        assertEquals(36, tracks.size());
    }

    @Test
    void otherNumbersOfBarsAreRefused() {
        for (int bars : List.of(12, 18, 52)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new PieceSpec(Style.DANCE, new Key(0, false), Pulse.JIG, bars, false, 1));
        }
        assertThrows(IllegalArgumentException.class, () -> new Key(12, false));
    }

    private static List<Track> pitched(Score score) {
        return score.tracks().stream().filter(track -> !track.percussion()).toList();
    }
}
