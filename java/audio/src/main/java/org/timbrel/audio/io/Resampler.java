// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;

/** Changes the sample rate. */
final class Resampler {

    static final int MIN_RATE_HZ = 1_000;
    static final int MAX_RATE_HZ = 384_000;

    private Resampler() {}

    static void requireRate(int sampleRateHz) {
        if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
            throw new IllegalArgumentException(
                    "sampleRateHz %d is outside %d..%d"
                            .formatted(sampleRateHz, MIN_RATE_HZ, MAX_RATE_HZ));
        }
    }

    static SampleReader wrap(SampleReader source, int sampleRateHz) throws IOException {
        source.close();
        throw new AudioFormatException("cannot resample to " + sampleRateHz + " Hz yet");
    }
}
