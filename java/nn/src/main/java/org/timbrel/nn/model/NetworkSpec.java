// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.timbrel.nn.device.NetworkShape;

/**
 * What a recurrent network is made of: everything needed to allocate it, without its parameters.
 * LSTM layers stand one on the other, between two of them a dense layer with tanh if asked for, and
 * the head on the last; frame t goes in, the prediction of frame t + 1 comes out.
 *
 * @param frameSize D, of what goes in and of what is predicted, in 1..{@value #MAX_SIZE}
 * @param layers L, LSTM layers, in 1..{@value #MAX_LAYERS}
 * @param hiddenSize H, in 1..{@value #MAX_SIZE}
 * @param denseSize E, units of the dense layer between two LSTM layers, in 0..{@value #MAX_SIZE};
 *     0: none, and with one LSTM layer always 0
 * @param dropout the probability, in 0..1 without 1, with which an output of an LSTM layer (of the
 *     last too) is dropped in training; what is left is divided by 1 − dropout
 * @param head what predicts
 */
public record NetworkSpec(
        int frameSize, int layers, int hiddenSize, int denseSize, float dropout, Head head) {

    public static final int MAX_SIZE = 1 << 14;
    public static final int MAX_LAYERS = 64;
    public static final int MAX_COMPONENTS = 1 << 10;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public NetworkSpec {
        range("frameSize", frameSize, 1, MAX_SIZE);
        range("layers", layers, 1, MAX_LAYERS);
        range("hiddenSize", hiddenSize, 1, MAX_SIZE);
        range("denseSize", denseSize, 0, MAX_SIZE);
        if (denseSize > 0 && layers == 1) {
            throw new IllegalArgumentException(
                    "denseSize is %d, but one LSTM layer has no other to put a dense layer before"
                            .formatted(denseSize));
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "dropout %s is outside 0..1, without 1".formatted(dropout));
        }
        Objects.requireNonNull(head, "head");
    }

    /** The sizes that devices work with. */
    public NetworkShape shape() {
        boolean mixture = head instanceof Head.MixtureDensity;
        return new NetworkShape(
                frameSize,
                layers,
                hiddenSize,
                denseSize,
                mixture ? ((Head.MixtureDensity) head).components() : 0,
                mixture ? ((Head.MixtureDensity) head).scaleFloor() : 0);
    }

    /** P, outputs of the head. */
    public int headSize() {
        return shape().headSize();
    }

    /** I of LSTM layer {@code layer}, from 0. */
    public int inputSize(int layer) {
        return shape().inputSize(layer);
    }

    /**
     * Every parameter in the order in which they lie one behind the other: layer by layer the four
     * of {@code torch.nn.LSTM}, {@code lstm.weight_ih_l0} and on, behind each but the last {@code
     * dense.0.weight} and {@code dense.0.bias} where there is a dense layer, then {@code
     * head.weight} and {@code head.bias}.
     *
     * @return an unmodifiable list
     */
    public List<ParameterShape> parameterShapes() {
        List<ParameterShape> shapes = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            add(shapes, "lstm.weight_ih_l" + layer, 4 * hiddenSize, inputSize(layer));
            add(shapes, "lstm.weight_hh_l" + layer, 4 * hiddenSize, hiddenSize);
            add(shapes, "lstm.bias_ih_l" + layer, 4 * hiddenSize);
            add(shapes, "lstm.bias_hh_l" + layer, 4 * hiddenSize);
            if (denseSize > 0 && layer + 1 < layers) {
                add(shapes, "dense." + layer + ".weight", denseSize, hiddenSize);
                add(shapes, "dense." + layer + ".bias", denseSize);
            }
        }
        add(shapes, "head.weight", headSize(), hiddenSize);
        add(shapes, "head.bias", headSize());
        return List.copyOf(shapes);
    }

    /** Floats of all parameters. */
    public long parameterCount() {
        return shape().parameterCount();
    }

    private static void add(List<ParameterShape> shapes, String name, int... shape) {
        long offset = shapes.isEmpty() ? 0 : shapes.get(shapes.size() - 1).end();
        shapes.add(new ParameterShape(name, List.of(box(shape)), offset));
    }

    private static Integer[] box(int[] shape) {
        Integer[] boxed = new Integer[shape.length];
        for (int k = 0; k < shape.length; k++) {
            boxed[k] = shape[k];
        }
        return boxed;
    }

    static void range(String name, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    "%s %d is outside %d..%d".formatted(name, value, minimum, maximum));
        }
    }
}
