// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Checks, before long work, that what comes of it can be written. */
final class Outputs {

    private Outputs() {}

    /**
     * That a file can be written, its folders made if they are not there.
     *
     * @param force whether one that exists may be replaced
     * @throws FileAlreadyExistsException if it exists and may not
     * @throws IOException if it, or a folder on the way, is something else or may not be written
     */
    static void require(Path file, boolean force) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file + " is a folder: name a file in it");
        }
        if (Files.exists(file) && !force) {
            throw new FileAlreadyExistsException(file + " exists already; --force replaces it");
        }
        requireFolder(file.toAbsolutePath().getParent());
    }

    /** The same of a folder that files are written into. */
    static void requireFolder(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new NotDirectoryException(there + " is no folder");
        }
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there + " may not be written");
        }
    }
}
