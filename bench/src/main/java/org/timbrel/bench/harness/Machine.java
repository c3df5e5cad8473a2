// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.timbrel.nn.device.Devices;

/**
 * Where it ran.
 *
 * @param cpu the processor's own name
 * @param family and model by number, since a virtual machine's name may say little
 * @param cores that this process may use
 * @param memoryBytes of the machine
 * @param kernels what the native library says of itself
 * @param jdk version and vendor
 * @param system operating system
 */
public record Machine(
        String cpu,
        String family,
        int cores,
        long memoryBytes,
        String kernels,
        String jdk,
        String system) {

    static Machine here() {
        return new Machine(
                field("/proc/cpuinfo", "model name"),
                "family %s model %s"
                        .formatted(
                                field("/proc/cpuinfo", "cpu family"),
                                field("/proc/cpuinfo", "model")),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                Devices.probe().get(0).description(),
                System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** The processor's name for a file's: {@code amd-epyc}. */
    String slug() {
        String name = cpu.toLowerCase(Locale.ROOT).replaceAll("\\((r|tm)\\)|@.*", " ");
        return name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "") + "-" + cores + "core";
    }

    private static long memory() {
        String kilobytes = field("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) * 1024;
    }

    private static String field(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.matches(name + "\\s*:.*"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException | RuntimeException e) {
            return "unknown";
        }
    }
}
