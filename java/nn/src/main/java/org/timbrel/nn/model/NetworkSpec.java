// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.List;
import java.util.Objects;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.NetworkShape;

/**
 * What a recurrent network is made of: everything needed to allocate it, without its parameters.
 * Recurrent layers stand one on the other, between two of them a dense layer with tanh if asked
 * for, and the head on the last; frame t goes in, tokens through an embedding, or other values in
 * its place, and the prediction of frame t + 1 comes out.
 *
 * <pre>{@code
 * NetworkSpec spec = new NetworkSpec(20, 2, 256, 0, 0.1f, new Head.MixtureDensity(4, 0.01f))
 *         .withCell(Cell.GRU).withLayerNorm(true);
 * }</pre>
 *
 * @param cell of every layer
 * @param frameSize D, of what is predicted, in 1..{@value #MAX_SIZE}; 1 with a categorical head: a
 *     token
 * @param inputSize values that go in a step where that is no frame, in 0..{@value #MAX_INPUT}; 0:
 *     frames go in
 * @param embeddingSize M, of what stands for a token, in 1..{@value #MAX_SIZE} with a categorical
 *     head whose tokens go in; else 0
 * @param conditionSize C, values that go in at every step behind the frame, or behind what stands
 *     for the token, in 0..{@value #MAX_SIZE}; 0: none, and always 0 where {@code inputSize} is not
 * @param layers L, recurrent layers, in 1..{@value #MAX_LAYERS}
 * @param hiddenSize H, in 1..{@value #MAX_SIZE}
 * @param denseSize E, units of the dense layer between two recurrent layers, in 0..{@value
 *     #MAX_SIZE}; 0: none, and with one recurrent layer always 0
 * @param layerNorm whether a layer's sums W_ih x and W_hh h are normalised (Ba et al. 2016)
 * @param dropout the probability, in 0..1 without 1, with which an output of a recurrent layer (of
 *     the last too) is dropped in training; what is left is divided by 1 − dropout
 * @param recurrentDropout likewise, of what a layer hands from step to step: the same units at
 *     every step of a sequence (Gal and Ghahramani 2016)
 * @param head what predicts
 */
