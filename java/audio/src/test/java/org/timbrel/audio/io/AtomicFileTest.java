// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir Path folder;

    private static void write(Path target) throws IOException {
        AtomicFile.write(target, channel -> channel.write(ByteBuffer.wrap(CONTENT)));
    }

    private String[] names() {
        return folder.toFile().list();
    }

    @Test
    void foldersAreMadeAndNothingElseIsLeft() throws IOException {
        Path target = folder.resolve("a/b/c.bin");
        write(target);
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
        assertEquals(1, target.getParent().toFile().list().length);
    }

    @Test
    void anExistingFileIsReplacedOnlyOnceTheNewOneIsWhole() throws IOException {
        Path target = Files.write(folder.resolve("t"), new byte[] {9});
        AtomicFile.write(
                target,
                channel -> {
                    channel.write(ByteBuffer.wrap(CONTENT));
                    assertArrayEquals(new byte[] {9}, Files.readAllBytes(target));
                });
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
    }

    @Test
    void aBodyThatFailsLeavesWhatWasThere() throws IOException {
        Path target = Files.write(folder.resolve("t"), new byte[] {9});
        IOException failure = new IOException("No space left on device");
        AtomicFile.Body body =
                channel -> {
                    channel.write(ByteBuffer.allocate(1 << 20));
                    throw failure;
                };
        assertEquals(
                failure, assertThrows(IOException.class, () -> AtomicFile.write(target, body)));
        assertArrayEquals(new byte[] {9}, Files.readAllBytes(target));
        assertArrayEquals(new String[] {"t"}, names());
        assertThrows(
                IllegalStateException.class,
                () ->
                        AtomicFile.write(
                                folder.resolve("new"),
                                channel -> {
                                    throw new IllegalStateException();
                                }));
        assertArrayEquals(new String[] {"t"}, names());
    }

    @Test
    void targetsThatAreNoFilesAreRefused() throws IOException {
        IOException e = assertThrows(IOException.class, () -> write(folder));
        assertEquals("is a folder; give a file name", e.getMessage());
        Path file = Files.write(folder.resolve("f"), CONTENT);
        e = assertThrows(IOException.class, () -> write(file.resolve("below")));
        assertEquals(
                "cannot make its folder: a file stands where a folder should be", e.getMessage());
        assertArrayEquals(new String[] {"f"}, names());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAreNotReplaced() {
        IOException e = assertThrows(IOException.class, () -> write(Path.of("/dev/null")));
        assertTrue(e.getMessage().startsWith("is not a regular file"), e.getMessage());
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLinkIsFollowed() throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[] {9});
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
        Files.delete(file);
        assertThrows(IOException.class, () -> write(link));
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aNameAsLongAsTheSystemAllowsWorks() throws IOException {
        Path target = folder.resolve("n".repeat(255));
        write(target);
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
    }
}
