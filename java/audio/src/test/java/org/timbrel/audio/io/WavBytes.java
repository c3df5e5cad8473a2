// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds WAV files chunk by chunk, right or wrong as a test wants them. */
final class WavBytes {

    static final int PCM = 1;
    static final int FLOAT = 3;
    static final int EXTENSIBLE = 0xFFFE;

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    private WavBytes(String riff) {
        bytes.put(ascii(riff)).putInt(-2).put(ascii("WAVE"));
    }

    static WavBytes riff() {
        return new WavBytes("RIFF");
    }

    static WavBytes rf64() {
        return new WavBytes("RF64");
    }

    WavBytes riffSize(int size) {
        bytes.putInt(4, size);
        return this;
    }

    WavBytes fmt(int tag, int channels, int rateHz, int bits) {
        return fmt(tag, channels, rateHz, channels * ((bits + 7) / 8), bits);
    }

    WavBytes fmt(int tag, int channels, int rateHz, int blockAlign, int bits) {
        return chunkHead("fmt ", 16).fmtFields(tag, channels, rateHz, blockAlign, bits);
    }

    WavBytes extensible(int subFormat, int channels, int rateHz, int bits) {
        chunkHead("fmt ", 40);
        fmtFields(EXTENSIBLE, channels, rateHz, channels * bits / 8, bits);
        bytes.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) subFormat);
        bytes.put(new byte[14]);
        return this;
    }

    WavBytes chunkHead(String id, int size) {
        bytes.put(ascii(id)).putInt(size);
        return this;
    }

    /** A chunk with its padding byte. */
    WavBytes chunk(String id, byte... body) {
        chunkHead(id, body.length);
        raw(body);
        return body.length % 2 == 0 ? this : raw((byte) 0);
    }

    WavBytes raw(byte... body) {
        bytes.put(body);
        return this;
    }

    byte[] bytes() {
        byte[] out = new byte[bytes.position()];
        bytes.get(0, out);
        return out;
    }

    private WavBytes fmtFields(int tag, int channels, int rateHz, int blockAlign, int bits) {
        bytes.putShort((short) tag).putShort((short) channels).putInt(rateHz);
        bytes.putInt(rateHz * blockAlign).putShort((short) blockAlign).putShort((short) bits);
        return this;
    }

    private static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }
}
