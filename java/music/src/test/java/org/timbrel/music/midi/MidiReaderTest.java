// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.music.midi.MidiBytes.chunk;
import static org.timbrel.music.midi.MidiBytes.file;
import static org.timbrel.music.midi.MidiBytes.header;
import static org.timbrel.music.midi.MidiBytes.hex;
import static org.timbrel.music.midi.MidiBytes.join;
import static org.timbrel.music.midi.MidiBytes.track;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** Files by hand: each kind of event, and what files in the wild do. */
class MidiReaderTest {

    private static List<Note> notes(String events) throws MidiException {
        return MidiReader.read(file(0, 96, track(events))).tracks().get(0).notes();
    }

    @Test
    void velocity0EndsANote() throws Exception {
        assertEquals(
                List.of(new Note(0, 16, 60, 64), new Note(16, 32, 62, 65)),
                notes("00 90 3c 40 | 10 3c 00 | 00 3e 41 | 20 3e 00 | 00 ff2f00"));
    }

    @Test
    void ofTwoOnOneKeyTheFirstEndsFirst() throws Exception {
        assertEquals(
                List.of(new Note(0, 24, 60, 1), new Note(8, 32, 60, 2)),
                notes("00 90 3c 01 | 08 3c 02 | 10 3c 00 | 10 3c 00"));
    }

    @Test
    void hangingNotesEndWithTheTrack() throws Exception {
        assertEquals(
                List.of(new Note(0, 48, 60, 64), new Note(16, 32, 64, 64)),
                notes("00 90 3c 40 | 10 40 40 | 20 ff 2f 00"));
    }

    @Test
    void hangingNotesOnOneKeyLastUntilTheNext() throws Exception {
        assertEquals(
                List.of(new Note(0, 16, 60, 64), new Note(16, 32, 60, 65)),
                notes("00 90 3c 40 | 10 3c 41 | 20 ff 2f 00"));
    }

    @Test
    void aNoteThatEndsAtOnceLastsATick() throws Exception {
        assertEquals(List.of(new Note(5, 1, 60, 64)), notes("05 90 3c 40 | 00 3c 00"));
    }

    @Test
    void endsWithoutBeginningAreLeftOut() throws Exception {
        assertEquals(List.of(new Note(1, 1, 60, 9)), notes("00 80 3c 40 | 01 90 3c 09 | 01 3c 00"));
    }

    @Test
    void allNotesOffEndsThem() throws Exception {
        assertEquals(
                List.of(new Note(0, 16, 60, 64), new Note(0, 16, 64, 64)),
                notes("00 90 3c 40 | 00 40 40 | 10 b0 7b 00 | 60 ff 2f 00"));
    }

    @Test
    void runningStatusGoesOnBehindMetaAndSystemEvents() throws Exception {
        assertEquals(
                List.of(new Note(0, 32, 60, 64)),
                notes("00 90 3c 40 | 10 ff 01 01 41 | 00 f0 02 41 f7 | 10 3c 00"));
    }

    @Test
    void otherEventsArePassedOver() throws Exception {
        assertEquals(
                List.of(new Note(0, 16, 60, 64)),
                notes(
                        "00 e0 00 40 | 00 d0 11 | 00 a0 3c 11 | 00 b0 07 64 | 00 ff 7f 02 0102 |"
                                + "00 90 3c 40 | 10 80 3c 40 | 00 ff 2f 00"));
    }

    @Test
    void whatComesAfterTheEndIsLeftOut() throws Exception {
        assertEquals(
                List.of(new Note(0, 16, 60, 64)),
                notes("00 90 3c 40 | 10 3c 00 | 00 ff 2f 00 | 00 90 3e 40 | 10 3e 00"));
    }

