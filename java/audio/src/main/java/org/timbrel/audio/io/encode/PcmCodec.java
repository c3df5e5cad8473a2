// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.io.ByteArrayOutputStream;
import org.timbrel.audio.io.Pcm16;

/** Signed 16-bit integers, little endian, behind a header or none. */
final class PcmCodec implements StreamCodec {

    private final byte[] header;

    PcmCodec(byte[] header) {
        this.header = header;
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public void encode(float[] samples, int offset, int count, ByteArrayOutputStream out) {
        byte[] bytes = new byte[Short.BYTES * count];
        for (int k = 0; k < count; k++) {
            short value = Pcm16.of(samples[offset + k]);
            bytes[2 * k] = (byte) value;
            bytes[2 * k + 1] = (byte) (value >> 8);
        }
        out.writeBytes(bytes);
    }

    @Override
    public void finish(ByteArrayOutputStream out) {
        // Every sample is out already.
    }

    @Override
    public void close() {
        // Nothing is native.
    }
}
