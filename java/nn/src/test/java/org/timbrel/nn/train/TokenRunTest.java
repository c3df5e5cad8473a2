// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Sampling;

/** A whole run over tokens: training, resuming, generating. */
class TokenRunTest {

    private static final int CATEGORIES = 6;

    @TempDir private Path folder;

    /** 0 1 2 3 4 5 0 1 …, so that everything can be known. */
    private static SequenceDataset data(boolean normalise) {
        float[] tokens = new float[400];
        for (int k = 0; k < tokens.length; k++) {
            tokens[k] = k % CATEGORIES;
        }
        return SequenceDataset.split(
                List.of(new FrameSequence("tokens", tokens, tokens.length, 1)),
                new DatasetSpec(1, normalise, DatasetSpec.SplitBy.TIME, 0.2, 0.1, 0, 0));
    }

    private static NetworkSpec network() {
        return NetworkSpec.ofTokens(CATEGORIES, 4, 1, 12, 0)
                .withCell(Cell.GRU)
                .withLayerNorm(true)
                .withRecurrentDropout(0.1f);
    }

    private static TrainingSpec spec() {
        return TrainingSpec.builder()
                .steps(60)
                .batch(4)
                .sequenceLength(20)
                .learningRate(0.03)
                .validateEvery(20)
                .seed(3)
                .build();
    }

    private static TrainingResult run(Device device, Path run) throws IOException {
        try (Trainer trainer =
                Trainer.begin(device, network(), data(false), "{}", spec(), new RunFolder(run))) {
            return trainer.run(TrainingListener.NONE);
        }
    }

    @Test
    void learnsTheCycleAndGoesOnWithIt() throws IOException {
        try (Device device = SmallRun.device()) {
            TrainingResult result = run(device, folder);
            assertEquals("nll_per_token", result.lossName());
            assertTrue(result.testLoss() < 0.3, "nats a token: " + result.testLoss());
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            try (Generator generator = new Generator(device, best, 1, RangeClamp.OFF);
                    FrameStream stream = generator.open(1, 0, new Sampling(0.5f, 2, 1))) {
                stream.prime(0, 1, 2, 3, 4, 5, 0, 1);
                generator.advance(4);
                float[] tokens = new float[4];
                stream.copyFrames(tokens);
                assertArrayEquals(new float[] {2, 3, 4, 5}, tokens);
            }
        }
    }

    @Test
    void resumesAsIfItHadNeverBeenInterrupted() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        try (Device device = SmallRun.device()) {
            run(device, whole);
            TrainingSpec some = spec().toBuilder().steps(20).build();
            try (Trainer begun =
                    Trainer.begin(
                            device, network(), data(false), "{}", some, new RunFolder(parts))) {
                begun.run(TrainingListener.NONE);
            }
            try (Trainer resumed = Trainer.resume(device, network(), data(false), spec(), parts)) {
                resumed.run(TrainingListener.NONE);
            }
        }
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("metrics.csv")),
                Files.readAllBytes(parts.resolve("metrics.csv")));
        assertEquals(
                Files.size(new RunFolder(whole).events()),
                Files.size(new RunFolder(parts).events()),
                "times differ, the number of events does not");
    }

    @Test
    void refusesNormalisedTokens() throws IOException {
        try (Device device = SmallRun.device()) {
            assertEquals(
                    "tokens are names, not amounts: take a dataset that does not normalise",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            Trainer.begin(
                                                    device,
                                                    network(),
                                                    data(true),
                                                    "{}",
                                                    spec(),
                                                    new RunFolder(folder)))
                            .getMessage());
        }
    }
}
