// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the sizes that cost depends on, with all others fixed.
 *
 * @param name short, as a file's
 * @param title what is measured, and what is fixed
 * @param quantity what x is
 * @param unit of y
 * @param benchmark of JMH
 * @param parameter of JMH that x is
 * @param fixed the other parameters
 * @param values of x, ascending
 */
record Axis(
        String name,
        String title,
        String quantity,
        String unit,
        String benchmark,
        String parameter,
        Map<String, String> fixed,
        List<Integer> values) {

    private static final String TRAINING = "org.timbrel.bench.TrainingBenchmark.timbrel";
    private static final String GENERATION = "org.timbrel.bench.GenerationBenchmark.timbrel";
    private static final String END_TO_END = "org.timbrel.bench.EndToEndBenchmark.timbrel";

    /** All axes. */
    static List<Axis> all() {
        return List.of(
                training("T", "frames a sequence", "steps", List.of(25, 50, 100, 200, 400)),
                training("N", "sequences a batch", "batch", List.of(1, 4, 16, 64, 256)),
                training("H", "hidden units", "hidden", List.of(64, 128, 256, 512, 1024)),
                training("L", "layers", "layers", List.of(1, 2, 3, 4, 6)),
                new Axis(
                        "streams",
                        "a step of generation, H=512 L=2",
                        "streams at once",
                        "µs",
                        GENERATION,
                        "batch",
                        Map.of("hidden", "512", "layers", "2"),
                        List.of(1, 2, 4, 8, 16, 32, 64)),
                new Axis(
                        "seconds",
                        "generate rain: 4 s of warming up, then sound generated, rendered, written",
                        "seconds of audio",
                        "ms",
                        END_TO_END,
                        "seconds",
                        Map.of(),
                        List.of(1, 4, 16, 64, 256)));
    }

    private static Axis training(
            String name, String quantity, String parameter, List<Integer> values) {
        Map<String, String> fixed = new LinkedHashMap<>();
        fixed.put("steps", "100");
        fixed.put("batch", "16");
        fixed.put("hidden", "256");
        fixed.put("layers", "1");
        fixed.remove(parameter);
        return new Axis(
                name,
                "forward and backward of a batch, "
                        + String.join(
                                " ",
                                fixed.entrySet().stream()
                                        .map(one -> letter(one.getKey()) + "=" + one.getValue())
                                        .toList()),
                quantity,
                "ms",
                TRAINING,
                parameter,
                fixed,
                values);
    }

    private static String letter(String parameter) {
        return switch (parameter) {
            case "steps" -> "T";
            case "batch" -> "N";
            case "hidden" -> "H";
            default -> "L";
        };
    }

    /** The benchmark at one x. */
    Contender at(int x, int threads) {
        Map<String, String> parameters = new LinkedHashMap<>(fixed);
        parameters.put(parameter, Integer.toString(x));
        if (!benchmark.equals(END_TO_END)) {
            parameters.put("threads", Integer.toString(threads));
        }
        return new Contender(name + "=" + x, benchmark, parameters, Map.of());
    }
}
