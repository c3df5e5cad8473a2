// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;

/**
 * A file that a job could not do.
 *
 * @param file the file as the caller named it, or as it was found in a folder that the caller named
 * @param cause why
 */
public record FileFailure(Path file, Throwable cause) {}
