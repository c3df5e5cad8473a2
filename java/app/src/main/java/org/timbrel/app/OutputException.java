// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;

/** A file could not be written; the cause says why. */
public final class OutputException extends IOException {

    private static final long serialVersionUID = 1;

    private final String file;

    OutputException(Path file, IOException cause) {
        super(file + ": " + cause.getMessage(), cause);
        this.file = file.toString();
    }

    /** The file that could not be written. */
    public Path file() {
        return Path.of(file);
    }
}
