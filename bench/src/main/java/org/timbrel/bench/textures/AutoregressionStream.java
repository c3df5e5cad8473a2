// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import org.timbrel.audio.vocoder.FrameSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.StreamSlots;
import org.timbrel.nn.texture.Texture;

/** Frames of a texture of one cluster, after those in which it finds its way from the mean. */
final class AutoregressionStream implements FrameSource, AutoCloseable {

    private static final int CHUNK_STEPS = 64;
    private static final double WARM_UP_SECONDS = 4;

    private final Device device = Devices.open("cpu");
    private final Parameters parameters;
    private final StreamSlots slots;
    private final float[] mean;
    private final float[] deviation;
    private final float[] chunk;
    private long left;
    private int at = CHUNK_STEPS;

    /**
     * @param texture of frames less the mean, in deviations
     * @param mean [D]
     * @param deviation [D]
     * @param frames how many it gives
     */
    AutoregressionStream(Texture texture, float[] mean, float[] deviation, long seed, long frames) {
        this.mean = mean;
        this.deviation = deviation;
        chunk = new float[CHUNK_STEPS * mean.length];
        left = frames;
        NetworkSpec network = NetworkSpec.ofTexture(texture.inputSize(), 1, 1, 1, 0);
        parameters = new Parameters(device, network);
        slots = new StreamSlots(device, parameters, texture, 1);
        slots.open(0, seed, 0, Sampling.at(1));
        double warmUp = WARM_UP_SECONDS * LearnedFrames.SPEC.framesPerSecond();
        for (int made = 0; made < warmUp; made += CHUNK_STEPS) {
            slots.generate(CHUNK_STEPS, chunk);
        }
    }

    @Override
    public boolean next(float[] vector) {
        if (left == 0) {
            return false;
        }
        if (at == CHUNK_STEPS) {
            slots.generate(CHUNK_STEPS, chunk);
            at = 0;
        }
        for (int d = 0; d < vector.length; d++) {
            vector[d] = mean[d] + deviation[d] * chunk[at * vector.length + d];
        }
        at++;
        left--;
        return true;
    }

    @Override
    public void close() {
        slots.close();
        parameters.close();
        device.close();
    }
}
