// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.texture.ProceduralTexture;

/** The models that come with Timbrel: small, and what they make is the texture they learned. */
class ShippedModelTest {

    private static final Path MODELS = Path.of("../../audio-samples/models");
    private static final double SECONDS = 60;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"rain, rain", "fire, fire", "weather, rain", "weather, wind"})
    void makesAMinuteThatStaysTheTexture(String name, String sound) throws IOException {
        Path model = ModelFile.find(name, MODELS);
        assertTrue(Files.size(model) <= 2 << 20, "2 MB at most");
        Path out = folder.resolve("out.wav");
        JobReport<GenerateJob.Generated> report =
                new GenerateJob(
                                model,
                                GenerateJob.Settings.DEFAULTS
                                        .seconds(SECONDS)
                                        .conditions(
                                                name.equals(sound) ? List.of() : List.of(sound)))
                        .run(List.of(out), Progress.NONE);
        assertEquals(List.of(), report.failed());
        AudioClip generated = SoundFile.read(out);
        AudioClip real = real(sound);

        // The aim is 3 dB; these models have about 0.5.
        Comparison comparison = Comparison.of(real, generated);
        assertTrue(comparison.longTermDb() < 1.5, "long-term spectrum " + comparison);
        assertTrue(Math.abs(rmsDb(generated) - rmsDb(real)) < 3, "level");

        // The first third against the last; a minute of the real thing has up to 1 dB.
        int third = generated.samples().length / 3;
        LogMel first = LogMel.of(part(generated, 0, third));
        LogMel last = LogMel.of(part(generated, 2 * third, 3 * third));
        assertTrue(LevelDistance.longTerm(first, last) < 3, "drift");

        double movement = movement(LogMel.of(generated)) / movement(LogMel.of(real));
        assertTrue(movement > 0.7 && movement < 1.4, "neither frozen nor wild: " + movement);
    }

    /** A stretch that the model has not heard. */
    private static AudioClip real(String name) throws IOException {
        try (SampleReader reader = ProceduralTexture.named(name).open(2, SECONDS)) {
            return AudioFiles.readAll(reader);
        }
    }

    private static AudioClip part(AudioClip clip, int from, int to) {
        return new AudioClip(Arrays.copyOfRange(clip.samples(), from, to), clip.sampleRateHz());
    }

    private static double rmsDb(AudioClip clip) {
        double squares = 0;
        for (float sample : clip.samples()) {
            squares += (double) sample * sample;
        }
        return 10 * Math.log10(squares / clip.samples().length);
    }

    /** Mean over bands and frames of |level less the level before|, in dB. */
    private static double movement(LogMel mel) {
        double sum = 0;
        for (int b = 0; b < mel.bands(); b++) {
            for (int t = 1; t < mel.frames(); t++) {
                sum += Math.abs(mel.levelDb(b, t) - mel.levelDb(b, t - 1));
            }
        }
        return sum / mel.bands() / (mel.frames() - 1);
    }
}
