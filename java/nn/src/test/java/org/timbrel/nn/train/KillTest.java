// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed and resumed again and again ends as one that never was. */
class KillTest {

    private static final int MAX_STARTS = 200;

    @TempDir private Path folder;

    @Test
    void givesTheSameBitsHoweverOftenItIsKilled() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        SmallRun.run(KilledRun.spec(), whole);

        RunFolder run = new RunFolder(killed);
        Random random = new Random(1);
        int kills = 0;
        int insideCheckpoints = 0;
        for (int starts = 0; !Files.exists(run.result()); starts++) {
            assertTrue(starts < MAX_STARTS, "it does not get anywhere");
            Process process = start(killed);
            long before = step(run);
            // Some die as soon as they write, at every checkpoint's beginning, others at any time
            // within the few milliseconds of a step.
            boolean writing = starts % 2 == 0;
            long ahead = random.nextInt(6);
            awaits(process, () -> step(run) > before + ahead || Files.exists(run.result()));
            if (writing) {
                awaits(process, () -> Files.exists(AtomicFile.temporary(run.last())));
            } else {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            }
            if (process.isAlive()) {
                process.destroyForcibly();
                assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            }
            if (process.exitValue() != 0) {
                assertEquals(128 + 9, process.exitValue(), this::errors);
                kills++;
                if (Files.exists(AtomicFile.temporary(run.last()))) {
                    insideCheckpoints++;
                }
            }
            if (run.isResumable()) {
                Checkpoint.read(run.last());
            }
        }
        RunFolders.assertSame(whole, killed);
        assertTrue(kills >= 3, kills + " kills are no test");
        assertTrue(insideCheckpoints >= 1, insideCheckpoints + " kills inside a checkpoint");
    }

    @Test
    void interruptingSavesTheStepItIsAt() throws IOException, InterruptedException {
        Path interrupted = folder.resolve("interrupted");
        RunFolder run = new RunFolder(interrupted);
        Process process = start(interrupted, KilledRun.ENDLESS);
        awaits(process, () -> step(run) > 20);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "did not stop");
        assertEquals(128 + 2, process.exitValue(), this::errors);

        long saved = Checkpoint.read(run.last()).position().step();
        assertEquals(step(run) - 1, saved, "metrics.csv has a line a step behind its names");
        TrainingSpec longer = KilledRun.endless().toBuilder().steps(saved + 10).build();
        Path whole = folder.resolve("whole");
        SmallRun.run(longer, whole);
        SmallRun.run(longer, interrupted);
        RunFolders.assertSame(whole, interrupted);
    }

    private Process start(Path run, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.bytedeco.javacpp.cachedir="
                                        + System.getProperty("org.bytedeco.javacpp.cachedir"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledRun.class.getName(),
                                run.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Lines of metrics.csv: as far as the run has come at least. */
    private static long step(RunFolder run) {
        try {
            return Files.exists(run.metrics()) ? Files.readAllLines(run.metrics()).size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static void awaits(Process process, BooleanSupplier condition)
            throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (process.isAlive() && !condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < giveUp, "took too long");
            Thread.onSpinWait();
        }
    }
}
