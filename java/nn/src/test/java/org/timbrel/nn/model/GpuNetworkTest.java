// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.timbrel.nn.model.NetworkAgreement.assertAgrees;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.cuda.Gpu;

/** Whole networks on a GPU: every cell, head and norm, and steps that are replayed. */
@Tag("gpu")
class GpuNetworkTest {

    @ParameterizedTest
    @MethodSource("org.timbrel.nn.model.SomeNetworks#networks")
    void agreesWithTheOracle(NetworkSpec spec) {
        try (Device gpu = Gpu.open()) {
            assertAgrees(new NetworkCase(spec, 6, 3, 1).run(gpu));
            assertAgrees(new NetworkCase(spec, 9, 5, 2).ragged().scoredFrom(2).run(gpu));
        }
    }

    /** What goes to the device between two runs is what the second one works on. */
    @ParameterizedTest
    @MethodSource("org.timbrel.nn.model.SomeNetworks#networks")
    void aReplayedPassGivesTheBitsOfACalledOne(NetworkSpec spec) {
        try (Device gpu = Gpu.open()) {
            NetworkCase called = new NetworkCase(spec, 5, 4, 3).run(gpu);
            NetworkCase ragged = new NetworkCase(spec, 5, 4, 4).ragged().run(gpu);
            try (RecurrentNetwork network = new RecurrentNetwork(gpu, spec, 5, 4, 0);
                    Parameters parameters = new Parameters(gpu, spec);
                    Parameters gradients = new Parameters(gpu, spec);
                    RecurrentState state = new RecurrentState(gpu, spec, 4);
                    RecordedPass pass =
                            new RecordedPass(
                                    gpu,
                                    network,
                                    () -> network.train(parameters, gradients, state))) {
                for (NetworkCase expected :
                        new NetworkCase[] {called, ragged, called, ragged, called}) {
                    parameters.flat().copyFrom(expected.parameters);
                    expected.restore(state);
                    network.inputs().copyFrom(expected.inputs);
                    network.targets().copyFrom(expected.targets);
                    network.lengths(expected.lengths);
                    network.dropout(expected.dropoutSeed, expected.dropoutStep);
                    pass.run();
                    assertEquals(expected.loss, network.loss());
                    assertArrayEquals(expected.gradients, gradients.flat().toArray());
                    assertArrayEquals(expected.lastH, state.h().toArray());
                }
            }
        }
    }
}
