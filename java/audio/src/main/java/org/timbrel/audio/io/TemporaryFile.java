// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that one channel uses and that are gone with it. */
public final class TemporaryFile {

    private TemporaryFile() {}

    /**
     * A new empty file. Linux and macOS take its name away at once, so that it never outlives the
     * process; Windows deletes it when the channel is closed or the process ends.
     *
     * @param folder made if it is not there
     * @return open for reading and writing; closing it frees the space
     * @throws IOException if that is not possible, with one line that says why
     */
    public static FileChannel open(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(
                    folder.resolve(".timbrel-" + UUID.randomUUID() + ".tmp"),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (FileSystemException e) {
            throw new IOException(
                    "no temporary file can be made beside it: " + FileErrors.reason(e), e);
        }
    }
}
