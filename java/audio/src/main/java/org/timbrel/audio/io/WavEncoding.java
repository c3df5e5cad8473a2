// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

/** How {@link WavWriter} stores a sample. */
public enum WavEncoding {
    /** 16-bit integers: clipped to -1..1, rounded to the nearest step of 1/32768, not dithered. */
    PCM_16(2),
    /** 32-bit floats: the very bits, not clipped. */
    FLOAT_32(4);

    private final int bytesPerSample;

    WavEncoding(int bytesPerSample) {
        this.bytesPerSample = bytesPerSample;
    }

    int bytesPerSample() {
        return bytesPerSample;
    }
}
