// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file is no safetensors file, or not the one that was written; it is named, with the reason. */
public final class SafetensorsException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /** What is wrong, where the file is not known yet. */
    SafetensorsException(String reason) {
        super(null, null, reason);
    }

    SafetensorsException(Path file, String reason) {
        super(file.toString(), null, reason);
    }
}
