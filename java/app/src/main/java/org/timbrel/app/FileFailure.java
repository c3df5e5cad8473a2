// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;

/**
 * A file that a job could not do.
 *
 * @param file the file as the caller named it, or as it was found in a folder that the caller named
 * @param cause why
 */
public record FileFailure(Path file, Throwable cause) {

    /**
     * The same as an exception, for jobs that cannot go on without the file.
     *
     * @throws Error if the cause is one
     */
    InputException toException() {
        if (cause instanceof Error error) {
            throw error;
        }
        return new InputException(file, (Exception) cause);
    }
}
