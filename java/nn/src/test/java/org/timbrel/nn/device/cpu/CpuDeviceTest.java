// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

class CpuDeviceTest {

    private final Device device = CpuDevice.open(DeviceOptions.DEFAULT);

    @Test
    void takesMissingStateAndBiasAsZeros() {
        RecurrentShape shape = new RecurrentShape(Cell.LSTM, false, 1, 1, 1, 1);
        try (Tensor one = tensor(1f);
                Tensor weights = tensor(0f, 0f, 100f, 100f);
                Tensor y = device.zeros(1);
                Tensor h = device.zeros(1);
                Tensor c = device.zeros(1)) {
            device.recurrentForward(
                    shape,
                    null,
                    one,
                    new RecurrentWeights(weights, weights, null, null, null),
                    null,
                    null,
                    y,
                    new LayerState(h, c),
                    null);
            // i = sigmoid(0), g = tanh(100) and o = sigmoid(100) are exact, f meets a cell of zero.
            assertEquals(0.5f, c.toArray()[0]);
            assertEquals(
                    Math.tanh(0.5), h.toArray()[0], 6e-8, "one unit in the last place of tanhf");
        }
    }

    @Test
    void refusesALengthOutsideTheSequence() {
        try (Tensor zeros = device.zeros(2, 3, 4);
                Indices lengths = device.indices(1, 3, 2)) {
            String refusal =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> device.clearPast(lengths, zeros))
                            .getMessage();
            assertTrue(refusal.contains("lengths[1] is 3, outside 0..T (2)"), refusal);
        }
    }

    @Test
    void refusesAPrecisionItDoesNotHave() {
        DeviceOptions options = new DeviceOptions(Precision.TF32, 0);
        assertEquals(
                "precision tf32 is for GPUs; the CPU has fp32, and bf16 to generate",
                assertThrows(DeviceException.class, () -> CpuDevice.open(options)).getMessage());
    }

    @Test
    void trainsInSinglePrecisionAlone() {
        device.requireTraining();
        try (Device half = CpuDevice.open(new DeviceOptions(Precision.BF16, 0))) {
            assertEquals(Precision.BF16, half.precision());
            assertEquals(
                    "the CPU cannot train in precision bf16, only generate: train in fp32, or on a"
                            + " GPU",
                    assertThrows(DeviceException.class, half::requireTraining).getMessage());
        }
    }

    @Test
    void usesAsManyThreadsAsItIsTold() {
        try (Device one = CpuDevice.open(new DeviceOptions(Precision.FP32, 1))) {
            assertEquals("cpu", one.name());
            assertEquals(1, TimbrelCpu.threads());
            CpuDevice.openForComparison().close();
            assertEquals(1, TimbrelCpu.threads(), "a comparison changes them");
        }
        CpuDevice.open(DeviceOptions.DEFAULT).close();
        assertTrue(TimbrelCpu.threads() >= 1);
    }

    @Test
    void knowsTheVersionOfItsLibrary() {
        assertEquals(CpuLibrary.ABI_VERSION, TimbrelCpu.abiVersion());
        assertEquals("", CpuLibrary.mismatch(CpuLibrary.ABI_VERSION));
        assertTrue(CpuLibrary.mismatch(99).startsWith("libtimbrel_cpu has ABI version 99, but"));
    }

    @Test
    void readsInstructionSetsBitByBit() {
        assertEquals("[AVX2, AVX-512F]", InstructionSet.of(0b101).toString());
        assertEquals("[AMX-INT8]", InstructionSet.of(1 << 6).toString());
    }

    private Tensor tensor(float... values) {
        Tensor tensor = device.zeros(values.length);
        tensor.copyFrom(values);
        return tensor;
    }
}
