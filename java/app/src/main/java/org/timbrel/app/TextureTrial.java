// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.generate.SoundWeights;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;

/** What a network makes of one of its sounds, to be measured and not to be heard. */
final class TextureTrial {

    private static final int CHUNK_STEPS = 64;
    private static final long SEED = 4711;

    private TextureTrial() {}

    /**
     * Its first frames, before their levels are corrected. The same model gives the same ones.
     *
     * @param sound number of the sound
     * @param least frames; the last chunk is made to its end
     */
    static FrameMatrix frames(Device device, Checkpoint model, int sound, int least)
            throws IOException {
        try (Generator generator = new Generator(device, model, 1, RangeClamp.DEFAULT)) {
            FrameStream stream = open(generator, model, sound);
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            int dims = model.normalisation().dims();
            int chunks = (least * dims + chunk.length - 1) / chunk.length;
            float[] frames = new float[chunks * chunk.length];
            for (int k = 0; k < chunks; k++) {
                generator.advance(CHUNK_STEPS);
                stream.copyFrames(chunk);
                System.arraycopy(chunk, 0, frames, k * chunk.length, chunk.length);
            }
            return new FrameMatrix(frames, frames.length / dims, dims);
        }
    }

    private static FrameStream open(Generator generator, Checkpoint model, int sound) {
        if (model.texture() == null) {
            return generator.open(SEED, sound, Sampling.at(1));
        }
        float[] weights = new float[model.texture().sounds()];
        weights[sound] = 1;
        return generator.open(SEED, sound, Sampling.at(1), SoundWeights.of(weights));
    }
}
