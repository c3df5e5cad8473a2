// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.Normalisation;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.SmallRun;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingListener;
import org.timbrel.nn.train.TrainingSpec;

class GeneratorTest {

    private static final long SEED = 5;
    private static final int STEPS = 48;

    @TempDir private static Path folder;

    /** By frames per step: 1, 2. */
    private static final List<Checkpoint> CHECKPOINTS = new ArrayList<>();

    @BeforeAll
    static void train() throws IOException {
        CHECKPOINTS.clear();
        try (Device device = SmallRun.device()) {
            for (int framesPerStep = 1; framesPerStep <= 2; framesPerStep++) {
                SequenceDataset data = SmallRun.data(framesPerStep);
                NetworkSpec network =
                        new NetworkSpec(
                                data.stepSize(), 2, 6, 0, 0, new Head.MixtureDensity(2, 0.01f));
                Path run = folder.resolve("run" + framesPerStep);
                try (Trainer trainer =
                        Trainer.begin(
                                device,
                                network,
                                data,
                                SmallRun.FEATURES,
                                SmallRun.spec().build(),
                                new RunFolder(run))) {
                    trainer.run(TrainingListener.NONE);
                }
                CHECKPOINTS.add(Checkpoint.read(new RunFolder(run).best()));
            }
        }
    }

    private static Generator generator(Device device, int framesPerStep, int slots)
            throws IOException {
        return new Generator(device, CHECKPOINTS.get(framesPerStep - 1), slots, RangeClamp.DEFAULT);
    }

