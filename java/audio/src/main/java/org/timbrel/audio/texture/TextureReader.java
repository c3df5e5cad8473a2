// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.timbrel.audio.io.SampleReader;

/**
 * Cuts a stretch out of an endless sound and makes it fit to be written: no DC, no peak above -1
 * dBFS, faded at both ends.
 */
final class TextureReader implements SampleReader {

    // Filters and rooms fill up for a second before the first sample that is heard.
    private static final int LEAD_IN_SAMPLES = ProceduralTexture.SAMPLE_RATE_HZ;
    private static final int FADE_SAMPLES = ProceduralTexture.SAMPLE_RATE_HZ / 200;
    private static final double DC_CUTOFF_HZ = 20;

    private final Supplier<Sound> maker;
    private final double gain;
    private final long samples;
    private final OnePole dcBlocker = new OnePole(DC_CUTOFF_HZ);
    private Sound sound;
    private long position;
    private boolean closed;

    TextureReader(Supplier<Sound> maker, double gain, long samples) {
        this.maker = maker;
        this.gain = gain;
        this.samples = samples;
    }

    @Override
    public int sampleRateHz() {
        return ProceduralTexture.SAMPLE_RATE_HZ;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (closed) {
            throw new IOException("the texture is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (position == samples) {
            return -1;
        }
        if (sound == null) {
            begin();
        }
        int count = (int) Math.min(length, samples - position);
        for (int i = 0; i < count; i++) {
            double level = SoftLimiter.limit(dcBlocker.high(gain * sound.next()));
            out[offset + i] = (float) (level * fade());
            position++;
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
        sound = null;
    }

    private void begin() {
        sound = maker.get();
        for (int i = 0; i < LEAD_IN_SAMPLES; i++) {
            dcBlocker.high(gain * sound.next());
        }
    }

    private double fade() {
        long fromEdge = Math.min(position, samples - 1 - position);
        if (fromEdge >= FADE_SAMPLES) {
            return 1;
        }
        return Sine.bump((fromEdge + 0.5) / (2 * FADE_SAMPLES));
    }
}
