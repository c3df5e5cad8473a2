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
 * @param embeddingSize M, what stands for a token that goes in; 0 where none does
 * @param layerNorm whether W_ih x and W_hh h of every layer are normalised
 * @param scaleFloor below which no standard deviation of the mixture falls
 * @param inputSize of what goes in where that is no frame of the head's; 0: frames or tokens go in
 * @param conditionSize C, values that go in behind the frame, or behind what stands for the token;
 *     0: none
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
        float scaleFloor,
        int inputSize,
        int conditionSize) {

    /** One without conditions. */
    public NetworkShape(
            Cell cell,
            HeadType head,
            int frameSize,
            int layers,
            int hiddenSize,
            int denseSize,
            int components,
            int embeddingSize,
            boolean layerNorm,
            float scaleFloor,
            int inputSize) {
        this(
                cell,
                head,
                frameSize,
                layers,
                hiddenSize,
                denseSize,
                components,
                embeddingSize,
                layerNorm,
                scaleFloor,
                inputSize,
                0);
    }

    /** P, outputs of the head. */
    public int headSize() {
        return switch (head) {
            case MEAN, BERNOULLI -> frameSize;
            case MIXTURE -> components * (1 + 2 * frameSize);
            case CATEGORICAL -> components;
        };
    }

    /** Values that go in a step: a token, a frame, or what stands in its place, and conditions. */
    public int valuesIn() {
        return (inputSize > 0 ? inputSize : frameSize) + conditionSize;
    }

    /** I of recurrent layer {@code layer}, from 0. */
    public int inputSize(int layer) {
        if (layer == 0) {
            return embeddingSize > 0 ? embeddingSize + conditionSize : valuesIn();
        }
        return denseSize > 0 ? denseSize : hiddenSize;
    }

    /** As tb_network of timbrel.h lays them out; the scale floor as the bits of a double. */
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
            Double.doubleToRawLongBits(scaleFloor),
            inputSize,
            conditionSize
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
