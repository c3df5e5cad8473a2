// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.timbrel.nn.model.NetworkAgreement.assertAgrees;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.cuda.Gpu;

/** Training steps of kernels whose weights stay on the card, which a process has to ask for. */
@Tag("gpu")
class ResidentTrainingTest {

    /** Sizes that fill neither a block's units nor a team's slots. */
    private static final int HIDDEN = 37;

    private static final int STEPS = 6;
    private static final int BATCH = 11;

    @ParameterizedTest
    @CsvSource({"clusters, false", "clusters, true", "grid, false", "grid, true"})
    void aStepAgreesWithTheOracle(String kernels, boolean layerNorm) {
        NetworkCase resident = step(kernels, layerNorm);
        assertAgrees(resident);
        // They add a product's parts in another order than the plain kernels, which serve where
        // these do not.
        NetworkCase plain = step("plain", layerNorm);
        assertAgrees(plain);
        assertFalse(Arrays.equals(plain.gradients, resident.gradients), "these are the plain ones");
    }

    private static NetworkCase step(String kernels, boolean layerNorm) {
        NetworkSpec spec =
                SomeNetworks.spec(SomeNetworks.MIXTURE, 5, 2, HIDDEN, 0, 0.25f)
                        .withLayerNorm(layerNorm)
                        .withRecurrentDropout(0.2f);
        try (Device gpu = Gpu.open(Precision.FP32, kernels)) {
            return new NetworkCase(spec, STEPS, BATCH, 6).ragged().run(gpu);
        }
    }
}
