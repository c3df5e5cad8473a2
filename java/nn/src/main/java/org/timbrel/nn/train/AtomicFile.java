// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file so that, whatever happens and whenever, either the old one is there or the new
 * one, complete and on the disk.
 */
final class AtomicFile {

    private AtomicFile() {}

    /** Writes the new contents. */
    interface Body {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes to a temporary file beside {@code file}, syncs it, renames it, and syncs the folder.
     *
     * @throws FileSystemException naming {@code file} if that fails; the old one is then as it was
     */
    static void write(Path file, Body body) throws IOException {
        Path temporary = temporary(file);
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                body.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(temporary, e);
            throw named(file, e.getReason(), e);
        } catch (IOException e) {
            delete(temporary, e);
            throw named(file, e.getMessage(), e);
        } catch (RuntimeException e) {
            delete(temporary, e);
            throw e;
        }
        try (FileChannel folder =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static FileSystemException named(Path file, String reason, IOException cause) {
        FileSystemException named = new FileSystemException(file.toString(), null, reason);
        named.initCause(cause);
        return named;
    }

    private static void delete(Path file, Exception reason) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** What a killed process may leave; always the same name, so that the next write removes it. */
    static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }
}
