// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.timbrel.app.Progress;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainSettings;
import org.timbrel.nn.train.TrainingResult;

/**
 * Trains every cell on a divided corpus as {@code timbrel train --representation pianoroll} does,
 * the GRU and the RNN with some settings of their own, and counts beside it.
 *
 * @param train folder of MIDI files
 * @param valid likewise
 * @param test likewise
 * @param grid of the frames
 * @param threads of the processor
 * @param epochs passes over the training part; 0: as the defaults have them
 * @param seed of everything random
 */
public record Likelihoods(
        Path train, Path valid, Path test, String grid, int threads, int epochs, long seed) {

    /** What is trained: cells, and what of the defaults does not suit one. */
    private static final List<Map<String, Object>> CELLS =
            List.of(
                    Map.of("cell", "lstm"),
                    Map.of(
                            "cell",
                            "gru",
                            "learningRate",
                            6e-3,
                            "epochs",
                            60,
                            "dropout",
                            0.0,
                            "recurrentDropout",
                            0.4,
                            "clip",
                            3.0),
                    Map.of("cell", "rnn", "learningRate", 2e-3, "recurrentDropout", 0.0));

    /**
     * Measures all of them.
     *
     * @param log hears a line a result
     */
    public List<LikelihoodResult> run(Consumer<String> log)
            throws IOException, InterruptedException {
        List<LikelihoodResult> results = new ArrayList<>();
        for (Map<String, Object> cell : CELLS) {
            results.add(trained(cell));
            log.accept(line(results.get(results.size() - 1)));
        }
        for (LikelihoodResult counted : Baselines.of(Corpus.read(train, test, grid))) {
            results.add(counted);
            log.accept(line(counted));
        }
        return results;
    }

    private static String line(LikelihoodResult result) {
        return String.format(Locale.ROOT, "%s: %.3f", result.model(), result.test());
    }

    private LikelihoodResult trained(Map<String, Object> cell)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("timbrel-likelihoods");
        try {
            double before = cpuSeconds();
            TrainingResult result =
                    new TrainJob(folder.resolve("run"), settings(cell), TrainJob.Begin.NEW)
                            .run(Progress.NONE)
                            .result();
            if (result.end() == TrainingResult.End.INTERRUPTED) {
                throw new InterruptedException("while a network was trained");
            }
            return new LikelihoodResult(
                    "Timbrel " + cell.get("cell").toString().toUpperCase(Locale.ROOT),
                    result.testLoss(),
                    result.validationLoss(),
                    result.parameters(),
                    result.seconds(),
                    cpuSeconds() - before,
                    null);
        } finally {
            delete(folder);
        }
    }

    private TrainSettings settings(Map<String, Object> cell) {
        Map<String, Object> changes = new HashMap<>(cell);
        changes.put("train", List.of(train.toString()));
        changes.put("valid", List.of(valid.toString()));
        changes.put("test", List.of(test.toString()));
        changes.put("music", Map.of("grid", grid));
        changes.put("device", "cpu");
        changes.put("threads", threads);
        changes.put("seed", seed);
        changes.put("previews", 0);
        if (epochs > 0) {
            changes.put("epochs", epochs);
        }
        return TrainSettings.DEFAULTS.with(Map.of("representation", "pianoroll")).with(changes);
    }

    /** Of this process, all threads together. */
    private static double cpuSeconds() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() * 1e-9;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
