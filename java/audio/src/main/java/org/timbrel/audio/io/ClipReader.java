// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.util.Objects;

/** Reads a clip that is already in memory. */
final class ClipReader implements SampleReader {

    private final AudioClip clip;
    private int position;

    ClipReader(AudioClip clip) {
        this.clip = clip;
    }

    @Override
    public int sampleRateHz() {
        return clip.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, clip.samples().length - position);
        if (count == 0) {
            return -1;
        }
        System.arraycopy(clip.samples(), position, out, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {}
}
