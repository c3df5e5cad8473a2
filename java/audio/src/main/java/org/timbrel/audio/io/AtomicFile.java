// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes a file whole or not at all: readers of the target see the old content or the new, never a
 * part.
 */
public final class AtomicFile {

    /** Writes the content. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes all of it.
         *
         * @param channel open for reading and writing at position 0 of an empty file; the caller
         *     closes it
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** How long the end of the process waits for files in the making. */
    public static final long GRACE_SECONDS = 15;

    private static final long POLL_MILLIS = 10;

    /** Temporary files in the making, for the shutdown hook: Ctrl-C skips finally blocks. */
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::tidy, "tidy"));
    }

    private AtomicFile() {}

    /** Whoever was told to stop may end a file properly; what is not ended then is no file. */
    private static void tidy() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        try {
            while (!UNFINISHED.isEmpty() && System.nanoTime() < giveUp) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        UNFINISHED.forEach(AtomicFile::deleteQuietly);
    }

    /**
     * Writes to a temporary file beside the target, forces it to the disk and renames it. Parent
     * folders are made. A link is followed. If anything fails the temporary file is removed and an
     * existing target is as it was.
     *
     * @throws IOException if the target is a folder or device, or cannot be written, with one line
     *     that says why and does not name the target
     */
    public static void write(Path target, Body body) throws IOException {
        Path file = Files.isSymbolicLink(target) ? resolveLink(target) : target.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; give a file name");
        }
        // Renaming over a device such as /dev/null would replace it for the whole system.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
            throw new IOException("is not a regular file; give the name of one");
        }
        Path folder = madeFolder(file);
        Path temporary = folder.resolve(".timbrel-" + UUID.randomUUID() + ".tmp");
        UNFINISHED.add(temporary);
        try {
            writeAndForce(temporary, body);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("cannot be written: " + FileErrors.reason(e), e);
        } finally {
            deleteQuietly(temporary);
            UNFINISHED.remove(temporary);
        }
        forceFolder(folder);
    }

    /**
     * Makes the folder of a target and tries whether a file can be made there, before the work that
     * leads to it is done.
     *
     * @throws IOException as {@link #write} does
     */
    public static void tryFolder(Path target) throws IOException {
        Path folder = madeFolder(target.toAbsolutePath());
        try {
            Files.delete(Files.createTempFile(folder, ".timbrel-", ".tmp"));
        } catch (IOException e) {
            throw new IOException("cannot be written: " + FileErrors.reason(e), e);
        }
    }

    private static Path madeFolder(Path file) throws IOException {
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot make its folder: " + FileErrors.reason(e), e);
        }
        return folder;
    }

    private static Path resolveLink(Path link) throws IOException {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw new IOException("is a link that leads nowhere; remove it first", e);
        }
    }

    private static void writeAndForce(Path temporary, Body body) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            body.writeTo(channel);
            channel.force(true);
        }
    }

    /** Makes the rename itself last through a power cut, where the system can force a folder. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every file system can; the file is complete either way.
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }
}
