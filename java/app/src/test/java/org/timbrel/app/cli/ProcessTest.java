// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureWriter;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** What only a process of its own shows: its status, Ctrl-C, a full disk, too little memory. */
class ProcessTest {

    private static final long LIMIT_SECONDS = 60;

    /** A tenth of what an hour of features would need. */
    private static final String SMALL_HEAP = "-Xmx48m";

    @TempDir private Path folder;

    /** The command line that runs Timbrel, with options for java in front. */
    private static List<String> timbrel(List<String> javaOptions, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        String cache = "org.bytedeco.javacpp.cachedir";
        command.add("-D" + cache + "=" + System.getProperty(cache));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "took too long");
        return process.exitValue();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    @Test
    void statusesReachTheShell() throws IOException, InterruptedException {
        assertEquals(0, run(timbrel(List.of(), "--version")));
        assertEquals(1, run(timbrel(List.of(), "info", folder.resolve("missing"))));
        assertEquals("timbrel info: " + folder.resolve("missing") + ": no such file\n", err());
        assertEquals(2, run(timbrel(List.of(), "info")));
    }

    @Test
    void interruptingLeavesWhatIsFinished() throws IOException, InterruptedException {
        Path out = folder.resolve("samples");
        Process process =
                start(
                        timbrel(
                                List.of(),
                                "samples",
                                out,
                                "--only",
                                "rain,fire,wind",
                                "--seconds",
                                "5",
                                "--jobs",
                                "1"));
        // One file is small; then stop while the next is being written.
        Path rain = out.resolve("rain.wav");
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(rain) && System.nanoTime() < giveUp) {
            Thread.sleep(1);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "did not stop");
        assertEquals(5 * 44_100, AudioFiles.info(rain).lengthFrames());
        for (Path file : files(out)) {
            assertEquals(5 * 44_100, AudioFiles.info(file).lengthFrames(), "half a file: " + file);
        }
        assumeTrue(files(out).size() < 3, "it was faster than the signal");
        assertEquals(130, process.exitValue());
        assertTrue(err().contains("interrupted; "), err());
    }

    private List<String> training(Path sound, Path run, long steps) {
        return timbrel(
                List.of(),
                "train",
                sound,
                "-o",
                run,
                "--head",
                "mdn",
                "--previews",
                0,
                "--hidden",
                8,
                "--mixtures",
                2,
                "--batch",
                2,
                "--sequence-length",
                20,
                "--validate-every",
                5,
                "--steps",
                steps,
                "-q");
    }

    @Test
    void aTrainingThatIsInterruptedCanBeResumed() throws IOException, InterruptedException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 44_100);
        Path run = folder.resolve("run");
        Process process = start(training(sound, run, 1_000_000));
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(run.resolve("best.safetensors")) && System.nanoTime() < giveUp) {
            Thread.sleep(1);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "did not stop");
        assertEquals(130, process.exitValue());
        assertTrue(
                err().matches(
                                "timbrel train: interrupted after step \\d+; 'timbrel train -o "
                                        + run
                                        + " --resume' goes on\\n"),
                err());
        String step = err().replaceAll("(?s).*step (\\d+);.*", "$1");
        long more = Long.parseLong(step) + 3;
        assertTrue(Run.of("info", run.resolve("last.safetensors")).out().contains(step + " steps"));
        Run resumed = Run.of("train", "-o", run, "--resume", "--steps", more).succeeded();
        assertTrue(resumed.out().contains(": " + more + " steps in "), resumed.out());
    }

    /** Stops a command that writes sound; what it has written until then is a whole sound. */
    private void interruptWithin(Path out, List<String> command) throws Exception {
        Process process = start(command);
        // The sound grows under another name until it is whole.
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (bytesIn(out.getParent()) < 200_000 && System.nanoTime() < giveUp) {
            Thread.sleep(5);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "did not stop");
        assumeTrue(process.exitValue() != 0, "it was faster than the signal");
        assertEquals(130, process.exitValue());
        assertTrue(
                err().contains("interrupted; files that end where it was interrupted: 1\n"), err());
        assertEquals(List.of(out), files(out.getParent()));
        assertTrue(AudioFiles.info(out).lengthFrames() >= 90_000, "it holds what was written");
    }

    private static long bytesIn(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                // Renamed or deleted since it was listed.
            }
        }
        return bytes;
    }

    @Test
    void generatingThatIsInterruptedEndsTheSoundThere() throws Exception {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 44_100);
        Path run = folder.resolve("run");
        assertEquals(0, run(training(sound, run, 5)), err());
        Path out = Files.createDirectories(folder.resolve("new")).resolve("out.wav");
        interruptWithin(out, timbrel(List.of(), "generate", run, "-o", out, "--seconds", 40_000));
    }

    @Test
    void renderingThatIsInterruptedEndsTheSoundThere() throws Exception {
        FeatureSpec spec = Profile.TEXTURE.builder().melBands(8).coefficients(4).build();
        Path features = folder.resolve("long.npz");
        try (FeatureWriter writer = new FeatureWriter(folder, spec)) {
            float[] quiet = {-150, 0, 0, 0};
            for (int t = 0; t < 1_500_000; t++) {
                writer.frame(quiet, new float[8], new float[0]);
            }
            writer.write(features);
        }
        Path out = Files.createDirectories(folder.resolve("new")).resolve("out.wav");
        interruptWithin(out, timbrel(List.of(), "render", features, "-o", out));
    }

    /** Ten minutes have 85 MB of features, and 26 million samples. */
    @Test
    void tenMinutesInAndOutNeedLittleMemory() throws Exception {
        Path sound = folder.resolve("long.wav");
        int samples = 600 * 44_100;
        try (SampleReader noise = new Noise(samples)) {
            WavWriter.write(sound, noise, WavEncoding.PCM_16);
        }
        List<String> small = List.of(SMALL_HEAP);
        Path features = folder.resolve("long.npz");
        assertEquals(0, run(timbrel(small, "extract", sound, "-o", features, "-q")), err());
        try (FeatureReader reader = FeatureReader.open(features)) {
            assertEquals(1 + samples / 128, reader.frames());
        }
        Path out = folder.resolve("out.wav");
        assertEquals(0, run(timbrel(small, "render", features, "-o", out, "-q")), err());
        assertEquals((1L + samples / 128) * 128, AudioFiles.info(out).lengthFrames());
        // With topDb, the whole clip is to be heard before the first coefficient is known.
        List<String> topDb =
                timbrel(small, "extract", sound, "-o", features, "-q", "--force", "--top-db", "60");
        assertEquals(0, run(topDb), err());
    }

    /** White noise at 44.1 kHz, made as it is read. */
    private static final class Noise implements SampleReader {

        private final SplittableRandom random = new SplittableRandom(1);
        private int left;

        Noise(int samples) {
            left = samples;
        }

        @Override
        public int sampleRateHz() {
            return 44_100;
        }

        @Override
        public int read(float[] out, int offset, int length) {
            int count = Math.min(length, left);
            for (int i = 0; i < count; i++) {
                out[offset + i] = random.nextInt(-3000, 3000) / 32_768f;
            }
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {}
    }

    @Test
    void aDiskThatFillsWhileTrainingKeepsTheLastCheckpoint()
            throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(
                run(List.of("mount", "-t", "tmpfs", "-o", "size=320k", "tmpfs", disk.toString()))
                        == 0,
                "mounting a small disk is not allowed here");
        try {
            Path sound = Sounds.noise(folder.resolve("a.wav"), 44_100);
            Path run = disk.resolve("run");
            assertEquals(1, run(training(sound, run, 1_000_000)));
            assertEquals(1, err().lines().count(), err());
            assertTrue(err().matches("timbrel train: \\S+: no space left on device\n"), err());
            Run.of("info", run.resolve("last.safetensors")).succeeded();
        } finally {
            run(List.of("umount", disk.toString()));
        }
    }

    @Test
    void aFullDiskIsOneLineAFile() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(
                run(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
                        == 0,
                "mounting a small disk is not allowed here");
        try {
            Path small = Sounds.noise(folder.resolve("small.wav"), 1000);
            Path large = Sounds.noise(folder.resolve("large.wav"), 100_000);
            int status = run(timbrel(List.of(), "extract", large, small, "-o", disk, "-q", "-j1"));
            assertEquals(1, status);
            assertEquals(
                    List.of(
                            "timbrel extract: "
                                    + large
                                    + ": "
                                    + disk.resolve("large.npz")
                                    + ": no space left on device",
                            "timbrel extract: 1 of 2 files failed"),
                    err().lines().toList());
            assertEquals(List.of(disk.resolve("small.npz")), files(disk));
            assertTrue(FeatureFile.read(disk.resolve("small.npz")).frames() > 0);
        } finally {
            run(List.of("umount", disk.toString()));
        }
    }

    @Test
    void tooLittleMemoryIsOneLine() throws IOException, InterruptedException {
        Path large = Sounds.noise(folder.resolve("large.wav"), 20_000_000);
        Path run = folder.resolve("run");
        assertEquals(1, run(timbrel(List.of("-Xmx24m"), "train", large, "-o", run, "-q")));
        assertEquals(
                "timbrel train: "
                        + large
                        + ": not enough memory (24 MiB): try fewer --jobs, or set"
                        + " TIMBREL_JAVA_OPTS=-Xmx8g\n",
                err());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
