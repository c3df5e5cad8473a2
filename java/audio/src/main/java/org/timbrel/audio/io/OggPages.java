// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Checks that an Ogg file has its end (RFC 3533): FFmpeg takes a file that was cut for a short one.
 */
final class OggPages {

    private static final int HEADER_BYTES = 27;
    private static final int MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
    private static final int FLAG_END_OF_STREAM = 4;

    private OggPages() {}

    /**
     * Looks at the last page.
     *
     * @throws AudioFormatException if the file does not end with a whole page that says it is the
     *     last
     */
    static void requireEnd(Path file) throws IOException {
        ByteBuffer tail = tail(file);
        for (int at = tail.limit() - HEADER_BYTES; at >= 0; at--) {
            if (isPage(tail, at) && at + pageBytes(tail, at) == tail.limit()) {
                if ((tail.get(at + 5) & FLAG_END_OF_STREAM) == 0) {
                    throw new AudioFormatException(
                            "truncated: the last Ogg page is not marked as the end of the stream");
                }
                return;
            }
        }
        throw new AudioFormatException("truncated: the file ends within an Ogg page");
    }

    private static ByteBuffer tail(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long start = Math.max(0, channel.size() - MAX_PAGE_BYTES);
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - start));
            while (tail.hasRemaining() && channel.read(tail, start + tail.position()) > 0) {
                // Regular files come in one piece, network ones may not.
            }
            return tail.flip();
        }
    }

    /** The capture pattern and the one version there is. */
    private static boolean isPage(ByteBuffer bytes, int at) {
        return bytes.getInt(at) == 0x4F676753 && bytes.get(at + 4) == 0;
    }

    /** Header, table of segments and the segments; beyond the limit where the table is cut. */
    private static int pageBytes(ByteBuffer bytes, int at) {
        int segments = bytes.get(at + 26) & 0xFF;
        int size = HEADER_BYTES + segments;
        if (at + size > bytes.limit()) {
            return size;
        }
        for (int i = 0; i < segments; i++) {
            size += bytes.get(at + HEADER_BYTES + i) & 0xFF;
        }
        return size;
    }
}
