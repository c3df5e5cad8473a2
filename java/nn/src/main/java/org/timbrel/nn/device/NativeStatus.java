// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** {@code tb_status} of timbrel.h as exceptions. */
public final class NativeStatus {

    /** {@code TB_OK}. */
    public static final int OK = 0;

    private static final int INVALID_ARGUMENT = 1;
    private static final int OUT_OF_MEMORY = 2;
    private static final int UNSUPPORTED = 3;
    private static final int DEVICE_ERROR = 4;
    private static final int INTERNAL = 5;

    private NativeStatus() {}

    /**
     * The exception for a call that failed, for the caller to throw: {@link
     * IllegalArgumentException}, {@link DeviceMemoryException}, {@link
     * UnsupportedOperationException} or {@link DeviceException}.
     *
     * @param status what the call returned, not {@link #OK}
     * @param message the library's last error
     */
    public static RuntimeException exception(int status, String message) {
        return switch (status) {
            case INVALID_ARGUMENT -> new IllegalArgumentException(message);
            case OUT_OF_MEMORY -> new DeviceMemoryException(message);
            case UNSUPPORTED -> new UnsupportedOperationException(message);
            case DEVICE_ERROR, INTERNAL -> new DeviceException(message);
            default ->
                    new DeviceException(
                            "%s (status %d, which timbrel.h does not have)"
                                    .formatted(message, status));
        };
    }
}
