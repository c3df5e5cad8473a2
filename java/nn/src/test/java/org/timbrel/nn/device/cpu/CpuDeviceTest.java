// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LstmShape;
import org.timbrel.nn.device.LstmState;
import org.timbrel.nn.device.LstmTape;
import org.timbrel.nn.device.LstmWeights;
import org.timbrel.nn.device.Tensor;

class CpuDeviceTest {

    private final CpuDevice device = CpuDevice.open();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 3, 5, 7",
        "19, 1, 1, 7",
        "19, 3, 40, 33",
        "2, 1, 40, 129",
        "7, 3, 5, 129",
        "0, 2, 3, 7",
        "4, 0, 3, 7",
    })
    void agreesWithTheOracle(long steps, long batch, long inputSize, long hiddenSize) {
        LstmCase lstm = new LstmCase(new LstmShape(steps, batch, inputSize, hiddenSize), 1);
        lstm.run(device);
        assertAgrees(lstm);
    }

    @Test
    void endsEachSequenceAtItsOwnLength() {
        LstmCase lstm = new LstmCase(new LstmShape(9, 4, 3, 7), 2);
        System.arraycopy(new long[] {0, 9, 5, 1}, 0, lstm.lengths, 0, 4);
        lstm.run(device);
        assertAgrees(lstm);
    }

    @Test
    void computesOnViews() {
        LstmCase whole = new LstmCase(new LstmShape(6, 1, 2, 3), 3);
        whole.run(device);

        LstmShape half = new LstmShape(3, 1, 2, 3);
        float[] second = new float[9];
        try (Tensor x = tensor(whole.x);
                Tensor weightIh = tensor(whole.weightIh);
                Tensor weightHh = tensor(whole.weightHh);
                Tensor biasIh = tensor(whole.biasIh);
                Tensor biasHh = tensor(whole.biasHh);
                Tensor h = tensor(whole.h0);
                Tensor c = tensor(whole.c0);
                Tensor y = device.zeros(9)) {
            LstmWeights weights = new LstmWeights(weightIh, weightHh, biasIh, biasHh);
            LstmState state = new LstmState(h, c);
            device.lstmForward(half, null, x, weights, state, y, state, null);
            device.lstmForward(half, null, x.view(6, 6), weights, state, y, state, null);
            y.copyTo(second);
        }
        assertArrayEquals(Arrays.copyOfRange(whole.y, 9, 18), second, "chunks give other bits");
    }

    @Test
    void takesMissingStateAndBiasAsZeros() {
        LstmShape shape = new LstmShape(1, 1, 1, 1);
        try (Tensor one = tensor(1f);
                Tensor weights = tensor(0f, 0f, 100f, 100f);
                Tensor y = device.zeros(1);
                Tensor h = device.zeros(1);
                Tensor c = device.zeros(1)) {
            device.lstmForward(
                    shape,
                    null,
                    one,
                    new LstmWeights(weights, weights, null, null),
                    null,
                    y,
                    new LstmState(h, c),
                    null);
            // i = sigmoid(0), g = tanh(100) and o = sigmoid(100) are exact, f meets a cell of zero.
            assertEquals(0.5f, c.toArray()[0]);
            assertEquals(
                    Math.tanh(0.5), h.toArray()[0], 6e-8, "one unit in the last place of tanhf");
        }
    }

    @Test
    void refusesAnArrayShorterThanItsShape() {
        LstmShape shape = new LstmShape(2, 3, 4, 5);
        try (Tensor enough = device.zeros(240);
                Tensor x = device.zeros(23);
                Indices lengths = device.indices(1, 1)) {
            LstmWeights weights = new LstmWeights(enough, enough, null, null);
            LstmState state = new LstmState(enough, enough);
            assertEquals(
                    "x holds 23 elements, but [T,N,I] needs 24 at " + shape,
                    refusal(() -> run(shape, null, x, weights, enough, state, null)));
            assertEquals(
                    "lengths holds 2 elements, but [N] needs 3 at " + shape,
                    refusal(() -> run(shape, lengths, enough, weights, enough, state, null)));
            assertEquals(
                    "tape.gates holds 23 elements, but [T,N,4H] needs 120 at " + shape,
                    refusal(
                            () ->
                                    run(
                                            shape,
                                            null,
                                            enough,
                                            weights,
                                            enough,
                                            state,
                                            new LstmTape(x, enough))));
        }
    }

    @Test
    void refusesALengthOutsideTheSequence() {
        LstmCase lstm = new LstmCase(new LstmShape(2, 3, 4, 5), 4);
        lstm.lengths[1] = 3;
        assertEquals(
                "tb_cpu_lstm_forward: lengths[1] is 3, outside 0..T (2)",
                refusal(() -> lstm.run(device)));
    }

    @Test
    void knowsTheVersionOfItsLibrary() {
        assertEquals(CpuLibrary.ABI_VERSION, TimbrelCpu.abiVersion());
        assertEquals("", CpuLibrary.mismatch(CpuLibrary.ABI_VERSION));
        assertTrue(CpuLibrary.mismatch(7).startsWith("libtimbrel_cpu has ABI version 7, but"));
    }

    @Test
    void readsInstructionSetsBitByBit() {
        assertEquals("[AVX2, AVX-512F]", InstructionSet.of(0b101).toString());
        assertEquals("[AMX-INT8]", InstructionSet.of(1 << 6).toString());
    }

    private void run(
            LstmShape shape,
            Indices lengths,
            Tensor x,
            LstmWeights weights,
            Tensor y,
            LstmState last,
            LstmTape tape) {
        device.lstmForward(shape, lengths, x, weights, null, y, last, tape);
    }

    private Tensor tensor(float... values) {
        Tensor tensor = device.zeros(values.length);
        tensor.copyFrom(values);
        return tensor;
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private static void assertAgrees(LstmCase actual) {
        LstmOracle expected = new LstmOracle(actual.shape, actual);
        // A gate's sum has I + H + 2 terms and stays near 1; its rounding errors grow with the root
        // of their number, and neither the gates nor the recurrence enlarge them. 1.5: about four
        // times the worst seen.
        double terms = (double) actual.shape.inputSize() + actual.shape.hiddenSize() + 2;
        double tolerance = 1.5 * Math.ulp(1f) * Math.sqrt(terms);
        assertClose("y", expected.y, actual.y, tolerance);
        assertClose("last.h", expected.lastH, actual.lastH, tolerance);
        assertClose("last.c", expected.lastC, actual.lastC, tolerance);
        assertClose("gates", expected.gates, actual.gates, tolerance);
        assertClose("cells", expected.cells, actual.cells, tolerance);
    }

    private static void assertClose(
            String array, double[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, array);
        for (int k = 0; k < expected.length; k++) {
            assertEquals(
                    expected[k],
                    actual[k],
                    tolerance * (1 + Math.abs(expected[k])),
                    array + "[" + k + "]");
        }
    }
}
