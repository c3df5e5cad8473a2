// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One fork of JMH, of one contender: a process of its own, with its own environment. */
final class JmhFork {

    private static final String MAIN = "org.openjdk.jmh.Main";
    private static final int LINES_OF_A_FAILURE = 12;

    private final Schedule schedule;

    JmhFork(Schedule schedule) {
        this.schedule = schedule;
    }

    /**
     * Runs it.
     *
     * @param jmhThreads that call the benchmark side by side
     * @return JMH's scores, one an iteration
     * @throws IOException if it failed; the message has the end of what it said
     */
    List<Double> run(Contender contender, int jmhThreads) throws IOException, InterruptedException {
        Path result = Files.createTempFile("timbrel-bench", ".json");
        Path log = Files.createTempFile("timbrel-bench", ".log");
        try {
            List<String> command = java();
            // Others' JMH runs are neighbours like any: looked for between forks, and reported.
            command.add("-Djmh.ignoreLock=true");
            command.add(MAIN);
            command.addAll(arguments(contender, jmhThreads, result));
            int status = start(command, contender.environment(), log);
            if (status != 0 || Files.size(result) == 0) {
                throw new IOException(
                        "%s failed with status %d:%n%s"
                                .formatted(contender.benchmark(), status, failure(log)));
            }
            return scores(result);
        } finally {
            Files.deleteIfExists(result);
            Files.deleteIfExists(log);
        }
    }

    /** Java with this one's class path and options, such as where the clone is. */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dtimbrel.home=" + System.getProperty("timbrel.home", "."));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    private static int start(List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectOutput(log.toFile());
        Process process = builder.start();
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private List<String> arguments(Contender contender, int jmhThreads, Path result) {
        String time = schedule.milliseconds() + "ms";
        List<String> arguments = new ArrayList<>();
        arguments.add("^" + contender.benchmark().replace(".", "\\.") + "$");
        arguments.addAll(List.of("-f", "1", "-foe", "true"));
        arguments.addAll(List.of("-wi", Integer.toString(schedule.warmups()), "-w", time));
        arguments.addAll(List.of("-i", Integer.toString(schedule.samples()), "-r", time));
        arguments.addAll(List.of("-t", Integer.toString(jmhThreads)));
        arguments.addAll(List.of("-rf", "json", "-rff", result.toString()));
        contender
                .parameters()
                .forEach((name, value) -> arguments.addAll(List.of("-p", name + "=" + value)));
        return arguments;
    }

    private static List<Double> scores(Path result) throws IOException {
        JsonNode runs = new ObjectMapper().readTree(result.toFile());
        if (runs.size() != 1) {
            throw new IOException("JMH ran %d benchmarks, not one".formatted(runs.size()));
        }
        List<Double> scores = new ArrayList<>();
        for (JsonNode fork : runs.get(0).path("primaryMetric").path("rawData")) {
            fork.forEach(score -> scores.add(score.asDouble()));
        }
        return scores;
    }

    /** The lines around the first that tells of an exception; else the last ones. */
    private static String failure(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream().filter(s -> !s.isBlank()).toList();
        int from = 0;
        while (from < lines.size() && !tellsOfFailure(lines.get(from))) {
            from++;
        }
        if (from == lines.size()) {
            from = Math.max(0, lines.size() - LINES_OF_A_FAILURE);
        }
        int to = Math.min(lines.size(), from + LINES_OF_A_FAILURE);
        return String.join("\n", lines.subList(from, to));
    }

    private static boolean tellsOfFailure(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return lower.contains("exception") || lower.contains("error") || lower.contains("<fail");
    }
}