public record NetworkSpec(
        Cell cell,
        int frameSize,
        int inputSize,
        int embeddingSize,
        int conditionSize,
        int layers,
        int hiddenSize,
        int denseSize,
        boolean layerNorm,
        float dropout,
        float recurrentDropout,
        Head head) {

    public static final int MAX_SIZE = 1 << 14;
    public static final int MAX_INPUT = 4 * MAX_SIZE;
    public static final int MAX_LAYERS = 64;
    public static final int MAX_COMPONENTS = 1 << 10;
    public static final int MAX_CATEGORIES = 1 << 20;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public NetworkSpec {
        Objects.requireNonNull(cell, "cell");
        Objects.requireNonNull(head, "head");
        range("frameSize", frameSize, 1, MAX_SIZE);
        range("inputSize", inputSize, 0, MAX_INPUT);
        range("conditionSize", conditionSize, 0, MAX_SIZE);
        if (conditionSize > 0 && inputSize > 0) {
            throw new IllegalArgumentException(
                    ("conditionSize is %d, but conditions go in behind frames or tokens alone,"
                                    + " and inputSize is %d")
                            .formatted(conditionSize, inputSize));
        }
        range("layers", layers, 1, MAX_LAYERS);
        range("hiddenSize", hiddenSize, 1, MAX_SIZE);
        range("denseSize", denseSize, 0, MAX_SIZE);
        if (denseSize > 0 && layers == 1) {
            throw new IllegalArgumentException(
                    "denseSize is %d, but one recurrent layer has no other to put a dense layer before"
                            .formatted(denseSize));
        }
        probability("dropout", dropout);
        probability("recurrentDropout", recurrentDropout);
        boolean tokens = head instanceof Head.Categorical;
        if (tokens && frameSize != 1) {
            throw new IllegalArgumentException(
                    "frameSize is %d, but a categorical head has frames of one token"
                            .formatted(frameSize));
        }
        if (tokens && inputSize == 0) {
            range("embeddingSize", embeddingSize, 1, MAX_SIZE);
        } else if (embeddingSize != 0) {
            throw new IllegalArgumentException(
                    (tokens
                                    ? "embeddingSize is %d, but no tokens go in where inputSize is"
                                            + " not 0"
                                    : "embeddingSize is %d, but only a categorical head has tokens"
                                            + " to embed")
                            .formatted(embeddingSize));
        }
    }

    /** One without conditions. */
    public NetworkSpec(
            Cell cell,
            int frameSize,
            int inputSize,
            int embeddingSize,
            int layers,
            int hiddenSize,
            int denseSize,
            boolean layerNorm,
            float dropout,
            float recurrentDropout,
            Head head) {
        this(
                cell,
                frameSize,
                inputSize,
                embeddingSize,
                0,
                layers,
                hiddenSize,
                denseSize,
                layerNorm,
                dropout,
                recurrentDropout,
                head);
    }

    /** A plain LSTM over frames: no layer norm, no recurrent dropout. */
    public NetworkSpec(
            int frameSize, int layers, int hiddenSize, int denseSize, float dropout, Head head) {
        this(Cell.LSTM, frameSize, 0, 0, layers, hiddenSize, denseSize, false, dropout, 0, head);
    }

    /** A plain LSTM over tokens. */
    public static NetworkSpec ofTokens(
            int categories, int embeddingSize, int layers, int hiddenSize, float dropout) {
        return new NetworkSpec(
                Cell.LSTM,
                1,
                0,
                embeddingSize,
                layers,
                hiddenSize,
                0,
                false,
                dropout,
                0,
                new Head.Categorical(categories));
    }

    /**
     * A plain LSTM that predicts the clusters of a texture.
     *
     * @param inputSize as {@link org.timbrel.nn.texture.Texture#inputSize} says
     * @param clusters K, in 1..{@value #MAX_CATEGORIES}
     */
    public static NetworkSpec ofTexture(
            int inputSize, int clusters, int layers, int hiddenSize, float dropout) {
        return new NetworkSpec(
                Cell.LSTM,
                1,
                inputSize,
                0,
                layers,
                hiddenSize,
                0,
                false,
                dropout,
                0,
                new Head.Categorical(clusters));
    }

    /** The same with other cells. */
    public NetworkSpec withCell(Cell other) {
        return new NetworkSpec(
                other,
                frameSize,
                inputSize,
                embeddingSize,
                conditionSize,
                layers,
                hiddenSize,
                denseSize,
                layerNorm,
                dropout,
                recurrentDropout,
                head);
    }

    /**
     * The same with conditions: values that go in with every frame or token, as they are.
     *
     * @param size C
     */
    public NetworkSpec withConditions(int size) {
        return new NetworkSpec(
                cell,
                frameSize,
                inputSize,
                embeddingSize,
                size,
                layers,
                hiddenSize,
                denseSize,
                layerNorm,
                dropout,
                recurrentDropout,
                head);
    }

    /** The same with layer norm or without. */
    public NetworkSpec withLayerNorm(boolean normalised) {
        return new NetworkSpec(
                cell,
                frameSize,
                inputSize,
                embeddingSize,
                conditionSize,
                layers,
                hiddenSize,
                denseSize,
                normalised,
                dropout,
                recurrentDropout,
                head);
    }

    /** The same with another recurrent dropout. */
    public NetworkSpec withRecurrentDropout(float probability) {
        return new NetworkSpec(
                cell,
                frameSize,
                inputSize,
                embeddingSize,
                conditionSize,
                layers,
                hiddenSize,
                denseSize,
                layerNorm,
                dropout,
                probability,
                head);
    }

    /** The sizes that devices work with. */
    public NetworkShape shape() {
        int components = 0;
        float scaleFloor = 0;
        if (head instanceof Head.MixtureDensity mixture) {
            components = mixture.components();
            scaleFloor = mixture.scaleFloor();
        } else if (head instanceof Head.Categorical tokens) {
            components = tokens.categories();
        }
        return new NetworkShape(
                cell,
                head.type(),
                frameSize,
                layers,
                hiddenSize,
                denseSize,
                components,
                embeddingSize,
                layerNorm,
                scaleFloor,
                inputSize,
                conditionSize);
    }

    /** Values that go in a step: a token, a frame, or what stands in its place, and conditions. */
    public int valuesIn() {
        return shape().valuesIn();
    }

    /** P, outputs of the head. */
    public int headSize() {
        return shape().headSize();
    }

    /** I of recurrent layer {@code layer}, from 0. */
    public int inputSize(int layer) {
        return shape().inputSize(layer);
    }

    /** Every parameter in the order in which they lie one behind the other; unmodifiable. */
    public List<ParameterShape> parameterShapes() {
        return new ParameterLayout(this).shapes();
    }

    /** Floats of all parameters. */
    public long parameterCount() {
        return shape().parameterCount();
    }

    static void range(String name, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    "%s %d is outside %d..%d".formatted(name, value, minimum, maximum));
        }
    }

    private static void probability(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "%s %s is outside 0..1, without 1".formatted(name, value));
        }
    }
}
