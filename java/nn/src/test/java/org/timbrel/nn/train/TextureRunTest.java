// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.generate.SoundWeights;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.safetensors.NamedTensor;
import org.timbrel.nn.texture.LevelMap;
import org.timbrel.nn.texture.TextureSpec;

/** A whole run over a texture of two sounds: fit, training, resuming, checkpoints, generating. */
class TextureRunTest {

    private static final int DIMS = 2;

    @TempDir private Path folder;

    /**
     * Two sounds of an autoregressive process whose pulses come every eighth frame, which a linear
     * part cannot know and a network can; the second one is higher.
     */
    private static FrameSequence sound(String name, int frames, float level) {
        FrameSequence noise =
                SyntheticFrames.autoregressive(name, level > 0 ? 1 : 2, frames, DIMS, 0.5);
        float[] values = noise.values();
        for (int k = 0; k < values.length; k++) {
            values[k] += level + (k / DIMS % 8 == 0 ? 40 : 0);
        }
        return noise;
    }

    private static TextureDataset data(int clusters) {
        SequenceDataset frames =
                SequenceDataset.split(
                        List.of(sound("low", 1200, 0), sound("high", 1200, 100)),
                        new DatasetSpec(1, true, DatasetSpec.SplitBy.TIME, 0.2, 0.1, 0, 0));
        LevelMap levels =
                new LevelMap(new float[] {1, 0, 0, 1}, new float[2], new float[] {1, 0, 0, 1});
        return TextureDataset.fit(
                frames,
                new TextureSpec(2, List.of(16f), clusters, 2, 3),
                levels,
                name -> name.equals("low") ? 0 : 1);
    }

    private static TrainingSpec spec() {
        return TrainingSpec.builder()
                .steps(150)
                .batch(8)
                .sequenceLength(40)
                .unscoredSteps(5)
                .learningRate(0.01)
                .inputNoise(0.1)
                .validateEvery(50)
                .seed(3)
                .build();
    }

    private static TrainingResult run(Device device, Path run) throws IOException {
        TextureDataset data = data(6);
        try (Trainer trainer =
                Trainer.begin(
                        device,
                        data.network(1, 16, 0.1f),
                        data,
                        SmallRun.FEATURES,
                        spec(),
                        new RunFolder(run))) {
            return trainer.run(TrainingListener.NONE);
        }
    }

    @Test
    void learnsThePulsesAndGoesOnWithThem() throws IOException {
        try (Device device = SmallRun.device()) {
            TrainingResult result = run(device, folder);
            // Six clusters alike would be ln 6 = 1.79; the pulses are one frame in eight.
            assertTrue(result.testLoss() < 1.5, "nats a frame: " + result.testLoss());
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            try (Generator generator = new Generator(device, best, 3, RangeClamp.DEFAULT);
                    FrameStream low = generator.open(1, 0, Sampling.at(1));
                    FrameStream high = generator.open(1, 1, Sampling.at(1), SoundWeights.of(0, 1));
                    FrameStream fading =
                            generator.open(
                                    1,
                                    2,
                                    Sampling.at(1),
                                    (frame, weights) -> {
                                        weights[1] = Math.min(1, frame / 400f);
                                        weights[0] = 1 - weights[1];
                                    })) {
                assertEquals(2, generator.sounds());
                low.prime(sound("low", 100, 0).values());
                high.prime(sound("high", 100, 100).values());
                generator.advance(400);
                assertWithin(mean(generator, low, 0, 400), 0, 20);
                assertWithin(mean(generator, high, 0, 400), 100, 20);
                // From the one level to the other.
                assertWithin(mean(generator, fading, 0, 80), 10, 25);
                assertWithin(mean(generator, fading, 320, 400), 90, 25);
            }
        }
    }

    private static void assertWithin(double value, double expected, double distance) {
        assertEquals(expected + 5, value, distance, "level, with a pulse of 40 in every eighth");
    }

    /** Of the first value. */
    private static double mean(Generator generator, FrameStream stream, int from, int to) {
        float[] frames = new float[generator.chunkValues(400)];
        stream.copyFrames(frames);
        double sum = 0;
        for (int t = from; t < to; t++) {
            sum += frames[t * DIMS];
        }
        return sum / (to - from);
    }

    @Test
    void aStreamIsTheSameInChunksOfAnySize() throws IOException {
        try (Device device = SmallRun.device()) {
            TextureDataset data = data(6);
            try (Trainer trainer =
                    Trainer.begin(
                            device,
                            data.network(1, 16, 0),
                            data,
                            "{}",
                            spec(),
                            new RunFolder(folder))) {
                trainer.stop();
                trainer.run(TrainingListener.NONE);
            }
            Checkpoint last = Checkpoint.read(folder.resolve("last.safetensors"));
            SoundWeights fade =
                    (frame, weights) -> {
                        weights[1] = (frame % 7) / 7f;
                        weights[0] = 1 - weights[1];
                    };
            float[] whole = frames(device, last, 1, fade, 40);
            assertArrayEquals(whole, frames(device, last, 3, fade, 1, 7, 32));
            assertFalse(Arrays.equals(whole, frames(device, last, 1, SoundWeights.FIRST, 40)));
        }
    }

