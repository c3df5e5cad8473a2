// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.SoundWeights;

/** One stream of a generator, and what becomes of its frames before they are rendered. */
final class TextureStream {

    private final FrameStream frames;
    private final TextureLevels levels;
    private final SoundWeights sounds;
    private final float[] weights;
    private final ShapedFrames shape;
    private final int vectorSize;

    /**
     * @param levels that keep the stream where its sounds were
     * @param sounds what they weigh, from the frame on that is heard first
     */
    TextureStream(
            FrameStream frames, TextureLevels levels, SoundWeights sounds, ShapedFrames shape) {
        this.frames = frames;
        this.levels = levels;
        this.sounds = sounds;
        this.shape = shape;
        weights = new float[levels.sounds()];
        vectorSize = shape.vectorSize();
    }

    /**
     * Takes what the generator made last.
     *
     * @param first number of the first frame, from the one that is heard first; below 0 before it
     * @param out [frames, vectorSize]
     */
    void copy(long first, float[] out) {
        int count = frames.copyFrames(out);
        for (int t = 0; t < count; t++) {
            sounds.at(first + t, weights);
            levels.keep(out, t * vectorSize, weights);
        }
        shape.shape(first, out, count);
    }

    /** Frames of a primer that end where the stream begins, as they are to be rendered. */
    float[] shaped(float[] primer, int count) {
        float[] copy = primer.clone();
        shape.shape(-count, copy, count);
        return copy;
    }
}
