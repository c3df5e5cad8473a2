// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How near a device must come to the oracle. */
final class NetworkAgreement {

    private NetworkAgreement() {}

    static void assertAgrees(NetworkCase actual) {
        NetworkOracle expected = actual.oracle();
        NetworkSpec spec = actual.spec;
        // Rounding errors grow with the root of the number of terms: of a layer's products, over
        // the steps of a sequence, and over the rows that a gradient sums.
        double terms = spec.frameSize() + spec.hiddenSize() + (double) actual.steps * actual.batch;
        double tolerance = 8 * Math.ulp(1f) * Math.sqrt(terms);
        assertClose(
                "loss",
                0,
                1,
                new double[] {expected.sum},
                new float[] {(float) actual.loss.sum()},
                tolerance);
        assertClose("losses", 0, expected.losses.length, expected.losses, actual.losses, tolerance);
        assertClose("h", 0, expected.lastH.length, expected.lastH, actual.lastH, tolerance);
        assertClose("c", 0, expected.lastC.length, expected.lastC, actual.lastC, tolerance);
        for (ParameterShape shape : spec.parameterShapes()) {
            assertClose(
                    shape.name(),
                    (int) shape.offset(),
                    (int) shape.end(),
                    expected.gradients,
                    actual.gradients,
                    tolerance);
        }
    }

    /** Relative to the largest value of the array, at least 1: what is summed is of that size. */
    private static void assertClose(
            String name, int from, int to, double[] expected, float[] actual, double tolerance) {
        double largest = 1;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, Math.abs(expected[k]));
        }
        for (int k = from; k < to; k++) {
            assertEquals(
                    expected[k], actual[k], tolerance * largest, name + "[" + (k - from) + "]");
        }
        assertTrue(to <= actual.length, name);
    }
}
