// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.model.Sampling;

class TextureVoiceTest {

    private static final long SEED = 11;

    @TempDir private Path folder;

    /**
     * What is pushed, in chunks of any size, sounds as the file does that is made of the stream.
     */
    @ParameterizedTest
    @CsvSource({"1, 1.5, 0", "7, 1.5, 0:-12,1:6", "64, 0.0001, 0", "500, 0.02, 20"})
    void soundsAsTheFile(int steps, double seconds, String loudness) throws IOException {
        Path model = ModelFile.find("rain", Path.of("../../audio-samples/models"));
        FrameCurves curves = FrameCurves.parse(loudness, "0");
        GenerateJob.Settings defaults = GenerateJob.Settings.DEFAULTS.seconds(seconds).seed(SEED);
        GenerateJob.Settings settings =
                new GenerateJob.Settings(
                        seconds,
                        0,
                        null,
                        1,
                        List.of(),
                        curves,
                        SEED,
                        defaults.vocoder(),
                        defaults.compute(),
                        false);
        Path file = folder.resolve("out.wav");
        assertEquals(
                List.of(),
                new GenerateJob(model, settings).run(List.of(file), Progress.NONE).failed());
        float[] expected = SoundFile.read(file).samples();

        float[] pushed = pushed(TextureModel.read(model), curves, seconds, steps);
        for (int k = 0; k < pushed.length; k++) {
            pushed[k] = Math.round(Math.rint(pushed[k] * 32768.0)) / 32768f;
        }
        assertArrayEquals(expected, pushed);
    }

    private static float[] pushed(TextureModel model, FrameCurves curves, double seconds, int steps)
            throws IOException {
        Curve sounds = Keyframes.constant(1);
        float[] all = new float[(int) model.samples(seconds)];
        int made = 0;
        try (Device device = ComputeSettings.DEFAULTS.open();
                Generator generator = model.generator(device, 1);
                FrameStream stream =
                        generator.open(SEED, 0, Sampling.at(1), model.weights(sounds))) {
            TextureVoice voice = model.voice(SEED, 0, sounds, curves, seconds);
            float[] frames = new float[generator.chunkValues(steps)];
            float[] out = new float[Math.max(voice.maxSamples(steps), voice.tailSamples())];
            long left = model.warmUpFrames() + model.frames(seconds);
            for (; left > 0; left -= steps) {
                generator.advance(steps);
                stream.copyFrames(frames);
                int count = voice.push(frames, (int) Math.min(steps, left), out);
                System.arraycopy(out, 0, all, made, count);
                made += count;
            }
            int count = voice.finish(out);
            System.arraycopy(out, 0, all, made, count);
            assertEquals(all.length, made + count);
        }
        return Arrays.copyOf(all, all.length);
    }
}
