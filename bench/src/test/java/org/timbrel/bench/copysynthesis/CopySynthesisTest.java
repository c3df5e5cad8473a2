// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.io.AudioClip;

class CopySynthesisTest {

    private static final Path CLONE = Path.of("..");

    @TempDir private Path folder;

    @Test
    void resultsComeInTheOrderOfTheSounds() throws IOException, InterruptedException {
        List<TestSound> sounds =
                List.of(PitchedSound.GLIDE.make(1, 1), PitchedSound.SPEECH.make(1, 2));
        List<String> log = new ArrayList<>();
        List<CopyResult> results =
                new CopySynthesis(
                                CopyMethod.named(List.of("texture/noise", "texture/phase")),
                                1,
                                log::add)
                        .run(sounds);
        assertEquals(
                List.of(
                        "glide texture/noise",
                        "glide texture/phase",
                        "speech texture/noise",
                        "speech texture/phase"),
                results.stream().map(one -> one.sound() + " " + one.method()).toList());
        assertEquals(List.of("pitched/speech", "pitched/glide"), log, "the longest first");
        for (CopyResult result : results) {
            assertTrue(result.timesRealTime() > 1, result.toString());
            // A copy is near its original, and not the original.
            double lm = result.measures().get(Measure.LM);
            assertTrue(lm > 0.1 && lm < 6, result.toString());
            assertEquals(0, result.measures().get(Measure.LEVEL), 2, result.toString());
        }
    }

    @Test
    void theOriginalItselfIsAtNoDistance() throws IOException {
        TestSound sound = PitchedSound.SPEECH.make(1, 3);
        var measures = new Original(sound).measure(sound.clip());
        assertEquals(0, measures.get(Measure.LM));
        assertEquals(0, measures.get(Measure.LEVEL));
        assertEquals(1, measures.get(Measure.RPA));
        assertTrue(!measures.containsKey(Measure.SNR), "infinite");
        assertTrue(!measures.containsKey(Measure.MODULATION), "3 s are too short for it");
    }

    @Test
    void streamsAreTheSameBitsAndTheCheckWouldTell() throws IOException {
        TestSound sound = PitchedSound.FLUTE.make(1, 1);
        float[] samples = sound.clip().samples().clone();
        samples[20_000] += 0.01f;
        AudioClip other = new AudioClip(samples, sound.clip().sampleRateHz());
        TestSound changed = TestSound.recorded(sound.set(), sound.name(), other);
        for (CopyMethod method : CopyMethod.named(List.of("texture", "pitched"))) {
            if (method.vocoder().streams()) {
                assertEquals(0, StreamCheck.differing(sound, method), method.name());
                int told = StreamCheck.differing(sound, changed, method);
                assertTrue(told > 0, method.name() + ": " + told);
            }
        }
    }

    @Test
    void theGoldensAreThere() throws IOException {
        double worst = GoldenMfcc.worst(CLONE.resolve(GoldenMfcc.FOLDER));
        assertTrue(worst > 0 && worst <= 1e-3, worst + "");
    }

    @Test
    void foldersAreSetsOfTheirOwn() throws IOException {
        Path recordings = CLONE.resolve("audio-samples");
        List<TestSound> sounds = SoundSets.load(1, 0.5, recordings, List.of(recordings));
        assertEquals(
                List.of("textures", "recordings", "pitched", "audio-samples"),
                sounds.stream().map(TestSound::set).distinct().toList());
        assertEquals(
                0.5,
                sounds.stream()
                        .filter(sound -> sound.set().equals("recordings"))
                        .mapToDouble(sound -> sound.clip().durationSeconds())
                        .max()
                        .orElseThrow());
        Files.writeString(folder.resolve("notes.txt"), "no sound");
        assertEquals(
                folder + " holds no sound",
                assertThrows(
                                IOException.class,
                                () -> SoundSets.load(1, 0.5, recordings, List.of(folder)))
                        .getMessage());
    }

    @Test
    void anotherRateIsTheSameSound() throws IOException {
        TestSound made = PitchedSound.VOWEL.make(1, 1);
        TestSound slower = made.at(22_050);
        AudioClip clip = slower.clip();
        assertEquals(22_050, clip.samples().length);
        assertEquals(22_050, slower.pitchHz().length);
        assertEquals(made.pitchHz()[20_000], slower.pitchHz()[10_000]);
        assertEquals(made, made.at(44_100));
    }
}
