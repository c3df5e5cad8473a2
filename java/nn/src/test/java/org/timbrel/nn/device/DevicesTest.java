// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {

    @Test
    void listsTheCpuFirstAndThenGpusOrWhyThereAreNone() {
        DeviceStatus cpu = Devices.probe().get(0);
        assertEquals("cpu", cpu.name());
        assertTrue(cpu.usable(), cpu.reason());
        assertTrue(cpu.description().contains(" core"), cpu.description());

        assertTrue(Devices.probe().size() >= 2);
        for (DeviceStatus gpu : Devices.probe().subList(1, Devices.probe().size())) {
            assertTrue(gpu.name().matches(gpu.usable() ? "cuda:\\d+" : "cuda(:\\d+)?"), gpu.name());
            assertFalse(gpu.reason().contains("\n"), gpu.reason());
        }
    }

    @Test
    void probesOnce() {
        assertSame(Devices.probe(), Devices.probe());
    }

    @Test
    void aStatusHasAReasonExactlyWhenItIsNotUsable() {
        assertThrows(IllegalArgumentException.class, () -> DeviceStatus.unusable("cuda", "", ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DeviceStatus("cpu", true, "", "no reason to complain", List.of(), ""));
    }

    @Test
    void theDeepestCauseIsTheReason() {
        Throwable missing = new UnsatisfiedLinkError("\nlibcuda.so.1: not found\nin any folder");
        assertEquals(
                "libcuda.so.1: not found",
                DeviceException.deepestCause(new ExceptionInInitializerError(missing)));
        assertEquals("StackOverflowError", DeviceException.deepestCause(new StackOverflowError()));
    }
}
