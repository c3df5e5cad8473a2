// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One recurrent layer of every cell on the processor, against the oracle. */
@Tag("device")
class RecurrentTest {

    /** T, N, I, H: none a multiple of a tile, none of something, one of everything. */
    private static final int[][] SIZES = {
        {1, 1, 1, 1},
        {1, 3, 5, 7},
        {19, 1, 1, 7},
        {19, 3, 40, 33},
        {2, 1, 40, 129},
        {7, 3, 5, 129},
        {0, 2, 3, 7},
        {4, 0, 3, 7},
        {3, 19, 3, 5},
    };

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    static Stream<Arguments> layers() {
        List<Arguments> all = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            for (boolean norm : new boolean[] {false, true}) {
                for (boolean masked : new boolean[] {false, true}) {
                    all.add(Arguments.of(cell, norm, masked));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void agreesWithTheOracle(Cell cell, boolean norm, boolean masked) {
        for (int[] size : SIZES) {
            RecurrentShape shape =
                    new RecurrentShape(cell, norm, size[0], size[1], size[2], size[3]);
            RecurrentCase layer = new RecurrentCase(shape, masked, 1);
            new RecurrentExpectation(layer.run(device)).assertMet();
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void endsEachSequenceAtItsOwnLength(Cell cell, boolean norm, boolean masked) {
        RecurrentShape shape = new RecurrentShape(cell, norm, 9, 4, 3, 7);
        RecurrentCase layer = new RecurrentCase(shape, masked, 2).ragged();
        new RecurrentExpectation(layer.run(device)).assertMet();
    }

    /** The oracle's own gradients, so that it is not just another copy of the same mistake. */
    @ParameterizedTest
    @MethodSource("layers")
    void theOracleAgreesWithCentralDifferences(Cell cell, boolean norm, boolean masked) {
        int inputs = 3;
        int width = 4;
        int rows = cell.gates() * width;
        double[] point = new double[rows * (inputs + width + 4) + 5 * inputs + 2 * width];
        for (int k = 0; k < point.length; k++) {
            point[k] = Math.sin(1.7 * k + 0.3) * 0.8;
        }
        OracleLoss loss = new OracleLoss(cell, norm, masked, inputs, width);
        double[] gradient = loss.gradient(point);
        for (int k = 0; k < point.length; k++) {
            double step = 1e-5;
            double[] above = point.clone();
            above[k] += step;
            double[] below = point.clone();
            below[k] -= step;
            double slope = (loss.at(above) - loss.at(below)) / (2 * step);
            // The quotient errs by the step squared times a third derivative, and by rounding.
            assertEquals(slope, gradient[k], 1e-7 * (1 + Math.abs(slope)), "at " + k);
        }
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void aSequenceIsTheSameInAnyBatch(Cell cell) {
        RecurrentCase whole = new RecurrentCase(shape(cell, 5, 7, 3, 33), false, 3).run(device);
        for (int n = 0; n < 7; n++) {
            RecurrentCase alone = new RecurrentCase(shape(cell, 5, 1, 3, 33), false, 3);
            for (String name : List.of("w_ih", "w_hh", "b_ih", "b_hh")) {
                alone.inputs.put(name, whole.inputs.get(name));
            }
            for (String name : List.of("x", "h0", "c0", "dy", "dh_n", "dc_n")) {
                alone.inputs.put(name, of(n, 7, alone.inputs.get(name).length, whole, name));
            }
            alone.run(device);
            float[] y = sequence(n, 7, 5, whole.outputs.get("y"));
            assertArrayEquals(y, alone.outputs.get("y"), "sequence " + n);
            float[] dx = sequence(n, 7, 5, whole.outputs.get("dx"));
            assertArrayEquals(dx, alone.outputs.get("dx"), "sequence " + n);
        }
    }

    private static float[] of(int n, int batch, int size, RecurrentCase whole, String name) {
        float[] values = whole.inputs.get(name);
        int steps = values.length / size == batch && name.matches("x|dy") ? 5 : 1;
        return sequence(n, batch, steps, values);
    }

    /** [T,W] of [T,N,W]. */
    private static float[] sequence(int n, int batch, int steps, float... values) {
        int width = values.length / steps / batch;
        float[] rows = new float[steps * width];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(values, (t * batch + n) * width, rows, t * width, width);
        }
        return rows;
    }

    /** Work is divided over threads, and no sum by it. */
    @ParameterizedTest
    @MethodSource("layers")
    void theBitsDoNotDependOnThreads(Cell cell, boolean norm, boolean masked) {
        RecurrentShape shape = new RecurrentShape(cell, norm, 9, 19, 40, 129);
        RecurrentCase one = new RecurrentCase(shape, masked, 4).ragged();
        RecurrentCase two = new RecurrentCase(shape, masked, 4).ragged();
        try (Device single = Devices.open("cpu", new DeviceOptions(Precision.FP32, 1))) {
            one.run(single);
        }
        try (Device twin = Devices.open("cpu", new DeviceOptions(Precision.FP32, 2))) {
            two.run(twin);
        } finally {
            Devices.open("cpu").close(); // Other tests take what there is.
        }
        one.outputs.forEach(
                (name, values) -> assertArrayEquals(values, two.outputs.get(name), name));
    }

    @Test
    void chunksGiveTheBitsOfTheWhole() {
        for (Cell cell : Cell.values()) {
            RecurrentCase whole = new RecurrentCase(shape(cell, 6, 1, 2, 3), false, 3).run(device);
            float[] x = whole.inputs.get("x");
            RecurrentCase second = new RecurrentCase(shape(cell, 3, 1, 2, 3), false, 3);
            RecurrentCase first = new RecurrentCase(shape(cell, 3, 1, 2, 3), false, 3);
            for (String name : List.of("w_ih", "w_hh", "b_ih", "b_hh", "h0", "c0")) {
                first.inputs.put(name, whole.inputs.get(name));
                second.inputs.put(name, whole.inputs.get(name));
            }
            first.inputs.put("x", Arrays.copyOf(x, 6));
            first.run(device);
            second.inputs.put("x", Arrays.copyOfRange(x, 6, 12));
            second.inputs.put("h0", first.outputs.get("h_n"));
            if (cell == Cell.LSTM) {
                second.inputs.put("c0", first.outputs.get("c_n"));
            }
            second.run(device);
            assertArrayEquals(
                    Arrays.copyOfRange(whole.outputs.get("y"), 9, 18), second.outputs.get("y"));
        }
    }

    private static RecurrentShape shape(Cell cell, int steps, int batch, int inputs, int width) {
        return new RecurrentShape(cell, false, steps, batch, inputs, width);
    }
}
