// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.timbrel.nn.device.DeviceStatus;

/** Finds out what the processor can do. */
public final class CpuProbe {

    private CpuProbe() {}

    /** The status of device {@code cpu}. Never throws. */
    public static DeviceStatus probe() {
        int cores = Runtime.getRuntime().availableProcessors();
        return DeviceStatus.usable(
                "cpu", "%s, %d cores".formatted(System.getProperty("os.arch"), cores));
    }
}
