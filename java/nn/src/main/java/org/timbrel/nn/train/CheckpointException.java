// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file is no checkpoint that can be used here; it is named, with the reason. */
public final class CheckpointException extends FileSystemException {

    private static final long serialVersionUID = 1;

    CheckpointException(Path file, String reason) {
        super(file.toString(), null, reason);
    }
}