    @Test
    void pedalsAreWhereTheValueCrosses64() throws Exception {
        Score score =
                MidiReader.read(
                        file(
                                0,
                                96,
                                track(
                                        "00 b0 40 00 | 01 40 3f | 01 40 40 | 01 40 7f | 01 40 3f |"
                                                + "01 40 7f | 01 79 00 | 00 90 3c 40 | 10 3c 00")));
        assertEquals(
                List.of(
                        new Pedal(2, true),
                        new Pedal(4, false),
                        new Pedal(5, true),
                        new Pedal(6, false)),
                score.tracks().get(0).pedals());
    }

    @Test
    void channelsAndProgramsAreTracks() throws Exception {
        Score score =
                MidiReader.read(
                        file(
                                0,
                                96,
                                track(
                                        "00 ff 03 02 4869 | 00 c1 05 | 00 91 3c 40 | 00 99 24 50 |"
                                                + "00 c1 07 | 10 91 3c 00 | 00 3e 41 | 10 3e 00 |"
                                                + "00 99 24 00")));
        assertEquals(
                List.of(
                        new Track(
                                "Hi",
                                7,
                                false,
                                List.of(new Note(0, 16, 60, 64), new Note(16, 16, 62, 65)),
                                List.of()),
                        new Track("Hi", 0, true, List.of(new Note(0, 32, 36, 80)), List.of())),
                score.tracks());
        Score changed =
                MidiReader.read(
                        file(
                                0,
                                96,
                                track(
                                        "00 c1 05 | 00 91 3c 40 | 08 c1 03 | 08 91 3c 00 | 00 3e 41 | 10 3e 00")));
        assertEquals(List.of(3, 5), changed.tracks().stream().map(Track::program).toList());
    }

    @Test
    void settingsOfTheFirstChunkHoldForOthers() throws Exception {
        Score score =
                MidiReader.read(
                        file(
                                1,
                                96,
                                track("00 c3 2a | 00 b3 40 7f | 10 40 00 | 00 ff 2f 00"),
                                track("00 93 3c 40 | 10 3c 00"),
                                track("00 c3 2b | 00 93 3e 40 | 10 3e 00"),
                                track("00 ff 21 01 01 | 00 93 40 40 | 10 40 00")));
        assertEquals(List.of(42, 43, 0), score.tracks().stream().map(Track::program).toList());
        List<Pedal> pedals = List.of(new Pedal(0, true), new Pedal(16, false));
        assertEquals(pedals, score.tracks().get(0).pedals());
        assertEquals(pedals, score.tracks().get(1).pedals());
        assertEquals(List.of(), score.tracks().get(2).pedals(), "another port");
    }

    @Test
    void temposAndMetresOfAllChunksCount() throws Exception {
        Score score =
                MidiReader.read(
                        file(
                                1,
                                96,
                                track("00 ff 58 04 03 02 18 08 | 60 ff 51 03 0f4240"),
                                track("00 ff 51 03 07a121 | 30 ff 58 04 06 03 24 08")));
        assertEquals(List.of(new Tempo(0, 500_001), new Tempo(96, 1_000_000)), score.tempos());
        assertEquals(List.of(new Metre(0, 3, 4), new Metre(48, 6, 8)), score.metres());
    }

    @Test
    void ofTwoTemposAtATickTheLastCounts() throws Exception {
        Score score =
                MidiReader.read(file(0, 96, track("00 ff 51 03 07a120 | 00 ff 51 03 07a121")));
        assertEquals(List.of(new Tempo(0, 500_001)), score.tempos());
    }

    @Test
    void patternsPlayOneAfterTheOther() throws Exception {
        MidiFile file =
                MidiReader.readFile(
                        file(
                                2,
                                96,
                                track(
                                        "00 ff 51 03 0f4240 | 00 ff 58 04 03021808 | 00 90 3c 40 | 60 3c 00 | 30 ff 2f 00"),
                                track("00 90 3e 40 | 10 3e 00 | 00 b0 40 7f")));
        Score score = file.score();
        assertEquals(2, file.format());
        assertEquals(List.of(new Tempo(0, 1_000_000), new Tempo(144, 500_000)), score.tempos());
        assertEquals(List.of(new Metre(0, 3, 4), new Metre(144, 4, 4)), score.metres());
        assertEquals(List.of(new Note(0, 96, 60, 64)), score.tracks().get(0).notes());
        assertEquals(List.of(new Note(144, 16, 62, 64)), score.tracks().get(1).notes());
        assertEquals(List.of(new Pedal(160, true)), score.tracks().get(1).pedals());
    }