    private static float[] frames(
            Device device, Checkpoint checkpoint, int slots, SoundWeights weights, int... chunks)
            throws IOException {
        try (Generator generator = new Generator(device, checkpoint, slots, RangeClamp.OFF);
                FrameStream stream = generator.open(5, 9, Sampling.at(1), weights)) {
            float[] all = new float[0];
            for (int chunk : chunks) {
                float[] out = new float[generator.chunkValues(chunk)];
                generator.advance(chunk);
                stream.copyFrames(out);
                int before = all.length;
                all = Arrays.copyOf(all, before + out.length);
                System.arraycopy(out, 0, all, before, out.length);
            }
            return all;
        }
    }

    @Test
    void resumesAsIfItHadNeverBeenInterrupted() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        try (Device device = SmallRun.device()) {
            run(device, whole);
            TrainingSpec some = spec().toBuilder().steps(50).build();
            TextureDataset data = data(6);
            try (Trainer begun =
                    Trainer.begin(
                            device,
                            data.network(1, 16, 0.1f),
                            data,
                            SmallRun.FEATURES,
                            some,
                            new RunFolder(parts))) {
                begun.run(TrainingListener.NONE);
            }
            assertEquals(
                    parts.resolve("last.safetensors")
                            + ": it was trained for another texture, or with another fit",
                    assertThrows(
                                    CheckpointException.class,
                                    () ->
                                            Trainer.resume(
                                                    device,
                                                    data.network(1, 16, 0.1f),
                                                    refitted(),
                                                    spec(),
                                                    parts))
                            .getMessage());
            try (Trainer resumed =
                    Trainer.resume(device, data.network(1, 16, 0.1f), data(6), spec(), parts)) {
                resumed.run(TrainingListener.NONE);
            }
        }
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("metrics.csv")),
                Files.readAllBytes(parts.resolve("metrics.csv")));
    }

    private static TextureDataset refitted() {
        return TextureDataset.fit(
                data(6).frames(),
                new TextureSpec(2, List.of(16f), 6, 2, 4),
                LevelMap.NONE,
                name -> name.equals("low") ? 0 : 1);
    }

    @Test
    void aCheckpointGivesTheTextureBack() throws IOException {
        TextureDataset data = data(4);
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.begin(
                                device,
                                data.network(2, 5, 0),
                                data,
                                "{}",
                                spec(),
                                new RunFolder(folder))) {
            Checkpoint checkpoint = Checkpoint.read(folder.resolve("last.safetensors"));
            List<NamedTensor> written = TextureTensors.of(data.texture());
            List<NamedTensor> read = TextureTensors.of(checkpoint.texture());
            assertEquals(16, written.size());
            for (int k = 0; k < written.size(); k++) {
                assertEquals(written.get(k).name(), read.get(k).name());
                assertEquals(written.get(k).shape(), read.get(k).shape());
                assertArrayEquals(written.get(k).values(), read.get(k).values());
            }
            assertEquals(data.texture().shape(), checkpoint.texture().shape());
            assertTrue(trainer.stepsPerEpoch() > 0);
        }
        SmallRun.run(SmallRun.spec().steps(1).build(), folder.resolve("plain"));
        assertNull(Checkpoint.read(folder.resolve("plain/last.safetensors")).texture());
    }

    @Test
    void aLongerSoundIsTheCureOfOneThatHasNoPast() {
        SequenceDataset frames = SmallRun.data();
        TextureSpec far = new TextureSpec(64, List.of(), 4, 4, 0);
        // The pieces to train on have 280 and 105 frames: sound 1 is the second one alone.
        TextureDataset.fit(frames, far, LevelMap.NONE, name -> name.equals("a.wav") ? 0 : 1);
        SequenceDataset brief =
                SequenceDataset.split(
                        List.of(
                                SyntheticFrames.autoregressive("a.wav", 1, 400, 2, 0.9),
                                SyntheticFrames.autoregressive("b.wav", 2, 80, 2, 0.9)),
                        frames.spec());
        assertEquals(
                "sound 1: no piece is longer than the 64 frames that the linear part looks back"
                        + " at: give a longer sound",
                assertThrows(
                                InsufficientDataException.class,
                                () ->
                                        TextureDataset.fit(
                                                brief,
                                                far,
                                                LevelMap.NONE,
                                                name -> name.equals("a.wav") ? 0 : 1))
                        .getMessage());
        float[] otherFrames = new float[3];
        LevelMap levels = new LevelMap(otherFrames, new float[1], otherFrames);
        String other =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TextureDataset.fit(frames, far, levels, name -> 0))
                        .getMessage();
        assertFalse(other.contains("longer sound"), other);
    }

    @Test
    void refusesNetworksThatAreNotMadeForIt() throws IOException {
        TextureDataset data = data(4);
        try (Device device = SmallRun.device()) {
            assertEquals(
                    "the network has inputSize 0 and head MixtureDensity[components=2,"
                            + " scaleFloor=0.01], but the texture needs 6 and 4 categories",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            Trainer.begin(
                                                    device,
                                                    SmallRun.network(),
                                                    data,
                                                    "{}",
                                                    spec(),
                                                    new RunFolder(folder)))
                            .getMessage());
            assertEquals(
                    "the network takes 6 values in the place of frames: it needs the data of a"
                            + " texture",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            Trainer.begin(
                                                    device,
                                                    data.network(1, 5, 0),
                                                    data.frames(),
                                                    "{}",
                                                    spec(),
                                                    new RunFolder(folder)))
                            .getMessage());
        }
    }

    @Test
    void aNetworkThatKnowsSoundsIsBetterThanTheirFrequencies() throws IOException {
        TextureDataset data = data(6);
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.begin(
                                device,
                                data.network(1, 16, 0),
                                data,
                                "{}",
                                spec(),
                                new RunFolder(folder))) {
            double plain = trainer.lossByFrequency();
            assertTrue(plain > 0 && plain < Math.log(6), "at most that of equal ones: " + plain);
            assertTrue(trainer.run(TrainingListener.NONE).validationLoss() < plain - 0.1);
        }
    }

    /** The model's sounds from its bank, and a third. */
    private static TextureDataset extended(Checkpoint model) {
        List<FrameSequence> files = new ArrayList<>();
        files.add(sound("third", 1200, -100));
        for (int c = 0; c < 2; c++) {
            files.addAll(
                    TextureDataset.replayed(
                            model.texture(), model.normalisation(), c, "sound " + c));
        }
        SequenceDataset frames =
                SequenceDataset.split(
                        files, new DatasetSpec(1, true, DatasetSpec.SplitBy.TIME, 0.2, 0.1, 0, 0));
        return TextureDataset.extend(
                frames.normalisedAs(model.normalisation()),
                model.texture(),
                name -> name.equals("third") ? 2 : name.charAt(name.length() - 1) - '0');
    }

    @Test
    void learnsOneMoreSoundAndKeepsTheOthers() throws IOException {
        Path more = folder.resolve("more");
        try (Device device = SmallRun.device()) {
            double before = run(device, folder.resolve("two")).validationLoss();
            Checkpoint model = Checkpoint.read(folder.resolve("two/best.safetensors"));
            TextureDataset data = extended(model);
            assertEquals(3, data.texture().sounds());
            try (Trainer trainer =
                    Trainer.begin(device, data, "{}", spec(), new RunFolder(more), model)) {
                Checkpoint begun = Checkpoint.read(more.resolve("last.safetensors"));
                float[] narrow = weights(device, model);
                float[] wide = weights(device, begun);
                int width = 2 * DIMS + 2;
                for (int k = 0; k < narrow.length; k++) {
                    assertEquals(narrow[k], wide[k / width * (width + 1) + k % width]);
                    assertEquals(0, wide[k / width * (width + 1) + width], "the new input's");
                }
                double after = trainer.run(TrainingListener.NONE).validationLoss();
                assertTrue(after < before + 0.3, after + " after " + before);
            }
            Checkpoint best = Checkpoint.read(more.resolve("best.safetensors"));
            try (Generator generator = new Generator(device, best, 2, RangeClamp.DEFAULT);
                    FrameStream high =
                            generator.open(1, 0, Sampling.at(1), SoundWeights.of(0, 1, 0));
                    FrameStream third =
                            generator.open(1, 1, Sampling.at(1), SoundWeights.of(0, 0, 1))) {
                generator.advance(400);
                generator.advance(400);
                assertWithin(mean(generator, high, 0, 400), 100, 20);
                assertWithin(mean(generator, third, 0, 400), -100, 20);
            }
        }
    }

    private static float[] weights(Device device, Checkpoint checkpoint) throws IOException {
        try (Parameters parameters = checkpoint.parameters(device)) {
            return parameters.get("lstm.weight_ih_l0").toArray();
        }
    }

    @Test
    void givesTheFramesThatASoundIsLearnedFrom() {
        List<FrameSequence> low = data(6).trainingPieces(0);
        assertEquals(1, low.size());
        assertEquals("low", low.get(0).name());
        float[] all = sound("low", 1200, 0).values();
        assertTrue(low.get(0).frames() < 1200, "a part is held out");
        assertArrayEquals(Arrays.copyOf(all, low.get(0).values().length), low.get(0).values(), 0);
        assertEquals(2, data(6).frames().trainingPieces().size());
    }

    @Test
    void takesOtherWordsAboutItsFrames() throws IOException {
        try (Device device = SmallRun.device()) {
            run(device, folder);
            Path best = folder.resolve("best.safetensors");
            Checkpoint before = Checkpoint.read(best);
            before.writeFeatures("{\"spec\":7}");
            Checkpoint after = Checkpoint.read(best);
            assertEquals("{\"spec\":7}", after.features());
            assertEquals(before.network(), after.network());
            after.requireTexture(before.texture());
            assertThrows(IllegalArgumentException.class, () -> after.writeFeatures("nothing"));
            byte[] changed = Files.readAllBytes(best);
            after.writeFeatures(before.features());
            before.writeFeatures("{\"spec\":7}");
            assertArrayEquals(changed, Files.readAllBytes(best), "weights and all");
        }
    }
}
