// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cpu.CpuDevice;
import org.timbrel.nn.device.cpu.CpuKernels;

/**
 * The CPU's kernels of every instruction set here against the portable ones, and the portable
 * recurrences against plain loops. A process has one set of kernels: each has a process of its own.
 */
final class CpuSelfTest {

    private static final String KERNELS = "TIMBREL_CPU_KERNELS";
    private static final String PORTABLE = "portable";
    private static final long SECONDS = 60;

    private CpuSelfTest() {}

    static void run(Consumer<KernelResult> results) {
        Map<String, double[]> expected;
        try {
            expected = values(PORTABLE);
            loops(expected, results);
            for (String set : CpuKernels.available()) {
                if (!set.equals(PORTABLE)) {
                    compare("cpu " + set, values(set), expected, results);
                }
            }
        } catch (IOException | DeviceException e) {
            results.accept(SelfTest.failed("cpu", Precision.FP32, "start", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void compare(
            String name,
            Map<String, double[]> actual,
            Map<String, double[]> expected,
            Consumer<KernelResult> results) {
        for (KernelGroup group : KernelGroups.all()) {
            double[] right = expected.getOrDefault(group.name(), new double[0]);
            results.accept(
                    SelfTest.compare(name, Precision.FP32, group, outcome(group, actual), right));
        }
    }

    /** Recurrences of the portable kernels against loops that leave all to the C library. */
    private static void loops(Map<String, double[]> portable, Consumer<KernelResult> results) {
        try (Device cpu = CpuDevice.openForComparison()) {
            for (KernelGroup group : KernelGroups.forward(bench -> CpuKernels::referenceForward)) {
                results.accept(
                        SelfTest.compare(
                                "cpu portable",
                                Precision.FP32,
                                group,
                                outcome(group, portable),
                                group.run(cpu).values));
            }
        }
    }

    private static KernelGroup.Outcome outcome(KernelGroup group, Map<String, double[]> values) {
        return new KernelGroup.Outcome(values.getOrDefault(group.name(), new double[0]), Set.of());
    }

    /** What a process with these kernels computes, by group. */
    private static Map<String, double[]> values(String kernels)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith("org.bytedeco.javacpp.")) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Child.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(KERNELS, kernels);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        Map<String, double[]> values = new TreeMap<>();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line -> read(line, values));
        }
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new DeviceException(
                    ("the kernels %s could not be tested: their process failed; with %s=%s `timbrel"
                                    + " devices` may say why")
                            .formatted(kernels, KERNELS, kernels));
        }
        return values;
    }

    private static void read(String line, Map<String, double[]> values) {
        String[] parts = line.split("\t", -1);
        double[] numbers = new double[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(parts[i + 1]);
        }
        values.put(parts[0], numbers);
    }

    /** Prints every group's name and values, a line each. */
    static final class Child {

        private Child() {}

        /** Takes no arguments. */
        public static void main(String[] none) {
            List<KernelGroup> groups = new ArrayList<>(KernelGroups.all());
            groups.addAll(KernelGroups.forward(bench -> bench.device()::recurrentForward));
            StringBuilder text = new StringBuilder();
            try (Device cpu = CpuDevice.openForComparison()) {
                for (KernelGroup group : groups) {
                    text.append(group.name());
                    for (double value : group.run(cpu).values) {
                        text.append('\t').append(value);
                    }
                    text.append('\n');
                }
            }
            System.out.print(text);
        }
    }
}
