// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds, as Linux tells under {@code /proc}. Figures are NaN where it does not.
 *
 * @param residentMb memory of it that is in the machine's, MB (10⁶ bytes)
 * @param threads of it
 * @param files that it has open, sockets among them
 * @param cpuSeconds of all its threads since it began
 */
record ProcessFigures(double residentMb, double threads, double files, double cpuSeconds) {

    static final ProcessFigures UNKNOWN =
            new ProcessFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final double BYTES_A_KB = 1024;

    /** Of a process, as it is now; negative: none is known. */
    static ProcessFigures of(long pid) {
        if (pid < 0) {
            return UNKNOWN;
        }
        Path folder = Path.of("/proc", Long.toString(pid));
        return new ProcessFigures(
                field(folder, "VmRSS") * BYTES_A_KB / 1e6,
                field(folder, "Threads"),
                files(folder),
                cpuSeconds(pid));
    }

    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(time -> time.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    private static double field(Path folder, String name) {
        try (Stream<String> lines = Files.lines(folder.resolve("status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | RuntimeException e) {
            return Double.NaN;
        }
    }

    private static double files(Path folder) {
        try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
            return files.count();
        } catch (IOException | RuntimeException e) {
            return Double.NaN;
        }
    }
}
