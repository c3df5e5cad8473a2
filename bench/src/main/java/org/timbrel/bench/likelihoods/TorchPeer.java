// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.music.roll.Grid;

/** PyTorch's LSTM on the same rolls, trained by a script in a Python that has it. */
public final class TorchPeer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TorchPeer() {}

    /**
     * Runs the script.
     *
     * @param python a Python with torch
     * @param script what trains
     * @param work on a grid in ticks, of which alone the script knows
     * @throws IOException if it fails, with what it says last
     */
    public static LikelihoodResult run(Path python, Path script, Likelihoods work)
            throws IOException, InterruptedException {
        if (!(Grid.parse(work.grid()) instanceof Grid.Ticks ticks)) {
            throw new IOException(
                    "PyTorch's script knows grids in ticks alone, not " + work.grid());
        }
        Process process =
                new ProcessBuilder(
                                List.of(
                                        python.toString(),
                                        script.toString(),
                                        work.train().toString(),
                                        work.valid().toString(),
                                        work.test().toString(),
                                        "--ticks",
                                        Integer.toString(ticks.ticks()),
                                        "--threads",
                                        Integer.toString(work.threads()),
                                        "--seed",
                                        Long.toString(work.seed())))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String last = said.lines().reduce((a, b) -> b).orElse("");
        if (status != 0) {
            throw new IOException(
                    "%s %s ended with status %d: %s".formatted(python, script, status, last));
        }
        try {
            JsonNode json = JSON.readTree(last);
            return new LikelihoodResult(
                    json.path("model").asText(),
                    json.path("test").asDouble(Double.NaN),
                    json.path("validation").asDouble(Double.NaN),
                    json.path("parameters").asLong(),
                    json.path("seconds").asDouble(Double.NaN),
                    json.path("cpuSeconds").asDouble(Double.NaN),
                    null);
        } catch (JsonProcessingException e) {
            throw new IOException("%s says no JSON: %s".formatted(script, last), e);
        }
    }
}
