// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.nio.ByteBuffer;

/** How a WAV file codes a sample; integers are scaled so that full scale is -1..1. */
enum PcmEncoding {
    U8("PCM 8-bit", 1),
    S16("PCM 16-bit", 2),
    S24("PCM 24-bit", 3),
    S32("PCM 32-bit", 4),
    F32("float 32-bit", 4),
    F64("float 64-bit", 8);

    final String codec;
    final int bytes;

    PcmEncoding(String codec, int bytes) {
        this.codec = codec;
        this.bytes = bytes;
    }

    /**
     * Decodes {@code count} samples from the buffer's position on.
     *
     * @param in little-endian
     */
    void decode(ByteBuffer in, float[] out, int count) {
        // One loop an encoding: a switch inside it costs as much as the conversion.
        int at = in.position();
        switch (this) {
            case U8 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = ((in.get(at + i) & 0xFF) - 128) * 0x1p-7f;
                }
            }
            case S16 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = in.getShort(at + 2 * i) * 0x1p-15f;
                }
            }
            case S24 -> {
                for (int i = 0, p = at; i < count; i++, p += 3) {
                    int low = in.getShort(p) & 0xFFFF;
                    out[i] = (in.get(p + 2) << 16 | low) * 0x1p-23f;
                }
            }
            case S32 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = in.getInt(at + 4 * i) * 0x1p-31f;
                }
            }
            case F32 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = in.getFloat(at + 4 * i);
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = (float) in.getDouble(at + 8 * i);
                }
            }
        }
    }
}
