// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The sizes of a whole network, as timbrel.h names them in tb_network.
 *
 * @param cell of every layer
 * @param head what it predicts
 * @param frameSize D, of what goes in and comes out, at least 1; 1 with a categorical head: a token
 * @param layers L, recurrent layers, at least 1
 * @param hiddenSize H, at least 1
 * @param denseSize E, units of the dense layer between two recurrent layers; 0: none
 * @param components K: of a mixture, or the categories V; 0 with other heads
 * @param embeddingSize M, at least 1 with a categorical head; 0 with others
 * @param layerNorm whether W_ih x and W_hh h of every layer are normalised
 * @param scaleFloor below which no standard deviation of the mixture falls
 */
public record NetworkShape(
        Cell cell,
        HeadType head,
        int frameSize,
        int layers,
        int hiddenSize,
        int denseSize,
        int components,
        int embeddingSize,
        boolean layerNorm,
        float scaleFloor) {

    /** P, outputs of the head. */
    public int headSize() {
        return switch (head) {
            case MEAN, BERNOULLI -> frameSize;
            case MIXTURE -> components * (1 + 2 * frameSize);
            case CATEGORICAL -> components;
        };
    }

    /** I of recurrent layer {@code layer}, from 0. */
    public int inputSize(int layer) {
        if (layer == 0) {
            return embeddingSize > 0 ? embeddingSize : frameSize;
        }
        return denseSize > 0 ? denseSize : hiddenSize;
    }

    /** As tb_network of timbrel.h lays them out, the last one being the bits of a double. */
    public long[] fields() {
        return new long[] {
            cell.code(),
            head.code(),
            frameSize,
            layers,
            hiddenSize,
            denseSize,
            components,
            embeddingSize,
            layerNorm ? 1 : 0,
            Double.doubleToRawLongBits(scaleFloor)
        };
    }

    /** Floats of all parameters, in the order that timbrel.h gives. */
    public long parameterCount() {
        long width = hiddenSize;
        long rows = cell.gates() * width;
        long count = headSize() * (width + 1) + (long) components * embeddingSize;
        for (int layer = 0; layer < layers; layer++) {
            count += rows * (inputSize(layer) + width + (layerNorm ? 4 : 2));
        }
        return count + (layers - 1) * (denseSize * (width + 1));
    }
}
