// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.app.Pieces;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.texture.ProceduralTexture;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** generate by models of MIDI files. */
class GenerateMusicTest {

    private static final List<String> REPRESENTATIONS = List.of("remi", "performance", "pianoroll");

    @TempDir private static Path shared;
    @TempDir private Path folder;

    /** Hardly trained: what it draws is wild, and so what the grammar must bear. */
    @BeforeAll
    static void train() {
        Pieces.walks(shared.resolve("in/walk"), 6);
        Pieces.waltzes(shared.resolve("in/waltz"), 6);
        for (String representation : REPRESENTATIONS) {
            Run.of(
                            "train",
                            shared.resolve("in"),
                            "-o",
                            shared.resolve(representation),
                            "--representation",
                            representation,
                            "--conditions",
                            "density,histogram,style",
                            "--hidden",
                            16,
                            "--steps",
                            20,
                            "--previews",
                            0)
                    .succeeded();
        }
    }

    private Run generate(String representation, Object... more) {
        List<Object> all = new ArrayList<>(List.of("generate", shared.resolve(representation)));
        all.addAll(List.of(more));
        return Run.of(all.toArray());
    }

    private Path out(String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remi", "performance", "pianoroll"})
    void writesPiecesInWhichNoNoteHangs(String representation)
            throws IOException, InvalidMidiDataException {
        generate(representation, "-o", out("a.mid"), "--count", 3, "--seconds", 8).succeeded();
        for (int k = 1; k <= 3; k++) {
            Path file = out("a-" + k + ".mid");
            Score score = MidiReader.read(file);
            assertTrue(new TempoMap(score).seconds(score.end()) <= 8.001);
            // By another reader: every note that begins ends, and no later than the last event.
            Sequence other = MidiSystem.getSequence(file.toFile());
            int on = 0;
            int begun = 0;
            for (javax.sound.midi.Track track : other.getTracks()) {
                for (int i = 0; i < track.size(); i++) {
                    MidiEvent event = track.get(i);
                    if (event.getMessage() instanceof ShortMessage message) {
                        boolean starts =
                                message.getCommand() == ShortMessage.NOTE_ON
                                        && message.getData2() > 0;
                        boolean ends =
                                message.getCommand() == ShortMessage.NOTE_OFF
                                        || (message.getCommand() == ShortMessage.NOTE_ON
                                                && message.getData2() == 0);
                        on += starts ? 1 : ends ? -1 : 0;
                        begun += starts ? 1 : 0;
                    }
                }
            }
            assertEquals(0, on);
            assertEquals(score.noteCount(), begun);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"remi", "performance", "pianoroll"})
    void givesTheSameBytesForASeedHoweverManyAreMade(String representation) throws IOException {
        generate(representation, "-o", out("a.mid"), "--seconds", 5, "--seed", 3).succeeded();
        generate(representation, "-o", out("b.mid"), "--seconds", 5, "--seed", 3, "--count", 4)
                .succeeded();
        generate(representation, "-o", out("c.mid"), "--seconds", 5, "--seed", 4).succeeded();
        byte[] one = Files.readAllBytes(out("a.mid"));
        assertArrayEquals(one, Files.readAllBytes(out("b-1.mid")));
        assertFalse(Arrays.equals(one, Files.readAllBytes(out("c.mid"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"remi", "performance", "pianoroll"})
    void keepsThePrimerNoteByNote(String representation) throws IOException {
        Score piece = Pieces.walk(77, 8);
        Path primer = Pieces.write(out("primer.mid"), piece);
        generate(
                        representation,
                        "-o",
                        out("a.mid"),
                        "--primer",
                        primer,
                        "--primer-seconds",
                        4,
                        "--keep-primer",
                        "--seconds",
                        5)
                .succeeded();
        Score whole = MidiReader.read(out("a.mid"));
        List<Note> kept =
                whole.tracks().get(0).notes().stream().filter(n -> n.onset() < 8 * 480).toList();
        assertEquals(
                piece.tracks().get(0).notes().stream().filter(n -> n.onset() < 8 * 480).toList(),
                kept);
        generate(representation, "-o", out("b.mid"), "--primer", primer, "--seconds", 5)
                .succeeded();
        assertTrue(MidiReader.read(out("b.mid")).end() >= 0);
    }

    @Test
    void saysThatAPrimerIsShorter() {
        Path primer = Pieces.write(out("primer.mid"), Pieces.walk(1, 1));
        Run run = generate("remi", "-o", out("a.mid"), "--primer", primer, "--primer-seconds", 9);
        assertEquals(0, run.status());
        assertEquals(
                List.of(primer + ": all its 2.00 s are gone on from; --primer-seconds is 9.0"),
                run.errLines());
    }

    @Test
    void canBeHeard() throws IOException {
        generate("pianoroll", "-o", out("a.wav"), "--steps", 8).succeeded();
        generate("pianoroll", "-o", out("a.mid"), "--steps", 8).succeeded();
        Run.of("render", out("a.mid"), "-o", out("b.wav")).succeeded();
        assertArrayEquals(Files.readAllBytes(out("b.wav")), Files.readAllBytes(out("a.wav")));
    }

    @Test
    void endsAfterSteps() throws IOException {
        Run run = generate("pianoroll", "-o", out("a.mid"), "--steps", 7).succeeded();
        assertTrue(run.out().endsWith("7 steps; as long as was asked for\n"), run.out());
        Score score = MidiReader.read(out("a.mid"));
        assertTrue(score.end() <= 7 * 240);
    }

    @Test
    void endsWhereTheNetworkEnds() {
        // Temperature 10 draws nearly any token that may come, the end among them.
        Run run =
                generate(
                                "remi",
                                "-o",
                                out("a.mid"),
                                "--temperature",
                                10,
                                "--seconds",
                                3600,
                                "--json")
                        .succeeded();
        assertTrue(run.out().contains("\"ending\" : \"end_token\""), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"remi", "performance", "pianoroll"})
    void takesConditionsAndKeyframes(String representation) {
        generate(
                        representation,
                        "-o",
                        out("a.mid"),
                        "--seconds",
                        4,
                        "--condition",
                        "density=40,histogram=C+E+G,style=waltz")
                .succeeded();
        generate(
                        representation,
                        "-o",
                        out("b.mid"),
                        "--seconds",
                        4,
                        "--condition",
                        "0:style=walk",
                        "--condition",
                        "2:style=waltz,density=9")
                .succeeded();
    }

    @Test
    void isSteeredByStyle() throws IOException {
        Path run = out("run");
        Run.of(
                        "train",
                        shared.resolve("in"),
                        "-o",
                        run,
                        "--conditions",
                        "style",
                        "--layers",
                        1,
                        "--hidden",
                        32,
                        "--dropout",
                        0.1,
                        "--learning-rate",
                        0.02,
                        "--batch",
                        8,
                        "--sequence-length",
                        128,
                        "--steps",
                        300,
                        "--patience",
                        0,
                        "--previews",
                        0)
                .succeeded();
        // Walks have 4.5 notes a second, waltzes 2.67.
        double walk = notesPerSecond(run, "style=walk");
        double waltz = notesPerSecond(run, "style=waltz");
        assertTrue(walk > 1.2 * waltz, walk + " and " + waltz);
        // One style first, the other later: what comes first is as with it alone.
        Run.of(
                        "generate",
                        run,
                        "-o",
                        out("m.mid"),
                        "--seconds",
                        16,
                        "--condition",
                        "0:style=walk",
                        "--condition",
                        "15:style=walk")
                .succeeded();
        Run.of("generate", run, "-o", out("w.mid"), "--seconds", 16, "--condition", "style=walk")
                .succeeded();
        assertArrayEquals(Files.readAllBytes(out("w.mid")), Files.readAllBytes(out("m.mid")));
    }

    private double notesPerSecond(Path run, String condition) throws IOException {
        Run.of(
                        "generate",
                        run,
                        "-o",
                        out("s.mid"),
                        "--force",
                        "--count",
                        8,
                        "--seconds",
                        20,
                        "--condition",
                        condition)
                .succeeded();
        double notes = 0;
        double seconds = 0;
        for (int k = 1; k <= 8; k++) {
            Score score = MidiReader.read(out("s-" + k + ".mid"));
            notes += score.noteCount();
            seconds += new TempoMap(score).seconds(score.end());
        }
        return notes / seconds;
    }

    @Test
    void refusesWhatDoesNotGoWithMusic() throws IOException {
        generate("remi", "-o", out("a.npz"))
                .wrongUsage(
                        "timbrel generate: -o "
                                + out("a.npz")
                                + ": this model makes files that end in .mid or .wav");
        generate("remi", "-o", out("a.mid"), "--loudness", "3")
                .wrongUsage(
                        "timbrel generate: --loudness and --brightness are for sounds: this model"
                                + " makes music");
        generate("remi", "-o", out("a.mid"), "--top-p", 0)
                .wrongUsage("timbrel generate: --top-p 0.0 is outside 0..1, without 0");
        generate("remi", "-o", out("a.mid"), "--condition", "style=jazz")
                .wrongUsage(
                        "timbrel generate: --condition 'style=jazz': there is no style 'jazz'; this"
                                + " model has: walk, waltz");
        assertFalse(Files.exists(out("a.mid")));
    }

    @Test
    void refusesPrimersOfTheOtherKind() throws IOException {
        Path sound = Sounds.noise(out("hum.wav"), 8000);
        generate("remi", "-o", out("a.mid"), "--primer", sound)
                .failed(
                        "timbrel generate: "
                                + sound
                                + ": is a sound, and the model goes on from MIDI files: 'timbrel"
                                + " transcribe "
                                + sound
                                + " -o primer.mid' writes down one that has a single voice");
        Path rain = Textures.write(out("rain.wav"), ProceduralTexture.RAIN, 1, 3);
        Path texture = out("texture");
        Run.of(
                "train",
                rain,
                "-o",
                texture,
                "--steps",
                2,
                "--hidden",
                8,
                "--clusters",
                6,
                "--batch",
                4,
                "--sequence-length",
                20,
                "--previews",
                0);
        Path piece = Pieces.write(out("piece.mid"), Pieces.walk(1, 2));
        Run.of("generate", texture, "-o", out("a.wav"), "--primer", piece)
                .failed(
                        "timbrel generate: "
                                + piece
                                + ": is a MIDI file, and the model goes on from sounds: 'timbrel"
                                + " render "
                                + piece
                                + " -o primer.wav' makes one of it");
        Run.of("generate", texture, "-o", out("a.mid"))
                .wrongUsage(
                        "timbrel generate: -o "
                                + out("a.mid")
                                + ": this model makes files that end in .wav or .npz");
    }
}
