// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Packets as the pages of one logical Ogg stream (RFC 3533), each page whole packets. */
final class OggStream {

    static final int FLAG_BEGIN = 2;
    static final int FLAG_END = 4;

    private static final int MAX_SEGMENTS = 255;
    private static final int SEGMENT_BYTES = 255;
    private static final int HEADER_BYTES = 27;
    private static final int CHECKSUM_AT = 22;
    private static final int CAPTURE_PATTERN = 0x5367_674F;

    /** CRC-32 of {@code 0x04C11DB7}, the highest bit first, as Java's own does not have it. */
    private static final int[] CHECKSUMS = checksums();

    private final int serial;
    private final ByteArrayOutputStream segments = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int packets;
    private int page;

    /**
     * @param serial that tells this stream from others of the same file
     */
    OggStream(int serial) {
        this.serial = serial;
    }

    /** Packets on the page that is not out yet. */
    int packets() {
        return packets;
    }

    /**
     * Puts a packet on the page.
     *
     * @throws IllegalArgumentException if a page cannot hold it
     */
    void add(byte[] packet) {
        int needed = packet.length / SEGMENT_BYTES + 1;
        if (segments.size() + needed > MAX_SEGMENTS) {
            throw new IllegalArgumentException(
                    "a packet of %d bytes behind %d segments does not fit a page of %d"
                            .formatted(packet.length, segments.size(), MAX_SEGMENTS));
        }
        for (int k = 1; k < needed; k++) {
            segments.write(SEGMENT_BYTES);
        }
        segments.write(packet.length % SEGMENT_BYTES);
        body.writeBytes(packet);
        packets++;
    }

    /**
     * Ends the page; the next one begins.
     *
     * @param granule the codec's position at the end of its last packet
     * @param flags {@link #FLAG_BEGIN}, {@link #FLAG_END} or 0
     */
    byte[] page(long granule, int flags) {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + segments.size() + body.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(CAPTURE_PATTERN).put((byte) 0).put((byte) flags).putLong(granule);
        bytes.putInt(serial).putInt(page++).putInt(0).put((byte) segments.size());
        bytes.put(segments.toByteArray()).put(body.toByteArray());
        bytes.putInt(CHECKSUM_AT, checksum(bytes.array()));
        segments.reset();
        body.reset();
        packets = 0;
        return bytes.array();
    }

    private static int checksum(byte[] bytes) {
        int checksum = 0;
        for (byte next : bytes) {
            checksum = (checksum << 8) ^ CHECKSUMS[(checksum >>> 24) ^ (next & 0xFF)];
        }
        return checksum;
    }

    private static int[] checksums() {
        int[] table = new int[256];
        for (int k = 0; k < table.length; k++) {
            int rest = k << 24;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest << 1) ^ (rest < 0 ? 0x04C1_1DB7 : 0);
            }
            table[k] = rest;
        }
        return table;
    }
}
