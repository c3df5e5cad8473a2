// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.BlockDistance;
import org.timbrel.audio.texture.ProceduralTexture;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.RunFolder;

/** What a model learns of itself once it is trained: the length of its runs, and corrections. */
class TextureCalibrationTest {

    private static final double SECONDS = 30;
    private static final double PART = 0.2;

    @TempDir private Path folder;

    private Checkpoint train(List<Path> sounds, Map<String, Object> more) throws IOException {
        Map<String, Object> changes = new HashMap<>();
        changes.put("data", sounds.stream().map(Path::toString).toList());
        changes.put("hidden", 8);
        changes.put("steps", 6);
        changes.put("batch", 4);
        changes.put("sequenceLength", 20);
        changes.put("unscored", 0);
        changes.put("previews", 0);
        changes.put("testPart", 0);
        changes.put("validPart", PART);
        changes.put("device", "cpu");
        String head = (String) more.getOrDefault("head", "bank");
        if (head.equals("bank")) {
            changes.put("clusters", 6);
            changes.put("shifts", 2);
        }
        changes.putAll(more);
        TrainSettings settings = TrainSettings.DEFAULTS.with(Map.of("head", head)).with(changes);
        Path run = folder.resolve("run");
        new TrainJob(run, settings, TrainJob.Begin.ANEW).run(Progress.NONE);
        return Checkpoint.read(new RunFolder(run).best());
    }

    private Path rain(String name, double seconds) throws IOException {
        return Textures.write(folder.resolve(name), ProceduralTexture.RAIN, 1, seconds);
    }

    @Test
    void runsAreAsLongAsWhatIsMadeStaysNew() throws IOException {
        Path rain = rain("rain.wav", SECONDS);
        Checkpoint model = train(List.of(rain), Map.of());
        float run = model.texture().run();
        assertTrue(run >= 2 && run < 24, "of rain, copies would soon be found: " + run);

        // Measured anew, on the frames of the file itself.
        AudioClip clip = SoundFile.read(rain);
        FrameMatrix all =
                new FeatureExtractor(Profile.TEXTURE.spec()).extract(clip.reader()).mfcc();
        int learned = (int) ((1 - PART) * all.frames());
        BlockDistance distance = new BlockDistance(rows(all, 0, learned - 20));
        double held = distance.of(rows(all, learned + 20, all.frames()));
        // The measure is good to some percent: frames more or less, another choice of blocks.
        assertTrue(share(distance, model, held) > 0.86, "at the length that was chosen");
        assertTrue(share(distance, model.withRun(2 * run), held) < 0.9, "at twice of it");
    }

    private static double share(BlockDistance distance, Checkpoint model, double held)
            throws IOException {
        try (Device device = ComputeSettings.of("cpu", "fp32", 1).open()) {
            return distance.of(TextureTrial.frames(device, model, 0, 10_000)) / held;
        }
    }

    private static FrameMatrix rows(FrameMatrix frames, int from, int to) {
        float[] values =
                Arrays.copyOfRange(frames.values(), from * frames.dims(), to * frames.dims());
        return new FrameMatrix(values, to - from, frames.dims());
    }

    @Test
    void aLengthThatWasAskedForIsKept() throws IOException {
        Path rain = rain("rain.wav", SECONDS);
        assertEquals(7, train(List.of(rain), Map.of("runLength", 7)).texture().run());
        // One more sound may have another.
        Path wind = Textures.write(folder.resolve("wind.wav"), ProceduralTexture.WIND, 1, 4);
        Path before = folder.resolve("before.safetensors");
        Files.copy(new RunFolder(folder.resolve("run")).best(), before);
        Map<String, Object> more = Map.of("from", before.toString(), "runLength", 5);
        Checkpoint both = train(List.of(wind), more);
        assertEquals(5, both.texture().run());
        assertEquals(2, both.texture().sounds());
    }

    @Test
    void tooLittleIsHeldOutToSayHowNewItIs() throws IOException {
        assertEquals(4, train(List.of(rain("rain.wav", 5)), Map.of()).texture().run());
    }

    @Test
    void oneLongPieceOfManyIsEnoughToCorrect() throws IOException {
        List<Path> sounds = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            sounds.add(rain("short/" + k + ".wav", 4));
        }
        Map<String, Object> one = Map.of("data", List.of(folder.resolve("short").toString()));
        assertEquals(List.of(), features(train(sounds, one)).corrections());
        sounds.add(rain("short/long.wav", 14));
        LevelCorrection found = features(train(sounds, one)).corrections().get(0);
        assertEquals(64, found.bands());
        for (double[] band : found.from()) {
            double[] ascending = band.clone();
            Arrays.sort(ascending);
            assertArrayEquals(ascending, band);
        }
    }

    @Test
    void aDensityIsCorrectedTooAndTheNextFrameAloneIsNot() throws IOException {
        Path rain = rain("rain.wav", 14);
        Checkpoint density = train(List.of(rain), Map.of("head", "mdn", "mixtures", 2));
        assertEquals(1, features(density).corrections().size());
        Path out = folder.resolve("out.wav");
        JobReport<GenerateJob.Generated> report =
                new GenerateJob(density.file(), GenerateJob.Settings.DEFAULTS.seconds(1))
                        .run(List.of(out), Progress.NONE);
        assertEquals(List.of(), report.failed());
        assertEquals(
                List.of(), features(train(List.of(rain), Map.of("head", "mse"))).corrections());
    }

    private static ModelFeatures features(Checkpoint model) throws IOException {
        return ModelFeatures.of(model.features());
    }
}
