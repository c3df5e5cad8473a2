// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.nn.generate.SoundWeights;

/** What becomes of one stream's frames, in order, before they are rendered. */
final class TextureFrames {

    private final TextureLevels levels;
    private final SoundWeights sounds;
    private final float[] weights;
    private final ShapedFrames shape;
    private final int vectorSize;

    /**
     * @param levels that keep the stream where its sounds were
     * @param sounds what they weigh, from the frame on that is heard first
     */
    TextureFrames(TextureLevels levels, SoundWeights sounds, ShapedFrames shape) {
        this.levels = levels;
        this.sounds = sounds;
        this.shape = shape;
        weights = new float[levels.sounds()];
        vectorSize = shape.vectorSize();
    }

    /** Values a frame. */
    int vectorSize() {
        return vectorSize;
    }

    /**
     * Takes what the generator made.
     *
     * @param first number of the first frame, from the one that is heard first; below 0 before it
     * @param frames [count, vectorSize], changed
     */
    void take(long first, float[] frames, int count) {
        for (int t = 0; t < count; t++) {
            sounds.at(first + t, weights);
            levels.keep(frames, t * vectorSize, weights);
        }
        shape.shape(first, frames, count);
    }

    /** Frames of a primer that end where the stream begins, as they are to be rendered. */
    float[] shaped(float[] primer, int count) {
        float[] copy = primer.clone();
        shape.shape(-count, copy, count);
        return copy;
    }
}
