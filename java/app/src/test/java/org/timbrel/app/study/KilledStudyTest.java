// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that is killed at any moment goes on to the same numbers. */
class KilledStudyTest {

    private static final long LIMIT_SECONDS = 120;

    /** What is there when a part has begun that is not done. */
    private static final List<String> MOMENTS =
            List.of(
                    "study.json",
                    "pieces/training/0.wav",
                    "ceilings/mfcc",
                    "arms/performance/seed-1/last.safetensors",
                    "arms/remi/seed-2/metrics.csv",
                    "arms/mfcc/seed-1/samples",
                    "arms/pianoroll/seed-2/likelihood.json");

    @TempDir private Path folder;

    @Test
    void goesOnToTheSameNumbers() throws IOException, InterruptedException {
        Path pieces = SmallStudy.pieces(folder.resolve("midi"));
        Path whole = folder.resolve("whole");
        SmallStudy.run(pieces, whole, StudyJob.Begin.NEW);
        Path killed = folder.resolve("killed");
        Path config =
                Files.writeString(
                        folder.resolve("spec.json"),
                        new ObjectMapper().writeValueAsString(SmallStudy.FIELDS));
        int kills = 0;
        for (String moment : MOMENTS) {
            kills += kill(pieces, killed, config, killed.resolve(moment)) ? 1 : 0;
        }
        // A moment may pass before it is seen; most must have been.
        assertTrue(kills >= MOMENTS.size() / 2, kills + " kills");
        assertFalse(Files.exists(new StudyFolder(killed).report()), "nothing was left to do");
        SmallStudy.run(pieces, killed, StudyJob.Begin.RESUME);
        assertEquals(SmallStudy.results(whole), SmallStudy.results(killed));
    }

    /** Whether it still ran. */
    private boolean kill(Path pieces, Path output, Path config, Path moment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        String cache = "org.bytedeco.javacpp.cachedir";
        command.add("-D" + cache + "=" + System.getProperty(cache));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.timbrel.app.cli.Main",
                        "study",
                        pieces.toString(),
                        "-o",
                        output.toString(),
                        "--quick",
                        "--config",
                        config.toString(),
                        "--resume",
                        "-q"));
        Path said = folder.resolve("said");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(moment) && process.isAlive() && System.nanoTime() < giveUp) {
            Thread.sleep(1);
        }
        boolean running = process.isAlive();
        process.destroyForcibly().waitFor();
        assertTrue(running || process.exitValue() == 0, Files.readString(said));
        assertTrue(Files.exists(moment), moment + " never came: " + Files.readString(said));
        return running;
    }
}
