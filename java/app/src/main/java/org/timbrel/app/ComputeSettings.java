// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;

/**
 * What computes, and how.
 *
 * @param device auto, cpu, cuda, or cuda:0 and on
 */
public record ComputeSettings(String device, DeviceOptions options) {

    /** The best device there is, in single precision. */
    public static final ComputeSettings DEFAULTS =
            new ComputeSettings("auto", DeviceOptions.DEFAULT);

    /**
     * As options have them.
     *
     * @param precision fp32, tf32 or bf16
     * @param threads of the processor, at least 0; 0: as many as the process may use
     * @throws IllegalArgumentException if one is outside its range
     */
    public static ComputeSettings of(String device, String precision, int threads) {
        Precision rounding =
                Arrays.stream(Precision.values())
                        .filter(value -> value.toString().equals(precision))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "precision %s is none of %s"
                                                        .formatted(precision, precisions())));
        return new ComputeSettings(device, new DeviceOptions(rounding, threads));
    }

    private static String precisions() {
        return Arrays.stream(Precision.values())
                .map(Precision::toString)
                .collect(Collectors.joining(", "));
    }

    /**
     * Opens the device; the caller closes it.
     *
     * @throws DeviceException if it cannot be used, or not so
     */
    public Device open() {
        return Devices.open(device, options);
    }
}
