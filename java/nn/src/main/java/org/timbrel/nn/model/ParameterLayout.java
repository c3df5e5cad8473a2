// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names and places of a network's parameters, in the order that timbrel.h has in tb_network: {@code
 * embedding.weight} where tokens go in; layer by layer those of {@code torch.nn.LSTM}, {@code GRU}
 * or {@code RNN} behind the cell's name, {@code lstm.weight_ih_l0} and on, with layer norm the
 * gains {@code lstm.norm_ih_l0} and {@code lstm.norm_hh_l0}, and behind each layer but the last
 * {@code dense.0.weight} and {@code dense.0.bias} where there is a dense layer; then {@code
 * head.weight} and {@code head.bias}.
 */
final class ParameterLayout {

    static final String EMBEDDING = "embedding.weight";

    private final List<ParameterShape> shapes = new ArrayList<>();

    ParameterLayout(NetworkSpec spec) {
        int width = spec.hiddenSize();
        int rows = spec.cell().gates() * width;
        if (spec.head() instanceof Head.Categorical tokens && spec.embeddingSize() > 0) {
            add(EMBEDDING, tokens.categories(), spec.embeddingSize());
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            add(recurrent(spec, "weight_ih", layer), rows, spec.inputSize(layer));
            add(recurrent(spec, "weight_hh", layer), rows, width);
            add(recurrent(spec, "bias_ih", layer), rows);
            add(recurrent(spec, "bias_hh", layer), rows);
            if (spec.layerNorm()) {
                add(recurrent(spec, "norm_ih", layer), rows);
                add(recurrent(spec, "norm_hh", layer), rows);
            }
            if (spec.denseSize() > 0 && layer + 1 < spec.layers()) {
                add(dense("weight", layer), spec.denseSize(), width);
                add(dense("bias", layer), spec.denseSize());
            }
        }
        add("head.weight", spec.headSize(), width);
        add("head.bias", spec.headSize());
    }

    static String recurrent(NetworkSpec spec, String name, int layer) {
        return "%s.%s_l%d".formatted(spec.cell(), name, layer);
    }

    static String dense(String name, int layer) {
        return "dense.%d.%s".formatted(layer, name);
    }

    List<ParameterShape> shapes() {
        return List.copyOf(shapes);
    }

    private void add(String name, Integer... shape) {
        long offset = shapes.isEmpty() ? 0 : shapes.get(shapes.size() - 1).end();
        shapes.add(new ParameterShape(name, Arrays.asList(shape), offset));
    }
}
