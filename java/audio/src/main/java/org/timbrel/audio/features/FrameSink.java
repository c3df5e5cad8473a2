// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;

/** Takes frames as they are made. */
@FunctionalInterface
public interface FrameSink {

    /**
     * One frame. The arrays are valid during the call only.
     *
     * @param vector what the frame is made again from, [vectorSize]: coefficients, then pitch
     * @param mel mel power, [melBands]
     * @param extras what was asked for beside, [extrasSize], in the spec's order
     * @throws IOException to stop the extraction
     */
    void frame(float[] vector, float[] mel, float[] extras) throws IOException;
}