    @ParameterizedTest
    @CsvSource({
        // The negative rate, ticks a frame, and seconds of a tick by the definition.
        "0xe8, 4, 1, 96",
        "0xe8, 255, 1, 6120",
        "0xe7, 40, 1, 1000",
        "0xe7, 1, 1, 25",
        "0xe3, 80, 1001, 2400000",
        "0xe3, 100, 1001, 3000000",
        "0xe2, 10, 1, 300"
    })
    void smpteTicksAreExact(String rate, int ticksPerFrame, double numerator, double denominator)
            throws Exception {
        int division = Integer.decode(rate) << 8 | ticksPerFrame;
        MidiFile file =
                MidiReader.readFile(
                        file(0, division, track("00 ff 51 03 0f4240 | 00 90 3c 40 | ff 7f 3c 00")));
        assertTrue(file.smpte());
        double tick = numerator / denominator;
        long end = file.score().end();
        assertEquals(16_383, end);
        // Both are one rounding off the exact value.
        assertEquals(end * tick, new TempoMap(file.score()).seconds(end), 1e-15 * end);
    }

    @Test
    void riffIsUnwrapped() throws Exception {
        byte[] midi = file(0, 96, track("00 90 3c 40 | 10 3c 00"));
        byte[] size = {(byte) midi.length, 0, 0, 0};
        byte[] riff =
                join(
                        "RIFF0000RMIDDISP".getBytes(StandardCharsets.US_ASCII),
                        hex("03000000 41424300"),
                        "data".getBytes(StandardCharsets.US_ASCII),
                        size,
                        midi);
        assertTrue(MidiReader.isMidi(riff));
        assertEquals(MidiReader.read(midi), MidiReader.read(riff));
    }

    @Test
    void unknownChunksAndWhatFollowsAreLeftOut() throws Exception {
        byte[] tracks = track("00 90 3c 40 | 10 3c 00");
        byte[] file =
                join(header(0, 1, 96), chunk("XFIH", hex("010203")), tracks, hex("deadbeef00"));
        assertEquals(1, MidiReader.read(file).noteCount());
        byte[] longHeader = join(chunk("MThd", hex("0000 0001 0060 1234")), tracks);
        assertEquals(1, MidiReader.read(longHeader).noteCount());
    }

    @Test
    void namesAreUtf8OrLatin1() throws Exception {
        String events = " | 00 90 3c 40 | 10 3c 00";
        assertEquals(
                "ä",
                MidiReader.read(file(0, 96, track("00 ff 03 02 c3a4" + events)))
                        .tracks()
                        .get(0)
                        .name());
        assertEquals(
                "ä",
                MidiReader.read(file(0, 96, track("00 ff 03 01 e4" + events)))
                        .tracks()
                        .get(0)
                        .name());
    }

    @Test
    void filesWithoutNotesAreScoresWithoutTracks() throws Exception {
        Score score = MidiReader.read(file(1, 480, track("00 ff 2f 00"), track("00 c0 05")));
        assertEquals(new Score(480, List.of(), List.of(), List.of()), score);
        assertEquals(0, MidiReader.read(header(1, 0, 480)).noteCount());
    }

    @Test
    void otherFilesAreNone() {
        assertFalse(MidiReader.isMidi(hex("4d 54 68")));
        assertFalse(MidiReader.isMidi("RIFF0000WAVE".getBytes(StandardCharsets.US_ASCII)));
    }
}
