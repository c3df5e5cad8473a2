// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;

/** Takes frames as they are made. */
@FunctionalInterface
public interface FrameSink {

    /**
     * One frame.
     *
     * @param mel mel power, [melBands]; valid during the call only
     * @param mfcc coefficients, [coefficients]; valid during the call only
     * @throws IOException to stop the extraction
     */
    void frame(float[] mel, float[] mfcc) throws IOException;
}
