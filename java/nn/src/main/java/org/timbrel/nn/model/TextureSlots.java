// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureState;
import org.timbrel.nn.texture.Texture;

/** What {@link StreamSlots} have on a device where frames are a texture's. */
final class TextureSlots implements SlotFrames {

    /** The innovation before the first. */
    private static final long NONE = -1;

    private final Device device;
    private final int sounds;
    private final int dims;
    private final TextureArrays texture;
    private final float[] mean;
    private final TextureState state;

    TextureSlots(Device device, Texture texture, int count) {
        this.device = device;
        sounds = texture.sounds();
        dims = texture.dims();
        this.texture = texture.on(device);
        mean = texture.linear().mean();
        long[] none = new long[count];
        Arrays.fill(none, NONE);
        state =
                new TextureState(
                        device.zeros(count, texture.shape().stateSize()), device.indices(none));
    }

    /** What goes into the network comes from the state. */
    @Override
    public Tensor last() {
        return null;
    }

    /** Past and averages are the sounds' mean by these weights, or the first one's where null. */
    @Override
    public void begin(int slot, float[] shares) {
        int size = texture.shape().stateSize();
        float[] values = new float[size];
        for (int k = 0; k < size - dims; k++) {
            for (int c = 0; c < sounds; c++) {
                float share = shares != null ? shares[c] : c == 0 ? 1 : 0;
                values[k] += share * mean[c * dims + k % dims];
            }
        }
        state.values().view((long) slot * size, size).copyFrom(values);
        state.last().view(slot, 1).copyFrom(NONE);
    }

    @Override
    public float[] checked(float[] shares) {
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

    /** As {@link Device#generateTexture} does it. */
    @Override
    public void generate(
            PackedNetwork network,
            int steps,
            GenerationSlots slots,
            Tensor steering,
            Tensor forced,
            Tensor out) {
        device.generateTexture(network, texture, steps, slots, state, steering, forced, out);
    }

    @Override
    public void close() {
        texture.close();
        state.values().close();
        state.last().close();
    }
}
