// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.Closeable;
import java.io.IOException;

/** The samples of a score, made as they are read: mono, in -1..1. Not thread-safe. */
public interface ScoreSound extends Closeable {

    /** Samples a second. */
    int sampleRateHz();

    /** How many samples there are in all. */
    long samples();

    /**
     * Makes up to {@code length} samples; they do not depend on how many are asked for at a time.
     *
     * @return how many were written from {@code offset} on, at least 1 unless {@code length} is 0;
     *     -1 at the end
     * @throws IOException if the synthesizer fails, with one line that says why
     */
    int read(float[] out, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
