// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Files by hand, byte for byte. */
final class MidiBytes {

    private MidiBytes() {}

    static byte[] file(int format, int division, byte[]... tracks) {
        return join(header(format, tracks.length, division), join(tracks));
    }

    static byte[] header(int format, int tracks, int division) {
        return chunk(
                "MThd",
                ByteBuffer.allocate(6)
                        .putShort((short) format)
                        .putShort((short) tracks)
                        .putShort((short) division)
                        .array());
    }

    /**
     * A track chunk of events in hexadecimal digits, "|" and blanks being nothing; no end is put.
     */
    static byte[] track(String events) {
        return chunk("MTrk", hex(events));
    }

    static byte[] chunk(String id, byte[] content) {
        return join(
                id.getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(4).putInt(content.length).array(),
                content);
    }

    static byte[] hex(String digits) {
        return java.util.HexFormat.of().parseHex(digits.replaceAll("[| ]", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
