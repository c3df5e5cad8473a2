// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What tests of a device run on: the CPU, or what the system property {@code timbrel.test.device}
 * names. Those with the tag {@code device} run on the emulated GPU as well, those with {@code
 * large} would take minutes there and run on real ones alone.
 */
public final class TestDevice {

    private TestDevice() {}

    /** The caller closes it. */
    public static Device open() {
        return open(DeviceOptions.DEFAULT);
    }

    /** The caller closes it. */
    public static Device open(DeviceOptions options) {
        return Devices.open(System.getProperty("timbrel.test.device", "cpu"), options);
    }
}
