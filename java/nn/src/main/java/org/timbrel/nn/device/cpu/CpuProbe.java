// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Precision;

/** Finds out what the processor can do. */
public final class CpuProbe {

    private static final String NAME = "cpu";

    private CpuProbe() {}

    /** The status of device {@code cpu}: model, cores, instruction sets. Never throws. */
    public static DeviceStatus probe() {
        int cores = Runtime.getRuntime().availableProcessors();
        String machine = "%s, %d %s".formatted(model(), cores, cores == 1 ? "core" : "cores");
        try {
            String sets =
                    CpuLibrary.instructionSets().stream()
                            .map(InstructionSet::toString)
                            .collect(Collectors.joining(" "));
            return DeviceStatus.usable(
                    NAME,
                    sets.isEmpty() ? machine : machine + ", " + sets,
                    List.of(Precision.FP32, Precision.BF16),
                    "");
        } catch (DeviceException | LinkageError e) {
            return DeviceStatus.unusable(NAME, machine, DeviceException.deepestCause(e));
        }
    }

    /** The processor's own name; the architecture's where the system does not tell. */
    private static String model() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(CpuProbe::architecture);
        } catch (IOException | RuntimeException e) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }
}
