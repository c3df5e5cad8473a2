// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.SampleReader;

/** What a system has learned of a texture. */
interface LearnedTexture {

    /** The time it took to learn; 0 where there is nothing to learn. */
    double trainingSeconds();

    /**
     * Sound, as if it were new.
     *
     * @param seed another one gives another stretch
     * @param seconds of it; real sound may have less
     * @return closed by the caller
     */
    SampleReader open(long seed, double seconds) throws IOException;

    /**
     * The frames of the same sound before they were rendered, with what it has itself as frames.
     */
    FrameMatrix frames(long seed, double seconds) throws IOException;
}
