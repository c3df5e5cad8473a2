// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.util.Arrays;
import java.util.Objects;

/**
 * A whole mono sound in memory. The array is not copied: neither side changes it afterwards.
 *
 * @param samples nominally in -1..1
 * @param sampleRateHz samples a second, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // copying an hour of samples twice would serve nobody
public record AudioClip(float[] samples, int sampleRateHz) {

    public AudioClip {
        Objects.requireNonNull(samples, "samples");
        if (sampleRateHz < 1) {
            throw new IllegalArgumentException(
                    "sampleRateHz " + sampleRateHz + " must be at least 1");
        }
    }

    public double durationSeconds() {
        return (double) samples.length / sampleRateHz;
    }

    /** A new reader of these samples from the first one on. */
    public SampleReader reader() {
        return new ClipReader(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AudioClip clip
                && clip.sampleRateHz == sampleRateHz
                && Arrays.equals(clip.samples, samples);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(samples) + sampleRateHz;
    }

    @Override
    public String toString() {
        return "AudioClip[" + samples.length + " samples, " + sampleRateHz + " Hz]";
    }
}
