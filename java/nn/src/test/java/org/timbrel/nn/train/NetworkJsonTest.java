// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;

class NetworkJsonTest {

    @Test
    void givesEveryNetworkBack() {
        Head[] heads = {
            new Head.MixtureDensity(3, 0.05f), new Head.MeanSquared(), new Head.Bernoulli()
        };
        for (Cell cell : Cell.values()) {
            for (Head head : heads) {
                assertGivenBack(new NetworkSpec(5, 2, 7, 3, 0.1f, head).withCell(cell));
            }
            assertGivenBack(NetworkSpec.ofTexture(83, 64, 1, 128, 0.3f).withCell(cell));
            assertGivenBack(
                    NetworkSpec.ofTokens(500, 32, 2, 64, 0.3f)
                            .withCell(cell)
                            .withLayerNorm(true)
                            .withRecurrentDropout(0.25f)
                            .withConditions(7));
        }
    }

    private static void assertGivenBack(NetworkSpec spec) {
        assertEquals(spec, NetworkJson.read(Json.parse(NetworkJson.write(spec).toString())));
    }

    @Test
    void readsTheFirstCheckpointsAsPlainLstms() {
        String first =
                "{\"cell\":\"lstm\",\"frameSize\":20,\"layers\":1,\"hiddenSize\":128,\"denseSize\":0,"
                        + "\"dropout\":0.0,\"head\":{\"kind\":\"mse\"}}";
        assertEquals(
                new NetworkSpec(20, 1, 128, 0, 0, new Head.MeanSquared()),
                NetworkJson.read(Json.parse(first)));
        String odd = first.replace("\"dropout\"", "\"layerNorm\":1,\"dropout\"");
        assertEquals(
                "layerNorm is 1, not a boolean",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> NetworkJson.read(Json.parse(odd)))
                        .getMessage());
    }
}
