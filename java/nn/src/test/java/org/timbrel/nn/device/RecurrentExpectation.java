// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the oracle makes of a {@link RecurrentCase}, array by array. */
final class RecurrentExpectation {

    private final RecurrentCase given;
    private final int steps;
    private final int batch;
    private final int width;
    private final int rows;
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    RecurrentExpectation(RecurrentCase given) {
        this.given = given;
        steps = (int) given.shape.steps();
        batch = (int) given.shape.batch();
        width = (int) given.shape.hiddenSize();
        rows = given.shape.cell().gates() * width;
        given.outputs.forEach((name, values) -> arrays.put(name, new double[values.length]));
        for (String sum : new String[] {"dw_ih", "dw_hh", "db_ih", "db_hh", "dnorm_hh"}) {
            Arrays.fill(arrays.computeIfAbsent(sum, name -> new double[0]), 1);
        }
        for (int n = 0; n < batch; n++) {
            sequence(n);
        }
    }

    private void sequence(int n) {
        int length = (int) given.lengths[n];
        boolean norm = given.shape.layerNorm();
        RecurrentOracle oracle =
                new RecurrentOracle(
                        given.shape.cell(),
                        new RecurrentOracle.Weights(
                                all("w_ih"),
                                all("w_hh"),
                                all("b_ih"),
                                all("b_hh"),
                                null,
                                norm ? all("norm_hh") : null),
                        given.masked ? row("mask", n, width) : null,
                        sequence("x", n, length, (int) given.shape.inputSize()),
                        row("h0", n, width),
                        row("c0", n, width));
        boolean cells = given.shape.cell() == Cell.LSTM;
        double[][] dx =
                oracle.backward(
                        sequence("dy", n, length, width),
                        row("dh_n", n, width),
                        row("dc_n", n, width),
                        new RecurrentOracle.Weights(
                                arrays.get("dw_ih"),
                                arrays.get("dw_hh"),
                                arrays.get("db_ih"),
                                arrays.get("db_hh"),
                                null,
                                arrays.get("dnorm_hh")));
        put("h_n", n, oracle.h[length]);
        put("c_n", n, oracle.c[length]);
        put("dh0", n, oracle.dh0);
        put("dc0", n, oracle.dc0);
        for (int t = 0; t < length; t++) {
            int at = t * batch + n;
            put("y", at, oracle.h[t + 1]);
            put("gates", at, oracle.gates[t]);
            put("cells", at, cells ? oracle.c[t + 1] : given(oracle, t));
            put("h_in", at, oracle.masked(oracle.h[t]));
            put("dx", at, dx[t]);
            put("dgates", at, oracle.dGates[t]);
            put("dhidden", at, oracle.dHidden[t]);
            if (norm) {
                put("normed", at, oracle.hiddenNorms[t].normed);
                put("rstd", at, oracle.hiddenNorms[t].rstd);
            }
        }
    }

    private static double[] given(RecurrentOracle oracle, int t) {
        return oracle.candidates == null ? new double[0] : oracle.candidates[t];
    }

    /** Where the device gave such an array. */
    private void put(String name, int row, double... values) {
        double[] array = arrays.get(name);
        if (array != null) {
            System.arraycopy(values, 0, array, row * values.length, values.length);
        }
    }

    private double[] all(String name) {
        float[] values = given.inputs.get(name);
        double[] doubles = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            doubles[k] = values[k];
        }
        return doubles;
    }

    private double[] row(String name, int row, int size) {
        return Arrays.copyOfRange(all(name), row * size, (row + 1) * size);
    }

    private double[][] sequence(String name, int n, int length, int size) {
        double[][] rowsOf = new double[length][];
        for (int t = 0; t < length; t++) {
            rowsOf[t] = row(name, t * batch + n, size);
        }
        return rowsOf;
    }

    /** Every array that the device gave. */
    void assertMet() {
        // A gate's sum has I + H + 2 terms and stays near 1; its rounding errors grow with the root
        // of their number, those of gradients over the steps, and those of sums over T N rows.
        double terms = (double) given.shape.inputSize() + width + 2 + rows;
        double forward = 1.5 * Math.ulp(1f) * Math.sqrt(terms);
        double back = 8 * Math.ulp(1f) * Math.sqrt(terms + (double) steps * batch);
        // A norm divides by the deviation of its row, which one unit alone does not have.
        double stretch = given.shape.layerNorm() ? 1 / Math.sqrt(1e-5) / rows + 8 : 1;
        given.outputs.forEach(
                (name, actual) -> {
                    double tolerance = stretch * (name.startsWith("d") ? back : forward);
                    assertClose(name, arrays.get(name), actual, tolerance);
                });
    }

    /** Relative to the largest value of the array, at least 1: what is summed is of that size. */
    private static void assertClose(
            String array, double[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, array);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int k = 0; k < expected.length; k++) {
            double limit = tolerance * Math.max(1, largest);
            assertEquals(expected[k], actual[k], limit, array + "[" + k + "]");
        }
    }
}
