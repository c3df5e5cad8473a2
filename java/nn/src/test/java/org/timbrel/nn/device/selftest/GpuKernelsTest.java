// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cuda.Gpu;

/** Every group of kernels on a GPU against the CPU. */
@Tag("gpu")
class GpuKernelsTest {

    static Stream<Arguments> groups() {
        return Stream.of(Precision.values())
                .flatMap(
                        precision ->
                                KernelGroups.all().stream()
                                        .filter(group -> group.suits(precision))
                                        .map(group -> Arguments.of(precision, group.name())));
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("groups")
    void agreesWithTheCpu(Precision precision, String name) {
        try (Device gpu = Gpu.open(precision);
                Device cpu = Devices.open("cpu")) {
            KernelResult result = SelfTest.compare(group(name), gpu, cpu);
            assertTrue(result.ok(), result::line);
        }
    }

    /** What has other kernels than the plain ones, which serve where nothing is asked for. */
    static Stream<Arguments> otherKernels() {
        return Stream.of(Kernels.CLUSTERS, Kernels.GRID, Kernels.PRODUCTS)
                .flatMap(
                        kernels ->
                                groups().map(Arguments::get)
                                        .filter(group -> serve(kernels, (String) group[1]))
                                        .map(group -> Arguments.of(kernels, group[0], group[1])));
    }

    private static boolean serve(Kernels kernels, String group) {
        return group.startsWith("generation")
                || (group.startsWith(Cell.LSTM.toString()) && kernels != Kernels.PRODUCTS);
    }

    /** And they do serve: the plan might have found a reason against it. */
    @ParameterizedTest(name = "{2} in {1} by {0}")
    @MethodSource("otherKernels")
    void agreesWithTheCpuByOtherKernels(Kernels kernels, Precision precision, String name) {
        try (Device gpu = Gpu.open(precision, kernels.toString());
                Device cpu = Devices.open("cpu")) {
            KernelResult result = SelfTest.compare(group(name), gpu, cpu);
            assertTrue(result.ok(), result::line);
            assertTrue(result.by().contains(kernels), result::line);
        }
    }

    private static KernelGroup group(String name) {
        return KernelGroups.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
