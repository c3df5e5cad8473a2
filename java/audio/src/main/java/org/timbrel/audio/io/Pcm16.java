// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

/** How a sample becomes 16 bits, the same in every format that has them: not dithered. */
public final class Pcm16 {

    private Pcm16() {}

    /** In steps of 1/32768, ties to even; 1.0 becomes 32767, the largest there is. */
    public static short of(float sample) {
        long steps = Math.round(Math.rint(sample * 32768.0));
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, steps));
    }
}
