// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.Melodies;
import org.timbrel.app.Sounds;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.synth.BuiltInSynthesizer;
import org.timbrel.music.synth.ScoreSound;

/** transcribe. */
class TranscribeCommandTest {

    private static final int RATE = 44_100;

    @TempDir private Path folder;

    private static float[] played(int program, List<Note> notes, boolean noise) throws IOException {
        ScoreSound sound = new BuiltInSynthesizer().open(Melodies.score(program, notes), RATE, 0.5);
        float[] samples = new float[(int) sound.samples()];
        for (int at = 0; at < samples.length; ) {
            at += sound.read(samples, at, samples.length - at);
        }
        return noise ? noisy(samples) : samples;
    }

    /** With white noise 30 dB below. */
    private static float[] noisy(float[] samples) {
        double power = 0;
        for (float sample : samples) {
            power += sample * sample;
        }
        double level = Math.sqrt(power / samples.length / 1000);
        Random random = new Random(1);
        for (int i = 0; i < samples.length; i++) {
            samples[i] += (float) (level * random.nextGaussian());
        }
        return samples;
    }

    private Path wav(float[] samples) throws IOException {
        return Sounds.wav(folder.resolve("sound.wav"), samples, WavEncoding.PCM_16);
    }

    private static List<Note> notes(Path file) throws IOException {
        Score score = MidiReader.read(file);
        return score.tracks().get(0).notes();
    }

    /** Flute and violin have vibrato; a piano's notes ring into each other. */
    @ParameterizedTest
    @CsvSource({"73, false", "73, true", "40, true", "0, false", "0, true", "24, true"})
    void melodiesComeBack(int program, boolean noise) throws IOException {
        double hits = 0;
        double all = 0;
        for (int seed = 1; seed <= 12; seed++) {
            List<Note> tune = Melodies.tune(seed);
            Path out = folder.resolve("heard.mid");
            Path sound = wav(played(program, tune, noise));
            Run.of("transcribe", sound, "-o", out, "--force", "-q").succeeded();
            List<Note> heard = new ArrayList<>(notes(out));
            all += tune.size() + heard.size();
            for (Note note : tune) {
                boolean hit =
                        heard.removeIf(
                                other ->
                                        other.pitch() == note.pitch()
                                                && Math.abs(other.onset() - note.onset())
                                                        <= 0.05 * Melodies.SECOND);
                hits += hit ? 1 : 0;
            }
        }
        double f1 = 2 * hits / all;
        assertTrue(f1 >= 0.95, "F1 " + f1);
    }

    @Test
    void louderNotesHaveHigherVelocities() throws IOException {
        List<Note> tune = List.of(new Note(480, 480, 64, 40), new Note(1440, 480, 67, 110));
        Path out = folder.resolve("heard.mid");
        Run.of("transcribe", wav(played(73, tune, false)), "-o", out).succeeded();
        List<Note> heard = notes(out);
        assertEquals(2, heard.size());
        assertEquals(100, heard.get(1).velocity());
        // (40 + 12) / (110 + 12), as velocities go with the root of amplitudes.
        assertEquals(43, heard.get(0).velocity(), 5);
    }

    @Test
    void theTempoIsToldAndTheTimesStay() throws IOException {
        Path sound = wav(played(73, List.of(new Note(1920, 960, 60, 90)), false));
        Path out = folder.resolve("new/folder/heard.mid");
        Run run = Run.of("transcribe", sound, "-o", out, "--bpm", 90, "--program", 73, "--json");
        JsonNode json = new ObjectMapper().readTree(run.succeeded().out());
        assertEquals(1, json.path("notes").asInt());
        assertEquals(60, json.path("lowest").asInt());
        Score score = MidiReader.read(out);
        assertEquals(666_667, score.tempos().get(0).microsPerQuarter());
        assertEquals(73, score.tracks().get(0).program());
        Note note = score.tracks().get(0).notes().get(0);
        assertEquals(2, new TempoMap(score).seconds(note.onset()), 0.05);
    }

    @Test
    void whatHasNoVoiceIsToldInALine() throws IOException {
        Path out = folder.resolve("heard.mid");
        Path silence = wav(new float[RATE]);
        Run.of("transcribe", silence, "-o", out)
                .failed(
                        "timbrel transcribe: "
                                + silence
                                + ": no notes found: no voice with a pitch");
        Path noise = Sounds.noise(folder.resolve("noise.wav"), 5 * RATE);
        Run.of("transcribe", noise, "-o", out)
                .failed("timbrel transcribe: " + noise + ": no notes found: no voice with a pitch");
        assertFalse(Files.exists(out));
    }

    @Test
    void badInputAndUsageAreNamed() throws IOException {
        Path out = folder.resolve("heard.mid");
        Path missing = folder.resolve("missing.wav");
        Run.of("transcribe", missing, "-o", out)
                .failed("timbrel transcribe: " + missing + ": no such file");
        Path midi = Melodies.write(folder.resolve("a.mid"), 0, Melodies.tune(1));
        Run run = Run.of("transcribe", midi, "-o", out);
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        Path sound = Sounds.noise(folder.resolve("noise.wav"), 100);
        Run.of("transcribe", sound, "-o", folder.resolve("x.wav"))
                .wrongUsage(
                        "timbrel transcribe: -o "
                                + folder.resolve("x.wav")
                                + " does not end in .mid");
        Run.of("transcribe", sound, "-o", out, "--bpm", 0)
                .wrongUsage("timbrel transcribe: --bpm 0.0 is outside 4..1000");
        Run.of("transcribe", sound, "-o", out, "--program", 128)
                .wrongUsage("timbrel transcribe: --program 128 is outside 0..127");
        Path old = Files.writeString(folder.resolve("old.mid"), "old");
        Run.of("transcribe", sound, "-o", old)
                .failed("timbrel transcribe: " + old + ": exists already; --force replaces it");
    }
}
