// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Objects;
import org.timbrel.audio.features.FrameMatrix;

/** Gives frames one by one: a file's, or a model's while it generates. */
@FunctionalInterface
public interface FrameSource {

    /**
     * The next frame.
     *
     * @param vector written, [vectorSize]
     * @return whether there was one
     * @throws IOException if it cannot be read or made
     */
    boolean next(float[] vector) throws IOException;

    /** The rows of a matrix. */
    static FrameSource of(FrameMatrix frames) {
        Objects.requireNonNull(frames, "frames");
        int[] next = new int[1];
        return vector -> {
            if (next[0] == frames.frames()) {
                return false;
            }
            System.arraycopy(frames.values(), next[0]++ * frames.dims(), vector, 0, frames.dims());
            return true;
        };
    }
}
