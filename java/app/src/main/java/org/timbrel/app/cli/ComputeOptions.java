// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.HashMap;
import java.util.Map;
import org.timbrel.app.ComputeSettings;
import picocli.CommandLine.Option;

/** What computes, and how: {@code --device}, {@code --precision} and {@code --threads}. */
public final class ComputeOptions {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "auto (default), cpu, cuda, or cuda:0 and on.")
    private String device;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description =
                    "What products round to: fp32 (default); tf32, on GPUs; bf16, on GPUs, and on"
                            + " the CPU to generate.")
    private String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of the CPU; results do not depend on it (default: 0, as many as the"
                            + " process may use).")
    private Integer threads;

    /** What was given, by the settings' names. */
    Map<String, Object> given() {
        Map<String, Object> given = new HashMap<>();
        if (device != null) {
            given.put("device", device);
        }
        if (precision != null) {
            given.put("precision", precision);
        }
        if (threads != null) {
            given.put("threads", threads);
        }
        return given;
    }

    /**
     * What was given, and the defaults.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public ComputeSettings settings() {
        return ComputeSettings.of(
                device == null ? "auto" : device,
                precision == null ? "fp32" : precision,
                threads == null ? 0 : threads);
    }
}
