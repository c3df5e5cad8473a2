// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;
import org.timbrel.nn.safetensors.NamedTensor;
import org.timbrel.nn.safetensors.SafetensorsReader;
import org.timbrel.nn.safetensors.SafetensorsWriter;
import org.timbrel.nn.safetensors.TensorInfo;

class CheckpointTest {

    @TempDir private static Path trained;

    @TempDir private Path folder;

    @BeforeAll
    static void train() throws IOException {
        SmallRun.run(SmallRun.spec().steps(4).build(), trained);
    }

    private static Path last() {
        return new RunFolder(trained).last();
    }

    @Test
    void isReadByAnIndependentReader() throws IOException, InterruptedException {
        assumeTrue(
                run(List.of("python3", "-c", "import numpy"), folder.resolve("numpy")) == 0,
                "python3 with numpy is not here");
        int steps = 12;
        NetworkSpec network = SmallRun.network();
        float[] frames = new float[steps * network.frameSize()];
        Random random = new Random(4);
        for (int k = 0; k < frames.length; k++) {
            frames[k] = (float) random.nextGaussian();
        }
        Path script = folder.resolve("read_checkpoint.py");
        try (InputStream resource = getClass().getResourceAsStream("read_checkpoint.py")) {
            Files.copy(resource, script);
        }
        Path output = folder.resolve("output");
        int status =
                run(
                        List.of(
                                "python3",
                                script.toString(),
                                last().toString(),
                                raw("inputs", frames).toString(),
                                raw("outputs", outputs(network, frames, steps)).toString(),
                                Integer.toString(steps)),
                        output);
        assertEquals(0, status, Files.readString(output));
    }

    private static float[] outputs(NetworkSpec network, float[] frames, int steps)
            throws IOException {
        try (Device device = SmallRun.device();
                Parameters parameters = Checkpoint.read(last()).parameters(device);
                RecurrentNetwork forward =
                        RecurrentNetwork.forEvaluation(device, network, steps, 1);
                RecurrentState state = new RecurrentState(device, network, 1)) {
            forward.inputs().copyFrom(frames);
            forward.evaluate(parameters, state);
            return forward.outputs().toArray();
        }
    }

