// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The sizes of a whole network, as timbrel.h names them.
 *
 * @param frameSize D, of what goes in and comes out, at least 1
 * @param layers L, LSTM layers, at least 1
 * @param hiddenSize H, at least 1
 * @param denseSize E, units of the dense layer between two LSTM layers; 0: none
 * @param components K of the mixture-density head; 0: the head gives the mean
 * @param scaleFloor below which no standard deviation of the mixture falls
 */
public record NetworkShape(
        int frameSize,
        int layers,
        int hiddenSize,
        int denseSize,
        int components,
        float scaleFloor) {

    /** P, outputs of the head. */
    public int headSize() {
        return components == 0 ? frameSize : components * (1 + 2 * frameSize);
    }

    /** I of LSTM layer {@code layer}, from 0. */
    public int inputSize(int layer) {
        if (layer == 0) {
            return frameSize;
        }
        return denseSize > 0 ? denseSize : hiddenSize;
    }

    /** Floats of all parameters, in the order that timbrel.h gives. */
    public long parameterCount() {
        long width = hiddenSize;
        long count = headSize() * (width + 1);
        for (int layer = 0; layer < layers; layer++) {
            count += 4 * width * (inputSize(layer) + width + 2);
        }
        return count + (layers - 1) * (denseSize * (width + 1));
    }
}
