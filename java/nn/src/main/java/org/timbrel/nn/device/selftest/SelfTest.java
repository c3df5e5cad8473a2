// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cpu.CpuDevice;

/**
 * Compares every kernel with another device's at small awkward shapes: a GPU's with the CPU's, the
 * CPU's with its plainest. Takes seconds.
 */
public final class SelfTest {

    private SelfTest() {}

    /**
     * Tests all that can be used here: every GPU in every precision; the CPU's where there is none.
     */
    public static void all(Consumer<KernelResult> results) {
        boolean gpus = false;
        for (DeviceStatus status : Devices.probe()) {
            if (status.usableGpu()) {
                gpus = true;
                status.precisions().forEach(precision -> gpu(status.name(), precision, results));
            }
        }
        if (!gpus) {
            CpuSelfTest.run(results);
        }
    }

    private static void gpu(String name, Precision precision, Consumer<KernelResult> results) {
        try (Device gpu = Devices.open(name, new DeviceOptions(precision, 0));
                Device cpu = CpuDevice.openForComparison()) {
            compare(gpu, cpu, results);
        } catch (DeviceException e) {
            results.accept(failed(name, precision, "start", e));
        }
    }

    /** The first group of kernels that is wrong, as a line; empty if all are right. */
    public static Optional<String> firstFailure(Device subject) {
        try (Device cpu = CpuDevice.openForComparison()) {
            for (KernelGroup group : KernelGroups.all()) {
                if (group.suits(subject.precision())) {
                    KernelResult result = compare(group, subject, cpu);
                    if (!result.ok()) {
                        return Optional.of(result.line().strip().replaceAll(" +", " "));
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static void compare(Device subject, Device reference, Consumer<KernelResult> results) {
        for (KernelGroup group : KernelGroups.all()) {
            if (group.suits(subject.precision())) {
                results.accept(compare(group, subject, reference));
            }
        }
    }

    static KernelResult compare(KernelGroup group, Device subject, Device reference) {
        try {
            double[] expected = group.run(reference).values;
            return compare(
                    subject.name(), subject.precision(), group, group.run(subject), expected);
        } catch (RuntimeException e) {
            return failed(subject.name(), subject.precision(), group.name(), e);
        }
    }

    static KernelResult compare(
            String name,
            Precision precision,
            KernelGroup group,
            KernelGroup.Outcome outcome,
            double[] expected) {
        double[] actual = outcome.values;
        // Work that a device does not serve is not done wrongly.
        boolean served = actual.length > 0 && expected.length > 0;
        double largest = served ? 0 : Double.NaN;
        String problem = "";
        if (served && actual.length != expected.length) {
            problem = "%d values instead of %d".formatted(actual.length, expected.length);
        }
        for (int i = 0; served && problem.isEmpty() && i < actual.length; i++) {
            if (!Double.isFinite(actual[i])) {
                problem = "value %d is %s instead of %s".formatted(i, actual[i], expected[i]);
            }
            double error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
            largest = Math.max(largest, error);
        }
        return new KernelResult(
                name,
                precision,
                group.name(),
                outcome.kernels,
                largest,
                group.limit(precision),
                problem);
    }

    static KernelResult failed(String name, Precision precision, String group, Exception e) {
        return new KernelResult(
                name, precision, group, Set.of(), Double.NaN, 0, DeviceException.deepestCause(e));
    }
}