    private Path raw(String name, float[] values) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Files.write(folder.resolve(name), bytes.array());
    }

    private static int run(List<String> command, Path output)
            throws IOException, InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException e) {
            return -1;
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "took too long");
        return process.exitValue();
    }

    @Test
    void refusesADamagedFile() throws IOException {
        byte[] bytes = Files.readAllBytes(last());
        Path damaged = folder.resolve("damaged.safetensors");
        Random random = new Random(2);
        for (int k = 0; k < 200; k++) {
            byte[] flipped = bytes.clone();
            int at = random.nextInt(bytes.length);
            flipped[at] = (byte) (flipped[at] ^ 1 << random.nextInt(8));
            Files.write(damaged, flipped);
            assertRefused(damaged, "flipped byte " + at);
            Files.write(damaged, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            assertRefused(damaged, "cut short");
        }
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length + 1));
        assertRefused(damaged, "one byte more");
    }

    private static void assertRefused(Path file, String how) {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> Checkpoint.read(file), how);
        assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }

    @Test
    void refusesWhatIsWellFormedButNoCheckpoint() throws IOException {
        assertEquals(
                "it is not a checkpoint of Timbrel",
                refusal((metadata, tensors) -> metadata.remove("format")));
        assertEquals(
                "its format version is 2; this program knows 1",
                refusal((metadata, tensors) -> metadata.put("formatVersion", "2")));
        assertEquals(
                "its metadata have no network",
                refusal((metadata, tensors) -> metadata.remove("network")));
        assertTrue(
                refusal((metadata, tensors) -> metadata.put("network", "{"))
                        .startsWith("metadata network: it is not JSON: "));
        assertEquals(
                "cell sru is not known here; lstm, gru, rnn are",
                refusal((m, tensors) -> m.compute("network", replace("lstm", "sru"))));
        assertEquals(
                "head wave is not known here; mdn, mse, categorical and bernoulli are",
                refusal((m, tensors) -> m.compute("network", replace("mdn", "wave"))));
        assertEquals(
                "hiddenSize -6 is outside 1..16384",
                refusal((m, tensors) -> m.compute("network", replace(":6,", ":-6,"))));
        assertEquals(
                "lstm.weight_ih_l0 should have the shape [28, 2], but has [24, 2]",
                refusal((m, tensors) -> m.compute("network", replace(":6,", ":7,"))));
        assertEquals(
                "its network takes 2 values a step, but 2 frames of 2 make a step",
                refusal((m, tensors) -> m.compute("data", replace(":1,", ":2,"))));
        assertEquals(
                "mean holds \"x\" at 0",
                refusal(
                        (m, tensors) ->
                                m.put(
                                        "normalisation",
                                        "{\"mean\":[\"x\",1],\"deviation\":[1,1],\"min\":[1,1],"
                                                + "\"max\":[1,1]}")));
        assertEquals(
                "dimension 1 has deviation 0.0, minimum 1.0 and maximum 1.0",
                refusal(
                        (m, tensors) ->
                                m.put(
                                        "normalisation",
                                        "{\"mean\":[1,1],\"deviation\":[1,0],\"min\":[1,1],"
                                                + "\"max\":[1,1]}")));
        assertEquals(
                "head.bias should have the shape [10], but is missing",
                refusal((m, tensors) -> tensors.remove("head.bias")));
        assertEquals(
                "its network has no parameter extra",
                refusal(
                        (m, tensors) ->
                                tensors.put("extra", NamedTensor.of("extra", new float[1], 1))));
        assertEquals(
                "head.bias holds NaN at 3",
                refusal((m, tensors) -> tensors.get("head.bias").values()[3] = Float.NaN));
    }

    private static BiFunction<String, String, String> replace(String from, String to) {
        return (name, text) -> text.replace(from, to);
    }

    /** What is said of the checkpoint after a change, with a hash that fits. */
    private String refusal(BiConsumer<Map<String, String>, Map<String, NamedTensor>> change)
            throws IOException {
        Map<String, String> metadata;
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        try (SafetensorsReader reader = SafetensorsReader.open(last())) {
            metadata = new LinkedHashMap<>(reader.metadata());
            for (TensorInfo info : reader.tensors()) {
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                tensors.put(
                        info.name(),
                        NamedTensor.of(info.name(), reader.floats(info.name()), shape));
            }
        }
        metadata.remove(SafetensorsWriter.HASH);
        change.accept(metadata, tensors);
        Path file = folder.resolve("changed.safetensors");
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            SafetensorsWriter.write(channel, metadata, tensors.values());
        }
        CheckpointException refusal =
                assertThrows(CheckpointException.class, () -> Checkpoint.read(file));
        assertEquals(file.toString(), refusal.getFile());
        return refusal.getReason();
    }

    @Test
    void trainingGoesOnFromAWholeOneOnly() throws IOException {
        Files.copy(new RunFolder(trained).best(), new RunFolder(folder).last());
        TrainingSpec spec = SmallRun.spec().steps(4).build();
        try (Device device = SmallRun.device()) {
            CheckpointException refusal =
                    assertThrows(
                            CheckpointException.class,
                            () ->
                                    Trainer.resume(
                                            device,
                                            SmallRun.network(),
                                            SmallRun.data(),
                                            spec,
                                            folder));
            assertEquals(
                    "training cannot go on from it: optimizer.exp_avg.lstm.weight_ih_l0 should"
                            + " have 48 values, but is missing",
                    refusal.getReason());
        }
    }

    @Test
    void refusesOtherFeatures() throws IOException {
        Checkpoint checkpoint = Checkpoint.read(last());
        checkpoint.requireFeatures("{\"coefficients\":2,   \"hopSamples\":128}");
        assertEquals(
                last() + ": it was trained on features with hopSamples 128, not 256",
                assertThrows(
                                CheckpointException.class,
                                () ->
                                        checkpoint.requireFeatures(
                                                "{\"coefficients\":2,\"hopSamples\":256}"))
                        .getMessage());
        assertEquals(
                last() + ": it was trained on features with window absent, not \"hann\"",
                assertThrows(
                                CheckpointException.class,
                                () ->
                                        checkpoint.requireFeatures(
                                                "{\"coefficients\":2,\"hopSamples\":128,"
                                                        + "\"window\":\"hann\"}"))
                        .getMessage());
    }

    @Test
    void keepsTheOldOneWhenTheDiskIsFull() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(
                run(
                                List.of(
                                        "mount",
                                        "-t",
                                        "tmpfs",
                                        "-o",
                                        "size=128k",
                                        "tmpfs",
                                        disk.toString()),
                                folder.resolve("mount"))
                        == 0,
                "mounting a small disk is not allowed here");
        try (Device device = SmallRun.device()) {
            TrainingSpec spec = SmallRun.spec().build();
            RunFolder run = new RunFolder(disk.resolve("run"));
            List<byte[]> saved = new ArrayList<>();
            try (Trainer trainer = SmallRun.begin(device, spec, run.path())) {
                FileSystemException full =
                        assertThrows(
                                FileSystemException.class,
                                () ->
                                        trainer.run(
                                                new TrainingListener() {
                                                    @Override
                                                    public void saved(long step) {
                                                        keepAndFill(run, step, saved);
                                                    }
                                                }));
                assertTrue(
                        full.getMessage().endsWith(": No space left on device"), full.getMessage());
            }
            assertArrayEquals(saved.get(0), Files.readAllBytes(run.last()));
            try (Stream<Path> files = Files.list(run.path())) {
                assertFalse(
                        files.anyMatch(file -> file.toString().endsWith(".part")),
                        "a part is left");
            }
            Files.delete(disk.resolve("filler"));
            Path whole = folder.resolve("whole");
            SmallRun.run(spec, whole);
            SmallRun.run(spec, run.path());
            RunFolders.assertSame(whole, run.path());
        } finally {
            run(List.of("umount", disk.toString()), folder.resolve("mount"));
        }
    }

    /** Leaves no room on the disk from step 6 on. */
    private static void keepAndFill(RunFolder run, long step, List<byte[]> saved) {
        try {
            saved.clear();
            saved.add(Files.readAllBytes(run.last()));
            if (step == 6) {
                try (FileChannel filler =
                        FileChannel.open(
                                run.path().resolveSibling("filler"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE)) {
                    while (true) {
                        filler.write(ByteBuffer.allocate(1024));
                    }
                }
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("No space left"), e.toString());
        }
    }
}
