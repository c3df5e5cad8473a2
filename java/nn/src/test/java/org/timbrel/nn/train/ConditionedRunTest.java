// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.generate.StepConditions;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.TokenGrammar;

/**
 * Whole runs of short pieces with conditions: training, resuming, judging, and generation that
 * conditions steer and a grammar limits.
 */
class ConditionedRunTest {

    private static final int TOKENS = 7;
    private static final int END = 6;
    private static final NetworkSpec NETWORK =
            NetworkSpec.ofTokens(TOKENS, 4, 1, 16, 0).withConditions(1);
    private static final DatasetSpec TOKENS_AS_THEY_ARE =
            new DatasetSpec(1, false, DatasetSpec.SplitBy.FILE, 0.1, 0, 0, 0);

    @TempDir private Path folder;

    /**
     * Tokens 0..5 in a circle: the next one where the condition is 1, the one before where it is
     * −1, which changes at random. Pieces of 5 to 24 tokens.
     */
    private static List<FrameSequence> pieces(int count, long seed) {
        Random random = new Random(seed);
        List<FrameSequence> pieces = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int length = 5 + random.nextInt(20);
            float[] tokens = new float[length];
            float[] conditions = new float[length];
            int token = random.nextInt(6);
            for (int t = 0; t < length; t++) {
                conditions[t] = random.nextBoolean() ? 1 : -1;
                token = Math.floorMod(token + (int) conditions[t], 6);
                tokens[t] = token;
            }
            pieces.add(new FrameSequence("p" + k, tokens, length, 1, conditions));
        }
        return pieces;
    }

    private static SequenceDataset data() {
        return SequenceDataset.of(pieces(41, 1), pieces(9, 2), pieces(9, 3), TOKENS_AS_THEY_ARE);
    }

    private static TrainingSpec.Builder spec() {
        return TrainingSpec.builder()
                .epochs(40)
                .batch(4)
                .sequenceLength(200)
                .learningRate(0.02)
                .schedule(Schedule.COSINE)
                .seed(3);
    }

    private static TrainingResult run(Device device, TrainingSpec spec, Path run)
            throws IOException {
        RunFolder begun = new RunFolder(run);
        try (Trainer trainer = Trainer.begin(device, NETWORK, data(), "{}", spec, begun)) {
            return trainer.run(TrainingListener.NONE);
        }
    }

    @Test
    void learnsFromShortPiecesAndIsSteered() throws IOException {
        try (Device device = SmallRun.device()) {
            TrainingResult result = run(device, spec().build(), folder);
            // What follows is known, so that nothing is left to guess.
            assertTrue(result.testLoss() < 0.05, "nats a token: " + result.testLoss());
            // 41 pieces in lanes of their own, 4 at a time.
            assertEquals(40 * 11, result.steps());
            List<String> lines = Files.readAllLines(folder.resolve("metrics.csv"));
            assertEquals(40 * 11 + 1, lines.size());
            String column = lines.get(0);
            int validation = Arrays.asList(column.split(",", -1)).indexOf("validation_loss");
            for (int step = 1; step < lines.size(); step++) {
                boolean judged = !lines.get(step).split(",", -1)[validation].isEmpty();
                assertEquals(step % 11 == 0, judged, "step " + step);
            }
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            assertEquals(NETWORK, best.network());
            assertSteered(device, best);
            assertLimited(device, best);
        }
    }

    private static void assertSteered(Device device, Checkpoint best) throws IOException {
        StepConditions turning = frame -> new float[] {frame < 4 ? 1 : -1};
        for (int[] chunks : new int[][] {{9}, {1, 3, 5}}) {
            try (Generator generator = new Generator(device, best, 2, RangeClamp.OFF);
                    FrameStream still = generator.open(1, 1, Sampling.at(0), StepConditions.of(1));
                    FrameStream stream = generator.open(1, 0, Sampling.at(0), turning)) {
                assertEquals(1, generator.conditionSize());
                stream.prime(new float[] {3, 4, 3}, new float[] {-1, 1, -1});
                still.prime(0, 1);
                float[] tokens = new float[0];
                for (int chunk : chunks) {
                    generator.advance(chunk);
                    float[] out = new float[chunk];
                    stream.copyFrames(out);
                    tokens = Arrays.copyOf(tokens, tokens.length + chunk);
                    System.arraycopy(out, 0, tokens, tokens.length - chunk, chunk);
                }
                assertArrayEquals(new float[] {4, 5, 0, 1, 0, 5, 4, 3, 2}, tokens);
                float[] on = new float[chunks[chunks.length - 1]];
                still.copyFrames(on);
                assertEquals(Math.floorMod(1 + 9, 6), on[on.length - 1]);
                assertFalse(stream.ended());
            }
        }
    }

    /** A grammar of steps by one or to the end, which it wants when 0 has come again. */
    private static void assertLimited(Device device, Checkpoint best) throws IOException {
        int[] next = new int[2 * TOKENS];
        Arrays.fill(next, 0, TOKENS, 0);
        Arrays.fill(next, TOKENS, 2 * TOKENS, TokenGrammar.FORBIDDEN);
        next[0] = 1;
        next[END] = TokenGrammar.FORBIDDEN;
        next[TOKENS + END] = 0;
        TokenGrammar grammar = new TokenGrammar(2, TOKENS, 0, END, next);
        try (Generator generator = new Generator(device, best, 1, RangeClamp.OFF, grammar);
                FrameStream stream = generator.open(1, 0, Sampling.at(0), StepConditions.of(1))) {
            stream.prime(2, 3);
            generator.advance(3);
            assertFalse(stream.ended());
            generator.advance(4);
            float[] tokens = new float[4];
            stream.copyFrames(tokens);
            assertArrayEquals(new float[] {END, END, END, END}, tokens);
            assertTrue(stream.ended());
            assertEquals(4, stream.position());
            assertEquals(
                    "token 0 is 2, which the grammar forbids behind the end",
                    assertThrows(IllegalArgumentException.class, () -> stream.prime(2))
                            .getMessage());
        }
    }

    @Test
    void isJudgedTheSameInAnyBatch() throws IOException {
        try (Device device = SmallRun.device()) {
            TrainingResult result = run(device, spec().epochs(2).build(), folder);
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            List<FrameSequence> test = pieces(9, 3);
            long tokens = test.stream().mapToLong(piece -> piece.frames() - 1).sum();
            for (int batch : new int[] {1, 7, 64}) {
                Evaluation.Result judged = Evaluation.of(device, best, test, batch);
                assertEquals("nll_per_token", judged.lossName());
                assertEquals(tokens, judged.frames());
                // A piece's losses have the same bits in any company; the order of the sum differs.
                assertEquals(result.testLoss(), judged.loss(), 1e-12);
            }
            List<FrameSequence> others =
                    List.of(new FrameSequence("other", new float[] {1, 2}, 2, 1));
            assertEquals(
                    "other: its frames have 1 values and 0 conditions, but the network was trained"
                            + " on 1 and 1",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Evaluation.of(device, best, others, 1))
                            .getMessage());
        }
    }

    /** How long the longest batch may be has no influence, and neither has padding. */
    @Test
    void paddingCountsNothing() throws IOException {
        int longest =
                pieces(41, 1).stream().mapToInt(piece -> piece.frames() - 1).max().orElseThrow();
        Path exact = folder.resolve("exact");
        Path wide = folder.resolve("wide");
        try (Device device = SmallRun.device()) {
            run(device, spec().epochs(2).sequenceLength(longest).build(), exact);
            run(device, spec().epochs(2).sequenceLength(300).build(), wide);
        }
        assertArrayEquals(
                Files.readAllBytes(exact.resolve("metrics.csv")),
                Files.readAllBytes(wide.resolve("metrics.csv")));
    }

    @Test
    void resumesAsIfItHadNeverBeenInterrupted() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        TrainingSpec all = spec().schedule(Schedule.CONSTANT).epochs(0).steps(25).build();
        try (Device device = SmallRun.device()) {
            run(device, all, whole);
            run(device, all.toBuilder().steps(11).build(), parts);
            try (Trainer resumed = Trainer.resume(device, NETWORK, data(), all, parts)) {
                resumed.run(TrainingListener.NONE);
            }
        }
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("metrics.csv")),
                Files.readAllBytes(parts.resolve("metrics.csv")));
    }

    @Test
    void refusesConditionsThatDoNotFit() throws IOException {
        try (Device device = SmallRun.device()) {
            assertEquals(
                    "the network takes 2 conditions a step, but the data have 1",
                    refusal(
                            () ->
                                    Trainer.begin(
                                            device,
                                            NETWORK.withConditions(2),
                                            data(),
                                            "{}",
                                            spec().build(),
                                            new RunFolder(folder))));
            assertEquals(
                    "inputNoise is 0.1, but tokens are names, not amounts: take 0",
                    refusal(() -> run(device, spec().inputNoise(0.1).build(), folder)));
            assertEquals(
                    "the longest piece to train on has 23 steps to predict; unscoredSteps 23 leaves"
                            + " none",
                    assertThrows(
                                    InsufficientDataException.class,
                                    () -> run(device, spec().unscoredSteps(23).build(), folder))
                            .getMessage());
            run(device, spec().epochs(1).build(), folder);
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            try (Generator generator = new Generator(device, best, 1, RangeClamp.OFF)) {
                assertEquals(
                        "the network takes 1 conditions with every frame: open the stream with"
                                + " them",
                        refusal(() -> generator.open(1, 0, Sampling.at(1))));
                assertEquals(
                        "the conditions at frame 0 are 2, but the network takes 1",
                        refusal(
                                () ->
                                        generator.open(
                                                1, 0, Sampling.at(1), StepConditions.of(1, 2))));
                assertEquals(
                        "a condition of frame 0 is NaN",
                        refusal(
                                () ->
                                        generator.open(
                                                1,
                                                0,
                                                Sampling.at(1),
                                                StepConditions.of(Float.NaN))));
                try (FrameStream stream =
                        generator.open(1, 0, Sampling.at(1), StepConditions.of(1))) {
                    assertEquals(
                            "3 conditions for a primer of 2 frames: 1 a frame are taken",
                            refusal(() -> stream.prime(new float[] {1, 2}, new float[3])));
                }
            }
        }
        assertEquals(
                "x: 3 conditions are not [2,C]",
                refusal(() -> new FrameSequence("x", new float[2], 2, 1, new float[3])));
        assertEquals(
                "conditionSize is 3, but conditions go in behind frames or tokens alone, and"
                        + " inputSize is 8",
                refusal(() -> NetworkSpec.ofTexture(8, 4, 1, 2, 0).withConditions(3)));
        assertEquals(
                "conditionSize 16385 is outside 0..16384",
                refusal(
                        () ->
                                new NetworkSpec(2, 1, 3, 0, 0, new Head.Bernoulli())
                                        .withConditions(NetworkSpec.MAX_SIZE + 1)));
    }

    /** Of two frames a step the first one's conditions count, in data and in primers. */
    @Test
    void aStepHasTheConditionsOfItsFirstFrame() throws IOException {
        Random random = new Random(4);
        List<FrameSequence> files = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            float[] events = new float[30];
            float[] conditions = new float[30];
            for (int t = 0; t < 30; t++) {
                // What the first frame of a step is told holds for both.
                conditions[t] = t % 2 == 0 ? 2 * random.nextInt(2) - 1 : 7;
                events[t] = conditions[t - t % 2] > 0 ? 1 : 0;
            }
            files.add(new FrameSequence("e" + k, events, 30, 1, conditions));
        }
        SequenceDataset data =
                SequenceDataset.split(
                        files, new DatasetSpec(2, false, DatasetSpec.SplitBy.FILE, 0.2, 0, 0, 0));
        NetworkSpec network =
                new NetworkSpec(2, 1, 6, 0, 0, new Head.Bernoulli()).withConditions(1);
        try (Device device = SmallRun.device()) {
            try (Trainer trainer =
                    Trainer.begin(
                            device,
                            network,
                            data,
                            "{}",
                            spec().sequenceLength(60).build(),
                            new RunFolder(folder))) {
                double loss = trainer.run(TrainingListener.NONE).testLoss();
                assertTrue(loss < 0.05, "nats a frame: " + loss);
            }
            Checkpoint best = Checkpoint.read(folder.resolve("best.safetensors"));
            StepConditions turning = frame -> new float[] {frame < 4 ? 1 : -1};
            try (Generator generator = new Generator(device, best, 1, RangeClamp.DEFAULT);
                    FrameStream stream = generator.open(1, 0, Sampling.at(0), turning)) {
                stream.prime(new float[] {0, 1, 1, 0, 0}, new float[] {9, 1, 9, -1, 9});
                generator.advance(4);
                float[] frames = new float[8];
                assertEquals(8, stream.copyFrames(frames));
                assertArrayEquals(new float[] {1, 1, 1, 1, 0, 0, 0, 0}, frames);
            }
        }
    }

    @Test
    void conditionsAreOfTheData() {
        List<FrameSequence> training = pieces(4, 1);
        SequenceDataset data =
                SequenceDataset.of(training, pieces(2, 2), List.of(), TOKENS_AS_THEY_ARE);
        assertEquals(1, data.conditionSize());
        String before = data.fingerprint();
        training.get(2).conditions()[1] = 0.5f;
        assertFalse(before.equals(data.fingerprint()));
        training.get(2).conditions()[1] = Float.NaN;
        training.add(new FrameSequence("none", new float[3], 3, 1));
        SequenceDataset left =
                SequenceDataset.of(training, pieces(2, 2), List.of(), TOKENS_AS_THEY_ARE);
        assertEquals(
                List.of(
                        new UnusableSequence("p2", "frame 1, condition 0 is NaN"),
                        new UnusableSequence(
                                "none", "its frames have 0 conditions, those of the first file 1")),
                left.unusable());
    }

    /** What is called and may throw. */
    private interface Call {
        void run() throws IOException;
    }

    private static String refusal(Call call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
