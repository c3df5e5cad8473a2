// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;

/** A file could not be read or used; its cause says why. */
public final class InputException extends IOException {

    private static final long serialVersionUID = 1;

    private final String file;

    /**
     * @param file as the caller named it
     * @param cause whose message says why, in one line
     */
    public InputException(Path file, Exception cause) {
        super(file + ": " + cause.getMessage(), cause);
        this.file = file.toString();
    }

    /** What could not be read. */
    public Path file() {
        return Path.of(file);
    }
}
