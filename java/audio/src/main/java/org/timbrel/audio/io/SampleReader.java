// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.Closeable;
import java.io.IOException;

/**
 * A stream of mono samples, pulled in blocks of any size: a decoded file, a live input, a
 * synthesizer.
 */
public interface SampleReader extends Closeable {

    /** Samples a second, at least 1. */
    int sampleRateHz();

    /**
     * Reads up to {@code length} samples, nominally in -1..1, into {@code out} from {@code offset}.
     * Blocks until at least one is there.
     *
     * @return how many were read, at least 1 unless {@code length} is 0; -1 at the end
     * @throws IOException if the source cannot be read or decoded, with one line that says why
     */
    int read(float[] out, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
