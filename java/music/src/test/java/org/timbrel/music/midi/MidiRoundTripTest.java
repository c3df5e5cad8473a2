// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.Sequencer;
import javax.sound.midi.ShortMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** What is written reads as the same score, here and by the JDK. */
class MidiRoundTripTest {

    private static final int SCORES = 400;

    @Test
    void randomScoresComeBack() throws Exception {
        int notes = 0;
        for (long seed = 0; seed < SCORES; seed++) {
            Score score = RandomScore.of(seed);
            assertEquals(score, MidiReader.read(MidiWriter.bytes(score)), "seed " + seed);
            notes += score.noteCount();
        }
        assertTrue(notes > 10_000, "the scores hold music: " + notes);
    }

    @Test
    void throughAFile(@TempDir Path folder) throws Exception {
        Score score = RandomScore.of(5);
        MidiWriter.write(score, folder.resolve("a.mid"));
        MidiFile file = MidiReader.readFile(folder.resolve("a.mid"));
        assertEquals(score, file.score());
        assertEquals(1, file.format());
        assertEquals(score.tracks().size() + 1, file.chunks());
    }

    /** Another reader hears the same notes, tick by tick, and a sequencer the same duration. */
    @Test
    void theJdkReadsTheSameNotes() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            Score score = RandomScore.of(seed);
            Sequence read =
                    MidiSystem.getSequence(new ByteArrayInputStream(MidiWriter.bytes(score)));
            assertEquals(score.ticksPerQuarter(), read.getResolution());
            assertEquals(score.tracks().size() + 1, read.getTracks().length);
            for (int i = 0; i < score.tracks().size(); i++) {
                assertEquals(
                        edges(score.tracks().get(i)),
                        edges(read.getTracks()[i + 1]),
                        "seed " + seed);
            }
        }
    }

    @Test
    void theJdkCountsTheSameSeconds() throws Exception {
        Score score = RandomScore.of(11);
        assertTrue(score.tempos().size() > 1 && score.noteCount() > 0);
        Sequence read = MidiSystem.getSequence(new ByteArrayInputStream(MidiWriter.bytes(score)));
        double expected = new TempoMap(score).seconds(read.getTickLength());
        // The JDK rounds each tempo's share to microseconds.
        assertEquals(expected, read.getMicrosecondLength() / 1e6, 1e-5);
    }

    private static List<String> edges(Track track) {
        List<String> edges = new ArrayList<>();
        for (Note note : track.notes()) {
            edges.add(note.onset() + " on " + note.pitch() + " " + note.velocity());
            edges.add(note.end() + " off " + note.pitch());
        }
        for (Pedal pedal : track.pedals()) {
            edges.add(pedal.tick() + " pedal " + pedal.down());
        }
        Collections.sort(edges);
        return edges;
    }

    private static List<String> edges(javax.sound.midi.Track track) {
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < track.size(); i++) {
            MidiEvent event = track.get(i);
            if (event.getMessage() instanceof ShortMessage message) {
                switch (message.getCommand()) {
                    case ShortMessage.NOTE_ON ->
                            edges.add(
                                    event.getTick()
                                            + " on "
                                            + message.getData1()
                                            + " "
                                            + message.getData2());
                    case ShortMessage.NOTE_OFF ->
                            edges.add(event.getTick() + " off " + message.getData1());
                    case ShortMessage.CONTROL_CHANGE ->
                            edges.add(event.getTick() + " pedal " + (message.getData2() > 63));
                    default -> assertEquals(ShortMessage.PROGRAM_CHANGE, message.getCommand());
                }
            }
        }
        Collections.sort(edges);
        return edges;
    }

    @Test
    void everyTrackHasAChannelOfItsOwn() throws Exception {
        List<Track> tracks =
                IntStream.range(0, 128)
                        .mapToObj(
                                i ->
                                        new Track(
                                                "t" + i,
                                                i,
                                                i % 50 == 7,
                                                List.of(new Note(i, 10, 60, 64)),
                                                i % 2 == 0
                                                        ? List.of(new Pedal(i, true))
                                                        : List.of()))
                        .toList();
        Score score = new Score(480, tracks, List.of(), List.of());
        assertEquals(score, MidiReader.read(MidiWriter.bytes(score)));
    }

    @Test
    void moreTracksThanChannelsAreRefused() throws Exception {
        Track drums = new Track("", 0, true, List.of(new Note(0, 1, 36, 64)), List.of());
        Score full = new Score(480, Collections.nCopies(128, drums), List.of(), List.of());
        assertEquals(full, MidiReader.read(MidiWriter.bytes(full)));
        Score over = new Score(480, Collections.nCopies(129, drums), List.of(), List.of());
        String message =
                assertThrows(MidiException.class, () -> MidiWriter.bytes(over)).getMessage();
        assertTrue(message.contains("128 tracks of percussion"), message);
    }

    @Test
    void aScoreWithoutTracksComesBack() throws Exception {
        Score empty = new Score(96, List.of(), List.of(), List.of());
        assertEquals(empty, MidiReader.read(MidiWriter.bytes(empty)));
    }

    @Test
    void longRestsComeBack() throws Exception {
        // 3·10¹⁰ ticks are a hundred times what one step between events can be.
        Track track = Track.of(List.of(new Note(0, 1, 60, 1), new Note(30_000_000_000L, 5, 60, 2)));
        Score score =
                new Score(Score.MAX_TICKS, List.of(track), List.of(tempo(100_000)), List.of());
        byte[] bytes = MidiWriter.bytes(score);
        assertEquals(score, MidiReader.read(bytes));
        Sequence read = MidiSystem.getSequence(new ByteArrayInputStream(bytes));
        assertEquals(30_000_000_005L, read.getTickLength());
    }

    private static org.timbrel.music.score.Tempo tempo(int micros) {
        return new org.timbrel.music.score.Tempo(0, micros);
    }

    @Test
    void aNoteWithinAnotherKeepsOnsetsAndEnds() throws Exception {
        Track nested = Track.of(List.of(new Note(0, 100, 60, 1), new Note(10, 20, 60, 2)));
        Score score = new Score(96, List.of(nested), List.of(), List.of());
        assertEquals(
                List.of(new Note(0, 30, 60, 1), new Note(10, 90, 60, 2)),
                MidiReader.read(MidiWriter.bytes(score)).tracks().get(0).notes());
    }

    @Test
    void theSameScoreGivesTheSameBytes() throws Exception {
        assertArrayEquals(MidiWriter.bytes(RandomScore.of(3)), MidiWriter.bytes(RandomScore.of(3)));
    }

    /** Reading is the same whether or not a status byte is left out where it may be. */
    @Test
    void runningStatusMakesNoDifference() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            Score score = RandomScore.of(seed);
            Sequence sequence =
                    MidiSystem.getSequence(new ByteArrayInputStream(MidiWriter.bytes(score)));
            byte[][] shortened = new byte[sequence.getTracks().length][];
            byte[][] full = new byte[shortened.length][];
            for (int i = 0; i < shortened.length; i++) {
                shortened[i] = RunningStatus.chunk(sequence.getTracks()[i], true);
                full[i] = RunningStatus.chunk(sequence.getTracks()[i], false);
                assertTrue(shortened[i].length <= full[i].length);
            }
            int division = score.ticksPerQuarter();
            assertEquals(score, MidiReader.read(MidiBytes.file(1, division, shortened)));
            assertEquals(score, MidiReader.read(MidiBytes.file(1, division, full)));
        }
    }

    @Test
    void format0HoldsTheSameMusic() throws Exception {
        Score score = RandomScore.of(2);
        assertTrue(score.tracks().size() > 1, "several tracks");
        Sequence sequence =
                MidiSystem.getSequence(new ByteArrayInputStream(MidiWriter.bytes(score)));
        Sequence one = new Sequence(Sequence.PPQ, score.ticksPerQuarter());
        javax.sound.midi.Track all = one.createTrack();
        for (javax.sound.midi.Track track : sequence.getTracks()) {
            for (int i = 0; i < track.size(); i++) {
                if (!(track.get(i).getMessage() instanceof MetaMessage meta)
                        || meta.getType() != MidiEvents.META_NAME) {
                    all.add(track.get(i));
                }
            }
        }
        var bytes = new java.io.ByteArrayOutputStream();
        MidiSystem.write(one, 0, bytes);
        MidiFile read = MidiReader.readFile(bytes.toByteArray());
        assertEquals(0, read.format());
        assertEquals(score.metres(), read.score().metres());
        assertEquals(score.tempos(), read.score().tempos());
        assertEquals(byProgram(score), byProgram(read.score()));
    }

    private static Map<String, List<Note>> byProgram(Score score) {
        Map<String, List<Note>> notes = new TreeMap<>();
        for (Track track : score.tracks()) {
            String key = track.percussion() + " " + track.program();
            notes.merge(
                    key,
                    track.notes(),
                    (a, b) ->
                            java.util.stream.Stream.concat(a.stream(), b.stream())
                                    .sorted()
                                    .toList());
        }
        return notes;
    }

    @Test
    void gervillPlaysIt() throws Exception {
        Sequencer sequencer = MidiSystem.getSequencer(false);
        sequencer.open();
        sequencer.setSequence(new ByteArrayInputStream(MidiWriter.bytes(RandomScore.of(7))));
        assertTrue(sequencer.getMicrosecondLength() > 0);
        sequencer.close();
    }
}
