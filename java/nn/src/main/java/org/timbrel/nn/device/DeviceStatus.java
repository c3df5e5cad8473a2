// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.List;
import java.util.Objects;

/**
 * What the probe found out about one device.
 *
 * @param name how {@code --device} calls it: {@code cpu}, {@code cuda:0}; {@code cuda} where no GPU
 *     could be listed
 * @param usable whether work can be given to it
 * @param description one line: model, memory or cores, instruction sets or versions; may be empty
 * @param reason one line that says why it cannot be used; empty exactly when it can
 * @param precisions what it computes in, if only to generate; empty where it cannot be used
 * @param kernels one line: which of a GPU's kernels are taken, and why; empty for others
 */
public record DeviceStatus(
        String name,
        boolean usable,
        String description,
        String reason,
        List<Precision> precisions,
        String kernels) {

    /**
     * @throws IllegalArgumentException if a usable device has a reason or an unusable one has none
     */
    public DeviceStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        precisions = List.copyOf(precisions);
        Objects.requireNonNull(kernels, "kernels");
        if (usable != reason.isEmpty()) {
            throw new IllegalArgumentException(
                    "device %s is %s, but its reason is \"%s\""
                            .formatted(name, usable ? "usable" : "not usable", reason));
        }
    }

    /** A device that can be used, and what a GPU says of its kernels. */
    public static DeviceStatus usable(
            String name, String description, List<Precision> precisions, String kernels) {
        return new DeviceStatus(name, true, description, "", precisions, kernels);
    }

    /** A device that cannot be used, and why. */
    public static DeviceStatus unusable(String name, String description, String reason) {
        return new DeviceStatus(name, false, description, reason, List.of(), "");
    }

    /** Whether it is a GPU that can be used. */
    public boolean usableGpu() {
        return usable && name.startsWith("cuda:");
    }
}
