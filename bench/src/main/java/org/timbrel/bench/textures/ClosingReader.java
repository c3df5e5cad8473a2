// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** A sound whose frames are made while it is read, and end with it. */
record ClosingReader(SampleReader source, AutoregressionStream frames) implements SampleReader {

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        return source.read(out, offset, length);
    }

    @Override
    public void close() throws IOException {
        frames.close();
        source.close();
    }
}
