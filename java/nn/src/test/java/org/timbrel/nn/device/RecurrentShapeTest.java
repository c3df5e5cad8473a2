// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RecurrentShapeTest {

    @Test
    void countsTheFloatsOfEveryArray() {
        RecurrentShape shape = new RecurrentShape(Cell.LSTM, false, 2, 3, 4, 5);
        assertEquals(24, shape.inputCount());
        assertEquals(30, shape.outputCount());
        assertEquals(120, shape.gatesCount());
        assertEquals(15, shape.stateCount());
        assertEquals(80, shape.weightIhCount());
        assertEquals(100, shape.weightHhCount());
        assertEquals(20, shape.biasCount());
    }

    @Test
    void stacksAsManyGatesAsTheCellHas() {
        assertEquals(90, new RecurrentShape(Cell.GRU, true, 2, 3, 4, 5).gatesCount());
        assertEquals(60, new RecurrentShape(Cell.GRU, true, 2, 3, 4, 5).weightIhCount());
        assertEquals(5, new RecurrentShape(Cell.RNN, false, 2, 3, 4, 5).biasCount());
    }

    @Test
    void refusesSizesThatAreTooSmall() {
        assertEquals("steps is -1, but must be at least 0", refusal(-1, 1, 1, 1));
        assertEquals("batch is -5, but must be at least 0", refusal(1, -5, 1, 1));
        assertEquals("inputSize is 0, but must be at least 1", refusal(1, 1, 0, 1));
        assertEquals("hiddenSize is 0, but must be at least 1", refusal(1, 1, 1, 0));
    }

    @Test
    void refusesArraysNoMemoryHolds() {
        assertEquals(
                "steps 1073741824, batch 1073741824, inputSize 1, hiddenSize 1 make an array of"
                        + " more than 2305843009213693951 floats",
                refusal(1L << 30, 1L << 30, 1, 1));
        refusal(1, 1, 1, Long.MAX_VALUE);
        refusal(0, (1L << 61) - 1, 1, 1);
        refusal(1, 1, 1L << 40, 1L << 40);
        refusal(1L << 40, 1L << 40, 1, 1);
        assertEquals(
                1L << 60,
                new RecurrentShape(Cell.LSTM, false, 1L << 29, 1L << 29, 1, 1).gatesCount());
    }

    private static String refusal(long steps, long batch, long inputSize, long hiddenSize) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new RecurrentShape(
                                        Cell.LSTM, false, steps, batch, inputSize, hiddenSize))
                .getMessage();
    }
}
