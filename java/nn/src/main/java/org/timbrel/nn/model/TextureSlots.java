// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureState;
import org.timbrel.nn.texture.Texture;

/** What {@link StreamSlots} have on a device where frames are a texture's. */
final class TextureSlots implements AutoCloseable {

    private final Device device;
    private final int count;
    private final int sounds;
    private final int dims;
    private final TextureArrays texture;
    private final float[] mean;
    private final TextureState state;
    private final long[] lastOf;
    private Tensor weights;

    TextureSlots(Device device, Texture texture, int count) {
        this.device = device;
        this.count = count;
        sounds = texture.sounds();
        dims = texture.dims();
        this.texture = texture.on(device);
        mean = texture.linear().mean();
        lastOf = new long[count];
        Arrays.fill(lastOf, -1);
        state =
                new TextureState(
                        device.zeros(count, texture.shape().stateSize()), device.indices(lastOf));
        weights = device.zeros(0);
    }

    /** Past and averages are the sounds' mean by these weights, or the first one's where null. */
    void begin(int slot, float[] shares) {
        int size = texture.shape().stateSize();
        float[] values = new float[size];
        for (int k = 0; k < size - dims; k++) {
            for (int c = 0; c < sounds; c++) {
                float share = shares != null ? shares[c] : c == 0 ? 1 : 0;
                values[k] += share * mean[c * dims + k % dims];
            }
        }
        state.values().view((long) slot * size, size).copyFrom(values);
        state.last().copyTo(lastOf);
        lastOf[slot] = -1;
        state.last().copyFrom(lastOf);
    }

    /**
     * @param shares [C], or null: the first sound alone
     */
    float[] checked(float[] shares) {
        if (shares == null) {
            return null;
        }
        if (shares.length != sounds) {
            throw new IllegalArgumentException(
                    "%d weights for %d sounds".formatted(shares.length, sounds));
        }
        double sum = 0;
        for (float share : shares) {
            sum += share >= 0 ? share : Double.NaN;
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            throw new IllegalArgumentException(
                    "weights %s must be at least 0 and sum to 1"
                            .formatted(Arrays.toString(shares)));
        }
        return shares;
    }

    /**
     * Advances the active slots, as {@link Device#generateTexture} does.
     *
     * @param shares [steps,N,C] or null
     */
    void generate(
            PackedNetwork network,
            int steps,
            GenerationSlots slots,
            float[] shares,
            Tensor forced,
            Tensor out) {
        Tensor given = null;
        if (shares != null) {
            long needed = Tensor.size(steps, count, sounds);
            if (weights.size() < needed) {
                weights.close();
                weights = device.zeros(steps, count, sounds);
            }
            weights.copyFrom(FloatBuffer.wrap(shares, 0, Math.toIntExact(needed)));
            given = weights;
        }
        device.generateTexture(network, texture, steps, slots, state, given, forced, out);
    }

    /** C. */
    int sounds() {
        return sounds;
    }

    @Override
    public void close() {
        texture.close();
        state.values().close();
        state.last().close();
        weights.close();
    }
}
