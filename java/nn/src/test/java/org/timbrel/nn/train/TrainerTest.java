// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;

class TrainerTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void learnsAnAutoregressiveProcessToItsEntropy(int framesPerStep) throws IOException {
        double a = 0.9;
        SequenceDataset data =
                SequenceDataset.split(
                        List.of(SyntheticFrames.autoregressive("ar", 1, 12_000, 2, a)),
                        new DatasetSpec(
                                framesPerStep, true, DatasetSpec.SplitBy.TIME, 0.15, 0.15, 0, 0));
        NetworkSpec network =
                new NetworkSpec(data.stepSize(), 1, 12, 0, 0, new Head.MixtureDensity(1, 0.001f));
        TrainingSpec spec =
                TrainingSpec.builder()
                        .steps(300)
                        .batch(16)
                        .sequenceLength(20)
                        .learningRate(0.02)
                        .schedule(Schedule.ONE_CYCLE)
                        .validateEvery(50)
                        .build();
        List<Double> losses = new ArrayList<>();
        TrainingResult result;
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.begin(device, network, data, "{}", spec, new RunFolder(folder))) {
            result =
                    trainer.run(
                            new TrainingListener() {
                                @Override
                                public void validated(long step, double loss, boolean best) {
                                    losses.add(loss);
                                }
                            });
        }
        // The mean over 1,800 frames of 2 dimensions scatters by sqrt(0.5 / 3600), 0.012 a
        // dimension; the normalisation is that of 8,400 frames, of which only some hundreds are
        // independent.
        double entropy = SyntheticFrames.entropy(2, a, framesPerStep);
        assertEquals(entropy, result.testLoss(), 0.08);
        assertTrue(losses.get(0) > result.validationLoss(), "the loss did not fall: " + losses);
        assertEquals("nll_per_frame", result.lossName());
        assertEquals(TrainingResult.End.DONE, result.end());
        assertEquals(300, result.steps());
    }

    @Test
    void givesTheSameBitsForASeed() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Path other = folder.resolve("other");
        TrainingSpec spec = SmallRun.spec().build();
        SmallRun.run(spec, one);
        SmallRun.run(spec, two);
        SmallRun.run(SmallRun.spec().seed(12).build(), other);
        RunFolders.assertSame(one, two);
        assertNotEquals(
                Files.readString(new RunFolder(one).metrics()),
                Files.readString(new RunFolder(other).metrics()));
    }

    @Test
    void writesWhatARunIs() throws IOException {
        TrainingResult result = SmallRun.run(SmallRun.spec().build(), folder);
        RunFolder run = new RunFolder(folder);
        ObjectNode json = Json.parse(Files.readString(run.result()));
        assertEquals(result.testLoss(), json.get("test_nll_per_frame").doubleValue());
        assertEquals("test", json.get("test_part").textValue());
        assertEquals(30, json.get("steps").intValue());
        assertEquals(SmallRun.network().parameterCount(), json.get("parameters").longValue());
        assertTrue(json.get("seconds").doubleValue() > 0);
        assertEquals("cpu", json.get("device").textValue());
        List<String> lines = Files.readAllLines(run.metrics());
        assertEquals(
                "step,epoch,learning_rate,train_loss,gradient_norm,validation_loss", lines.get(0));
        assertEquals(1 + 30 + 1, lines.size(), "a line a step, and the last validation");
        assertTrue(lines.get(1).startsWith("1,1,") && lines.get(1).endsWith(","), lines.get(1));
        assertFalse(lines.get(4).endsWith(","), lines.get(4));
        Checkpoint best = Checkpoint.read(run.best());
        assertFalse(best.isResumable());
        assertEquals(result.bestStep(), best.position().step());
        Checkpoint last = Checkpoint.read(run.last());
        assertTrue(last.isResumable());
        assertEquals(30, last.position().step());
        assertEquals(SmallRun.network(), last.network());
    }

    @Test
    void goesOnAsIfItHadNeverBeenInterrupted() throws IOException {
        Path whole = folder.resolve("whole");
        Path pieces = folder.resolve("pieces");
        TrainingSpec spec = SmallRun.spec().checkpointEvery(7).build();
        SmallRun.run(spec, whole);
        try (Device device = SmallRun.device()) {
            int runs = 0;
            while (!Files.exists(new RunFolder(pieces).result())) {
                try (Trainer trainer =
                        runs++ == 0
                                ? SmallRun.begin(device, spec, pieces)
                                : Trainer.resume(
                                        device,
                                        SmallRun.network(),
                                        SmallRun.data(),
                                        spec,
                                        pieces)) {
                    TrainingResult result = trainer.run(stopAfter(trainer, 5));
                    assertEquals(
                            runs < 6 ? TrainingResult.End.INTERRUPTED : TrainingResult.End.DONE,
                            result.end());
                }
                assertTrue(runs < 20);
            }
        }
        RunFolders.assertSame(whole, pieces);
    }

    @Test
    void resumesFromTheLastCheckpointAfterAFailure() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingSpec spec = SmallRun.spec().checkpointEvery(7).build();
        SmallRun.run(spec, whole);
        try (Device device = SmallRun.device();
                Trainer trainer = SmallRun.begin(device, spec, broken)) {
            TrainingListener failing =
                    new TrainingListener() {
                        @Override
                        public void stepped(Step step) {
                            if (step.step() == 18) {
                                throw new IllegalStateException("power cut");
                            }
                        }
                    };
            assertThrows(IllegalStateException.class, () -> trainer.run(failing));
        }
        assertEquals(14, Checkpoint.read(new RunFolder(broken).last()).position().step());
        SmallRun.run(spec, broken);
        RunFolders.assertSame(whole, broken);
    }

    @Test
    void resumingAFinishedRunChangesNothing() throws IOException {
        Path once = folder.resolve("once");
        Path twice = folder.resolve("twice");
        TrainingSpec spec = SmallRun.spec().build();
        SmallRun.run(spec, once);
        SmallRun.run(spec, twice);
        SmallRun.run(spec, twice);
        RunFolders.assertSame(once, twice);
    }

    /** Ends before, on, and outside the rhythm of validations, where the end is the best or not. */
    @ParameterizedTest
    @CsvSource({"3,0.01", "8,0.01", "14,0.01", "14,0.3", "19,0.3"})
    void goesOnAfterItsEndAsIfItHadNotEnded(int firstEnd, double rate) throws IOException {
        Path whole = folder.resolve("whole");
        Path extended = folder.resolve("extended");
        TrainingSpec.Builder spec =
                SmallRun.spec().schedule(Schedule.CONSTANT).learningRate(rate).checkpointEvery(50);
        TrainingResult straight = SmallRun.run(spec.steps(30).build(), whole);
        SmallRun.run(spec.steps(firstEnd).build(), extended);
        SmallRun.run(spec.steps(22).build(), extended);
        TrainingResult result = SmallRun.run(spec.steps(30).build(), extended);
        RunFolders.assertSameNumbers(whole, extended);
        assertEquals(straight.bestStep(), result.bestStep());
    }

    @Test
    void theEndMayBeTheBestButIsForgottenWhenTheRunGoesOn() throws IOException {
        TrainingSpec spec = SmallRun.spec().schedule(Schedule.CONSTANT).steps(6).build();
        TrainingResult result = SmallRun.run(spec, folder);
        RunFolder run = new RunFolder(folder);
        assertEquals(6, result.bestStep());
        assertEquals(6, Checkpoint.read(run.best()).position().step());
        assertEquals(4, Checkpoint.read(run.last()).position().bestStep());
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.resume(device, SmallRun.network(), SmallRun.data(), spec, folder)) {
            assertEquals(4, trainer.position().bestStep());
            assertEquals(4, Checkpoint.read(run.best()).position().step());
        }
    }

    @Test
    void trainsByGradientDescentToo() throws IOException {
        Path whole = folder.resolve("whole");
        Path pieces = folder.resolve("pieces");
        TrainingSpec spec =
                SmallRun.spec().optimizer(TrainingSpec.Optimizer.SGD).learningRate(0.1).build();
        SmallRun.run(spec, whole);
        try (Device device = SmallRun.device();
                Trainer trainer = SmallRun.begin(device, spec, pieces)) {
            trainer.run(stopAfter(trainer, 13));
        }
        SmallRun.run(spec, pieces);
        RunFolders.assertSame(whole, pieces);
        List<String> lines = Files.readAllLines(new RunFolder(whole).metrics());
        assertTrue(loss(lines.get(30)) < loss(lines.get(1)));
    }

    private static double loss(String line) {
        return Double.parseDouble(line.split(",", -1)[3]);
    }

    @Test
    void trainsAHeadOfMeans() throws IOException {
        NetworkSpec network = new NetworkSpec(4, 1, 8, 0, 0, new Head.MeanSquared());
        TrainingSpec spec = SmallRun.spec().steps(150).learningRate(0.02).build();
        TrainingResult result;
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.begin(
                                device,
                                network,
                                SmallRun.data(2),
                                "{}",
                                spec,
                                new RunFolder(folder))) {
            result = trainer.run(TrainingListener.NONE);
        }
        assertEquals("mse", result.lossName());
        assertTrue(Files.readString(new RunFolder(folder).result()).contains("\"test_mse\""));
        // The best there is leaves 1 - a^2 of the variance for the first frame of a step and
        // 1 - a^4 for the second, 0.27 on average; the mean alone leaves 1. A test part of 55
        // frames allows no more than to tell these apart.
        assertEquals(0.27, result.testLoss(), 0.3);
    }

    @Test
    void stopsWhenTheValidationNoLongerGetsBetter() throws IOException {
        TrainingSpec spec =
                SmallRun.spec()
                        .schedule(Schedule.CONSTANT)
                        .steps(0)
                        .learningRate(0.05)
                        .validateEvery(2)
                        .patience(3)
                        .build();
        TrainingResult result = SmallRun.run(spec, folder);
        assertEquals(TrainingResult.End.EARLY, result.end());
        assertEquals(result.bestStep() + 6, result.steps());
        assertEquals(
                result.bestStep(), Checkpoint.read(new RunFolder(folder).best()).position().step());
    }

    @Test
    void endsWhenItsTimeIsUp() throws IOException {
        TrainingSpec spec =
                SmallRun.spec().schedule(Schedule.CONSTANT).steps(0).maxSeconds(0.2).build();
        TrainingResult result = SmallRun.run(spec, folder);
        assertEquals(TrainingResult.End.TIME_UP, result.end());
        assertTrue(result.steps() > 0 && result.seconds() >= 0.2);
        TrainingResult again = SmallRun.run(spec, folder);
        assertEquals(result.steps(), again.steps(), "the seconds of both runs count");
    }

    @Test
    void namesTheLearningRateWhenTheLossIsNoNumber() throws IOException {
        TrainingSpec spec =
                SmallRun.spec()
                        .schedule(Schedule.CONSTANT)
                        .learningRate(1e37)
                        .clip(0)
                        .weightDecay(0)
                        .build();
        TrainingDivergedException diverged =
                assertThrows(TrainingDivergedException.class, () -> SmallRun.run(spec, folder));
        Path last = new RunFolder(folder).last();
        assertTrue(
                diverged.getMessage().contains("likely cause: ")
                        && diverged.getMessage().contains("learning rate of 1.0E37")
                        && diverged.getMessage().contains("try a tenth, or clip gradients")
                        && diverged.getMessage().contains(last + " holds step "),
                diverged.getMessage());
        long saved = Checkpoint.read(last).position().step();
        assertTrue(saved < diverged.step(), "the last good checkpoint is gone");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, 3e38f, Float.NEGATIVE_INFINITY})
    void namesTheFileWhenAValueIsOutOfAllProportion(float value) throws IOException {
        FrameSequence sound = SyntheticFrames.autoregressive("sound.wav", 1, 100, 2, 0.9);
        SequenceDataset data = SequenceDataset.split(List.of(sound), DatasetSpec.DEFAULT);
        TrainingSpec spec = SmallRun.spec().batch(1).build();
        try (Device device = SmallRun.device();
                Trainer trainer =
                        Trainer.begin(
                                device,
                                SmallRun.network(),
                                data,
                                "{}",
                                spec,
                                new RunFolder(folder))) {
            // The data were sound when they were looked through.
            sound.values()[2 * 20 + 1] = value;
            TrainingDivergedException diverged =
                    assertThrows(
                            TrainingDivergedException.class,
                            () -> trainer.run(TrainingListener.NONE));
            String message = diverged.getMessage();
            assertTrue(
                    message.matches(
                            ".*likely cause: a value \\S+ deviations from the mean in sound.wav,"
                                    + " frames \\d+\\.\\.\\d+; .*"),
                    message);
        }
    }

    @Test
    void saysWhatDoesNotFit() throws IOException {
        try (Device device = SmallRun.device()) {
            NetworkSpec wide = new NetworkSpec(3, 1, 4, 0, 0, new Head.MeanSquared());
            TrainingSpec spec = SmallRun.spec().build();
            assertEquals(
                    "the network takes 3 values a step, but the data have 4 (2 frames of 2)",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            Trainer.begin(
                                                    device,
                                                    wide,
                                                    SmallRun.data(2),
                                                    "{}",
                                                    spec,
                                                    new RunFolder(folder)))
                            .getMessage());
            TrainingSpec longer = SmallRun.spec().sequenceLength(400).build();
            assertEquals(
                    "the longest piece to train on has 280 frames; sequenceLength 400 needs 401:"
                            + " give longer sounds, or a sequenceLength of at most 279",
                    assertThrows(
                                    InsufficientDataException.class,
                                    () -> SmallRun.begin(device, longer, folder))
                            .getMessage());
            assertThrows(
                    NoSuchFileException.class,
                    () ->
                            Trainer.resume(
                                    device, SmallRun.network(), SmallRun.data(), spec, folder));
        }
        assertFalse(new RunFolder(folder).isResumable());
    }

    @Test
    void refusesADeviceThatCannotTrain() throws IOException {
        try (Device half = Devices.open("cpu", new DeviceOptions(Precision.BF16, 0))) {
            assertEquals(
                    "the CPU cannot train in precision bf16, only generate: train in fp32, or on a"
                            + " GPU",
                    assertThrows(
                                    DeviceException.class,
                                    () -> SmallRun.begin(half, SmallRun.spec().build(), folder))
                            .getMessage());
        }
        assertFalse(new RunFolder(folder).isResumable());
    }

    @Test
    void refusesToResumeWhatIsNotTheSame() throws IOException {
        TrainingSpec spec = SmallRun.spec().steps(3).build();
        SmallRun.run(spec, folder);
        try (Device device = SmallRun.device()) {
            assertThrows(
                    FileAlreadyExistsException.class, () -> SmallRun.begin(device, spec, folder));
            TrainingSpec other = SmallRun.spec().steps(3).batch(4).build();
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            Trainer.resume(
                                    device, SmallRun.network(), SmallRun.data(), other, folder));
            assertEquals(
                    new RunFolder(folder).last()
                            + ": it was trained on other data, or on the same divided or grouped"
                            + " otherwise",
                    assertThrows(
                                    CheckpointException.class,
                                    () ->
                                            Trainer.resume(
                                                    device,
                                                    SmallRun.network(),
                                                    SmallRun.data(2),
                                                    spec,
                                                    folder))
                            .getMessage());
            try (Trainer trainer =
                    Trainer.resume(device, SmallRun.network(), SmallRun.data(), spec, folder)) {
                assertEquals(3, trainer.position().step());
                assertEquals(
                        new RunFolder(folder).metrics()
                                + ": another training writes into this folder",
                        assertThrows(
                                        FileSystemException.class,
                                        () ->
                                                Trainer.resume(
                                                        device,
                                                        SmallRun.network(),
                                                        SmallRun.data(),
                                                        spec,
                                                        folder))
                                .getMessage());
            }
            Trainer.begin(
                            device,
                            SmallRun.network(),
                            SmallRun.data(),
                            SmallRun.FEATURES,
                            spec,
                            RunFolder.replaceable(folder))
                    .close();
        }
    }

    @Test
    void whatListenersDoIsNotTraining() throws IOException {
        try (Device device = Devices.open("cpu");
                Trainer trainer =
                        Trainer.begin(
                                device,
                                SmallRun.network(),
                                SmallRun.data(),
                                SmallRun.FEATURES,
                                SmallRun.spec().steps(4).validateEvery(2).build(),
                                new RunFolder(folder))) {
            TrainingListener slow =
                    new TrainingListener() {
                        @Override
                        public void validated(long step, double loss, boolean best) {
                            LockSupport.parkNanos(400_000_000L);
                        }
                    };
            long startNanos = System.nanoTime();
            TrainingResult result = trainer.run(slow);
            double elapsed = (System.nanoTime() - startNanos) * 1e-9;
            // Twice 0.4 s; parking may end early, but not by half.
            assertTrue(
                    result.seconds() < elapsed - 0.4,
                    result.seconds() + " s of training in " + elapsed);
        }
    }

    @Test
    void aRunThatIsRefusedReplacesNone() throws IOException {
        try (Device device = Devices.open("cpu")) {
            SmallRun.begin(device, SmallRun.spec().build(), folder).close();
            RunFolder run = RunFolder.replaceable(folder);
            byte[] last = Files.readAllBytes(run.last());
            byte[] metrics = Files.readAllBytes(run.metrics());
            TrainingSpec spec = SmallRun.spec().build();
            // The network's frames have two values, the data group two of them.
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            Trainer.begin(
                                    device,
                                    SmallRun.network(),
                                    SmallRun.data(2),
                                    SmallRun.FEATURES,
                                    spec,
                                    run));
            assertArrayEquals(last, Files.readAllBytes(run.last()));
            assertArrayEquals(metrics, Files.readAllBytes(run.metrics()));
            try (Trainer busy =
                    Trainer.resume(
                            device,
                            SmallRun.network(),
                            SmallRun.data(),
                            SmallRun.spec().build(),
                            folder)) {
                assertEquals(0, busy.position().step());
                assertThrows(
                        FileSystemException.class,
                        () ->
                                Trainer.begin(
                                        device,
                                        SmallRun.network(),
                                        SmallRun.data(),
                                        SmallRun.FEATURES,
                                        SmallRun.spec().seed(9).build(),
                                        run));
            }
            assertArrayEquals(last, Files.readAllBytes(run.last()));
        }
    }

    private static TrainingListener stopAfter(Trainer trainer, int steps) {
        return new TrainingListener() {
            private int done;

            @Override
            public void stepped(Step step) {
                if (++done == steps) {
                    trainer.stop();
                }
            }
        };
    }
}
