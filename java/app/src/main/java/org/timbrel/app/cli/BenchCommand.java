// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code timbrel bench}, which a clone's launcher hands to its bench module before this. */
@Command(
        name = "bench",
        description = {
            "Measure Timbrel beside its peers; from a clone only, where --help explains it.",
            "Neither the benchmarks nor their peers are part of the distribution."
        })
final class BenchCommand implements Callable<Integer> {

    @SuppressWarnings("UnusedVariable") // For --help and --debug.
    @Mixin
    private GlobalOptions global;

    @Unmatched private final List<String> ignored = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        throw new IOException("runs from a clone of Timbrel only: ./timbrel bench");
    }
}
