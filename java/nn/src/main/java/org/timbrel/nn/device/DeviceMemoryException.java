// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** The memory of a device, or the host's, does not suffice. */
public final class DeviceMemoryException extends DeviceException {

    private static final long serialVersionUID = 1;

    public DeviceMemoryException(String message) {
        super(message);
    }
}
