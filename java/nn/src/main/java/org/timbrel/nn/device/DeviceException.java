// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** A device cannot be used, or failed at work it had accepted. */
public class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    /**
     * What lies at the bottom of {@code failure}, in one line: loaders wrap the missing library's
     * name in other messages.
     */
    public static String deepestCause(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        if (deepest instanceof ClassNotFoundException) {
            return "class " + message + " is not on the class path";
        }
        return message == null || message.isBlank()
                ? deepest.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
