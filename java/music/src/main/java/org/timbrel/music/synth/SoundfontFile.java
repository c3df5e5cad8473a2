// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** The outside of a soundfont: what is checked before it is read, and its hash. */
final class SoundfontFile {

    private static final int HEAD_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private SoundfontFile() {}

    /**
     * Checks that a file is a whole SoundFont 2: RIFF, of the form sfbk, with the lists INFO, sdta
     * and pdta, none of which reaches over the file's end.
     *
     * @throws SoundfontException if it is not
     * @throws IOException if it cannot be read
     */
    static void check(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new SoundfontException("is no regular file, and so no soundfont");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size == 0) {
                throw new SoundfontException("empty file");
            }
            ByteBuffer head = read(channel, 0, HEAD_BYTES);
            if (head.remaining() < HEAD_BYTES || !id(head, 0).equals("RIFF")) {
                throw new SoundfontException("not a soundfont (.sf2)");
            }
            if (!id(head, 8).equals("sfbk")) {
                throw new SoundfontException("a RIFF file, but not a soundfont (.sf2)");
            }
            long end = CHUNK_BYTES + unsigned(head, 4);
            if (end > size) {
                throw new SoundfontException(
                        "truncated soundfont: it says %,d bytes and has %,d".formatted(end, size));
            }
            checkLists(channel, end);
        }
    }

    private static void checkLists(FileChannel channel, long end) throws IOException {
        Set<String> lists = new HashSet<>();
        for (long at = HEAD_BYTES; at + HEAD_BYTES <= end; ) {
            ByteBuffer head = read(channel, at, HEAD_BYTES);
            long next = at + CHUNK_BYTES + unsigned(head, 4);
            if (next > end) {
                throw new SoundfontException(
                        "damaged soundfont: a part at byte %,d reaches over the end".formatted(at));
            }
            if (id(head, 0).equals("LIST")) {
                lists.add(id(head, 8));
            }
            at = next + (next & 1);
        }
        for (String list : new String[] {"INFO", "sdta", "pdta"}) {
            if (!lists.contains(list)) {
                throw new SoundfontException("damaged soundfont: it has no part " + list);
            }
        }
    }

    /** SHA-256 of the bytes, in hexadecimal. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static ByteBuffer read(FileChannel channel, long position, int count)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            // Regular files come in one piece, network ones may not.
        }
        return bytes.flip();
    }

    private static String id(ByteBuffer bytes, int at) {
        byte[] id = new byte[4];
        bytes.get(at, id);
        return new String(id, StandardCharsets.ISO_8859_1);
    }

    private static long unsigned(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }
}
