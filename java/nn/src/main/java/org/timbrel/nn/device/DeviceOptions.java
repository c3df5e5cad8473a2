// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;

/**
 * How a device is to compute.
 *
 * @param precision what operands of products are rounded to
 * @param threads of the processor that one call may use, at least 0; 0: as many as the process may
 *     run on. GPUs do not look at it. Results do not depend on it
 */
public record DeviceOptions(Precision precision, int threads) {

    /** Single precision, every processor. */
    public static final DeviceOptions DEFAULT = new DeviceOptions(Precision.FP32, 0);

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public DeviceOptions {
        Objects.requireNonNull(precision, "precision");
        if (threads < 0) {
            throw new IllegalArgumentException("threads %d is below 0".formatted(threads));
        }
    }
}
