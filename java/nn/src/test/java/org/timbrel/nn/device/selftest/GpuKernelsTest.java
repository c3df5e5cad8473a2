// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
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
        KernelGroup group =
                KernelGroups.all().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        try (Device gpu = Gpu.open(precision);
                Device cpu = Devices.open("cpu")) {
            KernelResult result = SelfTest.compare(group, gpu, cpu);
            assertTrue(result.ok(), result::line);
        }
    }
}
