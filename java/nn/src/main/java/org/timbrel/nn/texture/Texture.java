// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Objects;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureShape;

/**
 * What makes frames of the clusters that a network chooses. A step predicts the frame linearly,
 * adds an innovation of the bank, and keeps the sum within limits; the innovation is the successor
 * of the last one with probability 1 − 1/run, else one of the cluster that was drawn.
 *
 * @param linear the prediction
 * @param bank of innovations, of as many values and sounds
 * @param limits of frames, likewise
 * @param run mean length of the runs in which innovations follow each other as recorded, at least 1
 */
public record Texture(LinearPart linear, InnovationBank bank, FrameLimits limits, float run) {

    /**
     * @throws IllegalArgumentException if the parts do not go together, or run is below 1
     */
    public Texture {
        Objects.requireNonNull(linear, "linear");
        same("dims", linear.dims(), bank.dims(), limits.dims());
        same("sounds", linear.sounds(), bank.sounds(), limits.sounds());
        if (!(run >= 1) || run == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "run %s must be at least 1, and finite".formatted(run));
        }
    }

    private static void same(String name, int linear, int bank, int limits) {
        if (linear != bank || linear != limits) {
            throw new IllegalArgumentException(
                    "%s of the linear part are %d, of the bank %d, of the limits %d"
                            .formatted(name, linear, bank, limits));
        }
    }

    /** D, values a frame. */
    public int dims() {
        return linear.dims();
    }

    /** C, sounds. */
    public int sounds() {
        return linear.sounds();
    }

    /** Values that go into the network: the last frame, its whitened innovation, the weights. */
    public int inputSize() {
        return shape().inputSize();
    }

    /** The sizes that devices work with. */
    public TextureShape shape() {
        return new TextureShape(
                linear.dims(),
                linear.past(),
                linear.averages(),
                linear.sounds(),
                bank.clusters(),
                bank.size(),
                limits.map().count(),
                run);
    }

    /** Copies it to a device; the caller closes it. */
    public TextureArrays on(Device device) {
        long[] ends = new long[bank.size()];
        for (int j = 0; j < ends.length; j++) {
            ends[j] = bank.ends(j) ? 1 : 0;
        }
        float[] rates = new float[linear.averages()];
        for (int s = 0; s < rates.length; s++) {
            rates[s] = 1 / linear.timeConstants()[s];
        }
        return new TextureArrays(
                shape(),
                tensor(device, linear.mean()),
                tensor(device, linear.gains()),
                tensor(device, rates),
                tensor(device, bank.innovations()),
                tensor(device, bank.whitened(bank.innovations())),
                tensor(device, bank.whitening()),
                device.indices(ends),
                device.indices(bank.order()),
                device.indices(bank.starts()),
                tensor(device, limits.low()),
                tensor(device, limits.high()),
                tensor(device, limits.map().matrix()),
                tensor(device, limits.map().offset()),
                tensor(device, limits.map().back()),
                tensor(device, limits.levelLow()),
                tensor(device, limits.levelHigh()));
    }

    private static Tensor tensor(Device device, float... values) {
        Tensor tensor = device.zeros(values.length);
        tensor.copyFrom(values);
        return tensor;
    }
}
