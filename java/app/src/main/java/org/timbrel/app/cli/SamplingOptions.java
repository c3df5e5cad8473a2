// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import org.timbrel.nn.model.Sampling;
import picocli.CommandLine.Option;

/** How frames are drawn from what a network holds likely. */
final class SamplingOptions {

    private static final double MOST_TEMPERATURE = 10;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description =
                    "1 draws as learned, less stays nearer to what is likely, 0 takes the likeliest"
                            + " (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "Draw tokens from the N likeliest alone (default: 0, from all).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "Draw tokens from the fewest likeliest that make up P together (default:"
                            + " ${DEFAULT-VALUE}, from all).")
    private double topP;

    double temperature() {
        return temperature;
    }

    /** Whether something is said of tokens. */
    boolean choosesTokens() {
        return topK != 0 || topP != 1;
    }

    /**
     * All of it.
     *
     * @throws IllegalArgumentException if a value is outside its range
     */
    Sampling sampling() {
        if (!(temperature >= 0 && temperature <= MOST_TEMPERATURE)) {
            throw new IllegalArgumentException(
                    "--temperature " + temperature + " is outside 0..10");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("--top-k " + topK + " is below 0");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("--top-p " + topP + " is outside 0..1, without 0");
        }
        return new Sampling((float) temperature, topK, (float) topP);
    }
}
