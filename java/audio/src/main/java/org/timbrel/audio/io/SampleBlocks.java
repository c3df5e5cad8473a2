// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.util.Locale;

/** What everyone who takes in samples does to a block of them. */
public final class SampleBlocks {

    private static final int MAX_CHANNELS = 256;
    private static final int MAX_RATE_HZ = 1_000_000;

    private SampleBlocks() {}

    /**
     * Refuses what no recording has.
     *
     * @throws AudioFormatException if rate or channels are outside their range
     */
    static void requireFormat(long sampleRateHz, int channels) throws AudioFormatException {
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new AudioFormatException(
                    "%d channels are outside 1..%d".formatted(channels, MAX_CHANNELS));
        }
        if (sampleRateHz < 1 || sampleRateHz > MAX_RATE_HZ) {
            throw new AudioFormatException(
                    "sample rate %d Hz is outside 1..%d".formatted(sampleRateHz, MAX_RATE_HZ));
        }
    }

    /**
     * Mixes to mono: the mean of a frame's channels.
     *
     * @param interleaved [frames * channels]
     * @param out [frames] from {@code offset} on
     */
    static void mixToMono(float[] interleaved, int channels, int frames, float[] out, int offset) {
        if (channels == 1) {
            System.arraycopy(interleaved, 0, out, offset, frames);
            return;
        }
        for (int frame = 0, i = 0; frame < frames; frame++) {
            double sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += interleaved[i++];
            }
            out[offset + frame] = (float) (sum / channels);
        }
    }

    /**
     * Refuses samples that no arithmetic survives.
     *
     * @param firstPosition the position of {@code samples[offset]} in its stream, for the message
     * @throws AudioFormatException if a sample is NaN or infinite
     */
    public static void requireFinite(
            float[] samples, int offset, int length, long firstPosition, int sampleRateHz)
            throws AudioFormatException {
        for (int i = offset; i < offset + length; i++) {
            if (!Float.isFinite(samples[i])) {
                long position = firstPosition + i - offset;
                throw new AudioFormatException(
                        String.format(
                                Locale.ROOT,
                                "sample %d (%.3f s) is %s",
                                position,
                                (double) position / sampleRateHz,
                                Float.isNaN(samples[i]) ? "NaN" : "infinite"));
            }
        }
    }
}
