// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.nn.device.Cell;

/** Small networks that together have everything. */
final class SomeNetworks {

    static final Head MIXTURE = new Head.MixtureDensity(3, 0.05f);
    static final Head MEAN = new Head.MeanSquared();
    static final Head[] HEADS = {MIXTURE, MEAN, new Head.Categorical(11), new Head.Bernoulli()};

    private SomeNetworks() {}

    /** Every cell with every head and with each of what a layer can have. */
    static Stream<NetworkSpec> networks() {
        List<NetworkSpec> specs = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            for (Head head : HEADS) {
                NetworkSpec plain = spec(head, 5, 2, 7, 0, 0).withCell(cell);
                specs.add(plain);
                specs.add(plain.withLayerNorm(true));
                specs.add(plain.withRecurrentDropout(0.3f));
                specs.add(plain.withConditions(3).withLayerNorm(cell == Cell.GRU));
                specs.add(
                        spec(head, 5, 3, 33, 4, 0.25f)
                                .withCell(cell)
                                .withLayerNorm(true)
                                .withRecurrentDropout(0.2f));
            }
            specs.add(NetworkSpec.ofTexture(9, 11, 2, 7, 0.2f).withCell(cell));
        }
        return specs.stream();
    }

    /** Over tokens where the head has tokens. */
    static NetworkSpec spec(
            Head head, int frame, int layers, int hidden, int dense, float dropout) {
        boolean tokens = head instanceof Head.Categorical;
        return new NetworkSpec(
                Cell.LSTM,
                tokens ? 1 : frame,
                0,
                tokens ? 3 : 0,
                layers,
                hidden,
                dense,
                false,
                dropout,
                0,
                head);
    }
}