    /** Stream {@code number} of {@link #SEED}, alone in a generator of its own, in one chunk. */
    private static float[] alone(Device device, int framesPerStep, long number) throws IOException {
        try (Generator generator = generator(device, framesPerStep, 1);
                FrameStream stream = generator.open(SEED, number, Sampling.at(1))) {
            float[] frames = new float[generator.chunkValues(STEPS)];
            generator.advance(STEPS);
            assertEquals(STEPS * framesPerStep, stream.copyFrames(frames));
            assertEquals((long) STEPS * framesPerStep, stream.position());
            return frames;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,1", "16,1", "3,2", "16,2"})
    void aStreamDoesNotDependOnTheOthers(int slots, int framesPerStep) throws IOException {
        int chunk = 6;
        try (Device device = SmallRun.device();
                Generator generator = generator(device, framesPerStep, slots)) {
            // Every stream joins a chunk after the one before it, in another slot than its number.
            List<FrameStream> streams = new ArrayList<>();
            List<float[]> frames = new ArrayList<>();
            int width = generator.chunkValues(1);
            for (int round = 0; round < slots + STEPS / chunk; round++) {
                if (round < slots) {
                    streams.add(generator.open(SEED, slots - round, Sampling.at(1)));
                    frames.add(new float[0]);
                }
                generator.advance(chunk);
                for (int k = 0; k < streams.size(); k++) {
                    if (streams.get(k) == null) {
                        continue;
                    }
                    float[] out = new float[chunk * width];
                    streams.get(k).copyFrames(out);
                    float[] before = frames.get(k);
                    float[] joined = Arrays.copyOf(before, before.length + out.length);
                    System.arraycopy(out, 0, joined, before.length, out.length);
                    frames.set(k, joined);
                    if (joined.length == STEPS * width) {
                        streams.get(k).close();
                        streams.set(k, null);
                    }
                }
            }
            assertEquals(0, generator.openStreams());
            for (int k = 0; k < slots; k++) {
                assertArrayEquals(alone(device, framesPerStep, slots - k), frames.get(k));
            }
        }
    }

    @Test
    void streamsThatStandStillGoOnWithTheSameBits() throws IOException {
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 2, 5)) {
            int width = generator.chunkValues(1);
            List<FrameStream> streams = new ArrayList<>();
            List<float[]> frames = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                streams.add(generator.open(SEED, k, Sampling.at(1)));
                frames.add(new float[STEPS * width]);
            }
            int[] made = new int[streams.size()];
            // Every stream misses other rounds, of other lengths.
            for (int round = 0; Arrays.stream(made).min().getAsInt() < STEPS; round++) {
                int steps = 1 + round % 3;
                List<FrameStream> some = new ArrayList<>();
                for (int k = 0; k < made.length; k++) {
                    if ((round >> k & 1) == 0 && made[k] + steps <= STEPS) {
                        some.add(streams.get(k));
                    }
                }
                generator.advance(steps, some);
                float[] out = new float[steps * width];
                for (int k = 0; k < made.length; k++) {
                    FrameStream stream = streams.get(k);
                    if (some.contains(stream)) {
                        stream.copyFrames(out);
                        System.arraycopy(out, 0, frames.get(k), made[k] * width, out.length);
                        made[k] += steps;
                    } else {
                        assertThrows(IllegalStateException.class, () -> stream.copyFrames(out));
                    }
                    assertEquals(2L * made[k], stream.position());
                }
            }
            for (int k = 0; k < made.length; k++) {
                assertArrayEquals(alone(device, 2, k), frames.get(k));
            }
        }
    }

    @Test
    void theTemperatureChangesFromThenOn() throws IOException {
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 1, 2);
                FrameStream stream = generator.open(SEED, 3, Sampling.at(1));
                FrameStream same = generator.open(SEED, 3, Sampling.at(1))) {
            float[] expected = alone(device, 1, 3);
            int half = generator.chunkValues(STEPS / 2);
            float[] out = new float[half];
            generator.advance(STEPS / 2);
            stream.copyFrames(out);
            assertArrayEquals(Arrays.copyOf(expected, half), out);
            stream.temperature(0.2f);
            generator.advance(STEPS / 2);
            stream.copyFrames(out);
            assertFalse(Arrays.equals(Arrays.copyOfRange(expected, half, 2 * half), out));
            same.copyFrames(out);
            assertArrayEquals(Arrays.copyOfRange(expected, half, 2 * half), out, "not the others'");
            assertThrows(IllegalArgumentException.class, () -> stream.temperature(Float.NaN));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 48})
    void chunksGiveTheSameBits(int chunk) throws IOException {
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 1, 2);
                FrameStream stream = generator.open(SEED, 3, Sampling.at(1))) {
            float[] expected = alone(device, 1, 3);
            int width = generator.chunkValues(1);
            for (int step = 0; step + chunk <= STEPS; step += chunk) {
                float[] out = new float[chunk * width];
                generator.advance(chunk);
                stream.copyFrames(out);
                assertArrayEquals(
                        Arrays.copyOfRange(expected, step * width, (step + chunk) * width), out);
            }
        }
    }

    @Test
    void seedsStreamsAndTemperaturesDiffer() throws IOException {
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 1, 4)) {
            FrameStream one = generator.open(SEED, 0, Sampling.at(1));
            FrameStream otherStream = generator.open(SEED, 1, Sampling.at(1));
            FrameStream otherSeed = generator.open(SEED + 1, 0, Sampling.at(1));
            FrameStream cooler = generator.open(SEED, 0, Sampling.at(0.5f));
            generator.advance(STEPS);
            float[] expected = frames(one);
            for (FrameStream other : List.of(otherStream, otherSeed, cooler)) {
                assertFalse(Arrays.equals(expected, frames(other)));
            }
        }
    }

    private static float[] frames(FrameStream stream) {
        float[] frames = new float[2 * STEPS];
        stream.copyFrames(frames);
        return frames;
    }

    @Test
    void aPrimerMovesTheStateAndNothingElse() throws IOException {
        float[] primer = SmallRun.primer(31);
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 2, 3)) {
            FrameStream bystander = generator.open(SEED, 0, Sampling.at(1));
            FrameStream primed = generator.open(SEED, 0, Sampling.at(1));
            primed.prime(primer);
            FrameStream shorter = generator.open(SEED, 0, Sampling.at(1));
            // One frame too many for whole steps is left out where the primer begins.
            shorter.prime(Arrays.copyOfRange(primer, 2, primer.length));
            assertEquals(0, primed.position());
            generator.advance(STEPS);
            float[] out = new float[generator.chunkValues(STEPS)];
            bystander.copyFrames(out);
            assertArrayEquals(alone(device, 2, 0), out);
            float[] expected = new float[out.length];
            primed.copyFrames(expected);
            assertFalse(Arrays.equals(expected, out), "the primer has no influence");
            shorter.copyFrames(out);
            assertArrayEquals(expected, out);
        }
    }

    @Test
    void staysWithinTheRangeThatWasLearned() throws IOException {
        Checkpoint checkpoint = CHECKPOINTS.get(0);
        Normalisation range = checkpoint.normalisation();
        try (Device device = SmallRun.device();
                Generator clamped = new Generator(device, checkpoint, 1, new RangeClamp(true, 0));
                Generator free = new Generator(device, checkpoint, 1, RangeClamp.OFF)) {
            // Hot enough to leave the range often.
            FrameStream inside = clamped.open(SEED, 0, Sampling.at(20));
            FrameStream outside = free.open(SEED, 0, Sampling.at(20));
            clamped.advance(STEPS);
            free.advance(STEPS);
            float[] kept = frames(inside);
            float[] drawn = frames(outside);
            int left = 0;
            for (int k = 0; k < kept.length; k++) {
                int d = k % 2;
                assertEquals(Math.max(range.min(d), Math.min(range.max(d), drawn[k])), kept[k]);
                left += kept[k] == drawn[k] ? 0 : 1;
            }
            assertTrue(left > 0, "nothing left the range");
        }
    }

    @Test
    void tokensStayWhole() throws IOException {
        // Of 8 tokens the training part has 0..2; hot enough to draw the others too.
        for (float token : drawn(NetworkSpec.ofTokens(8, 4, 1, 6, 0), 3)) {
            assertTrue(token == (int) token && token >= 0 && token < 8, "token " + token);
        }
    }

    @Test
    void eventsThatWereNeverSeenCanHappen() throws IOException {
        int happened = 0;
        for (float event : drawn(new NetworkSpec(1, 1, 6, 0, 0, new Head.Bernoulli()), 1)) {
            assertTrue(event == 0 || event == 1, "event " + event);
            happened += (int) event;
        }
        assertTrue(happened > 0, "the clamp holds events back");
    }

    /** Values at a high temperature from a network that was trained on 0..count − 1. */
    private float[] drawn(NetworkSpec network, int count) throws IOException {
        float[] values = new float[200];
        for (int k = 0; k < values.length; k++) {
            values[k] = k % count;
        }
        SequenceDataset data =
                SequenceDataset.split(
                        List.of(new FrameSequence("values", values, values.length, 1)),
                        new DatasetSpec(1, false, DatasetSpec.SplitBy.TIME, 0.2, 0.1, 0, 0));
        TrainingSpec spec = SmallRun.spec().steps(4).build();
        Path run = folder.resolve("drawn" + count);
        try (Device device = SmallRun.device()) {
            try (Trainer trainer =
                    Trainer.begin(device, network, data, "{}", spec, new RunFolder(run))) {
                trainer.run(TrainingListener.NONE);
            }
            Checkpoint best = Checkpoint.read(new RunFolder(run).best());
            try (Generator generator = new Generator(device, best, 1, RangeClamp.DEFAULT);
                    FrameStream stream = generator.open(SEED, 0, Sampling.at(50))) {
                float[] out = new float[generator.chunkValues(STEPS)];
                generator.advance(STEPS);
                stream.copyFrames(out);
                return out;
            }
        }
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        try (Device device = SmallRun.device();
                Generator generator = generator(device, 1, 1)) {
            FrameStream stream = generator.open(SEED, 0, Sampling.at(1));
            assertEquals(
                    "all 1 slots are taken: close a stream, or make a generator with more",
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> generator.open(SEED, 1, Sampling.at(1)))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> generator.advance(0));
            assertEquals(
                    "the stream took no part in the last advance",
                    assertThrows(IllegalStateException.class, () -> stream.copyFrames(new float[2]))
                            .getMessage());
            generator.advance(2);
            assertEquals(
                    "out holds 3 values, but 2 steps have 4",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> stream.copyFrames(new float[3]))
                            .getMessage());
            assertEquals(
                    "a primer of 3 values is no whole number of frames of 2",
                    assertThrows(IllegalArgumentException.class, () -> stream.prime(new float[3]))
                            .getMessage());
            assertEquals(
                    "the primer's frame 1, value 0 is NaN",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> stream.prime(1, 2, Float.NaN, 3))
                            .getMessage());
            stream.close();
            stream.close();
            assertThrows(IllegalStateException.class, stream::position);
            assertThrows(IllegalStateException.class, () -> generator.advance(1, List.of(stream)));
            assertThrows(
                    IllegalArgumentException.class, () -> generator.open(SEED, 0, Sampling.at(-1)));
            generator.open(SEED, 0, Sampling.at(1));
            assertThrows(IllegalArgumentException.class, () -> new RangeClamp(true, -1));
        }
    }
}
