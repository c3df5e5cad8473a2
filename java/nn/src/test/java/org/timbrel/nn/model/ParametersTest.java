// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TestDevice;

@Tag("device")
class ParametersTest {

    private static final NetworkSpec SPEC =
            new NetworkSpec(3, 2, 5, 4, 0.1f, new Head.MixtureDensity(2, 0.01f));

    private final Device device = TestDevice.open();

    @Test
    void haveTheNamesOfPyTorchInOrderAndWithoutGaps() {
        List<ParameterShape> shapes = SPEC.parameterShapes();
        assertEquals(
                "[lstm.weight_ih_l0[20, 3], lstm.weight_hh_l0[20, 5], lstm.bias_ih_l0[20],"
                        + " lstm.bias_hh_l0[20], dense.0.weight[4, 5], dense.0.bias[4],"
                        + " lstm.weight_ih_l1[20, 4], lstm.weight_hh_l1[20, 5],"
                        + " lstm.bias_ih_l1[20], lstm.bias_hh_l1[20], head.weight[14, 5],"
                        + " head.bias[14]]",
                shapes.stream().map(shape -> shape.name() + shape.shape()).toList().toString());
        long offset = 0;
        for (ParameterShape shape : shapes) {
            assertEquals(offset, shape.offset());
            offset = shape.end();
        }
        assertEquals(offset, SPEC.parameterCount());
    }

    @Test
    void areNamedByTheCellWithGainsAndAnEmbedding() {
        NetworkSpec spec =
                NetworkSpec.ofTokens(7, 4, 1, 5, 0).withCell(Cell.GRU).withLayerNorm(true);
        assertEquals(
                "[embedding.weight[7, 4], gru.weight_ih_l0[15, 4], gru.weight_hh_l0[15, 5],"
                        + " gru.bias_ih_l0[15], gru.bias_hh_l0[15], gru.norm_ih_l0[15],"
                        + " gru.norm_hh_l0[15], head.weight[7, 5], head.bias[7]]",
                spec.parameterShapes().stream()
                        .map(shape -> shape.name() + shape.shape())
                        .toList()
                        .toString());
        long end = spec.parameterShapes().get(8).end();
        assertEquals(end, spec.parameterCount());
        try (Parameters parameters = new Parameters(device, spec)) {
            parameters.initialise(5, 1);
            for (float gain : parameters.get("gru.norm_hh_l0").toArray()) {
                assertEquals(1, gain);
            }
            for (float value : parameters.get("gru.bias_ih_l0").toArray()) {
                assertTrue(Math.abs(value) < 0.4473, "1 / sqrt(5): only an LSTM forgets");
            }
            float largest = 0;
            for (float value : parameters.get("embedding.weight").toArray()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertTrue(largest > 1 && largest <= 1.7321, "sqrt(3): " + largest);
        }
    }

    @Test
    void areDrawnWithinPyTorchsLimitsAndTheSameForASeed() {
        NetworkSpec spec = new NetworkSpec(40, 1, 64, 0, 0, new Head.MeanSquared());
        try (Parameters parameters = new Parameters(device, spec);
                Parameters again = new Parameters(device, spec);
                Parameters other = new Parameters(device, spec)) {
            parameters.initialise(5, 0);
            again.initialise(5, 0);
            other.initialise(6, 0);
            float[] values = parameters.flat().toArray();
            assertArrayEquals(values, again.flat().toArray());
            assertTrue(other.flat().toArray()[0] != values[0]);
            double sum = 0;
            double squares = 0;
            for (float value : values) {
                assertTrue(Math.abs(value) <= 0.125, () -> "drawn " + value);
                sum += value;
                squares += (double) value * value;
            }
            // A uniform in ±1/8 has the variance 1/192; within five standard errors.
            double root = Math.sqrt(values.length);
            assertEquals(0, sum / values.length, 5 * Math.sqrt(1 / 192.0) / root);
            assertEquals(1 / 192.0, squares / values.length, 5 / 192.0 / root);

            long[] words = PhiloxOracle.draw(0, 5, 0, 0, 0);
            for (int k = 0; k < 4; k++) {
                double unit = ((words[k] >>> 9) + 0.5) / (1 << 23);
                assertEquals((2 * unit - 1) / 8, values[k], 1e-8, "rounding");
            }
        }
    }

    @Test
    void canKeepTheForgetGatesOpen() {
        try (Parameters parameters = new Parameters(device, SPEC)) {
            parameters.initialise(5, 1.5f);
            for (int layer = 0; layer < 2; layer++) {
                float[] input = parameters.get("lstm.bias_ih_l" + layer).toArray();
                float[] hidden = parameters.get("lstm.bias_hh_l" + layer).toArray();
                for (int j = 0; j < 20; j++) {
                    boolean forget = j / 5 == 1;
                    assertEquals(forget, input[j] == 1.5f, "at " + j);
                    assertEquals(forget, hidden[j] == 0, "at " + j);
                }
            }
        }
    }

    @Test
    void saysWhichNamesThereAre() {
        try (Parameters parameters = new Parameters(device, SPEC)) {
            assertTrue(refusal(() -> parameters.get("weight")).startsWith("there is no parameter"));
            try (Parameters other =
                    new Parameters(
                            device, new NetworkSpec(1, 1, 1, 0, 0, new Head.MeanSquared()))) {
                assertTrue(refusal(() -> parameters.copyFrom(other)).contains("is not the size"));
            }
        }
    }

    @Test
    void refuseASpecThatCannotBe() {
        Head head = new Head.MeanSquared();
        assertEquals(
                "frameSize 0 is outside 1..16384",
                refusal(() -> new NetworkSpec(0, 1, 1, 0, 0, head)));
        assertEquals(
                "layers 65 is outside 1..64", refusal(() -> new NetworkSpec(1, 65, 1, 0, 0, head)));
        assertEquals(
                "denseSize is 3, but one recurrent layer has no other to put a dense layer before",
                refusal(() -> new NetworkSpec(1, 1, 1, 3, 0, head)));
        assertEquals(
                "dropout 1.0 is outside 0..1, without 1",
                refusal(() -> new NetworkSpec(1, 1, 1, 0, 1, head)));
        assertEquals(
                "dropout NaN is outside 0..1, without 1",
                refusal(() -> new NetworkSpec(1, 1, 1, 0, Float.NaN, head)));
        assertEquals(
                "recurrentDropout 1.0 is outside 0..1, without 1",
                refusal(() -> SPEC.withRecurrentDropout(1)));
        assertEquals(
                "embeddingSize 0 is outside 1..16384",
                refusal(() -> NetworkSpec.ofTokens(7, 0, 1, 5, 0)));
        assertEquals(
                "frameSize is 3, but a categorical head has frames of one token",
                refusal(() -> new NetworkSpec(3, 1, 1, 0, 0, new Head.Categorical(7))));
        assertEquals("categories 0 is outside 1..1048576", refusal(() -> new Head.Categorical(0)));
        assertEquals(
                "components 0 is outside 1..1024", refusal(() -> new Head.MixtureDensity(0, 0.1f)));
        assertEquals(
                "scaleFloor 0.0 is outside 1.17549435E-38..1",
                refusal(() -> new Head.MixtureDensity(1, 0)));
        assertEquals(
                "scaleFloor 1.0E-40 is outside 1.17549435E-38..1",
                refusal(() -> new Head.MixtureDensity(1, 1e-40f)));
    }

    @Test
    void areNotReadAfterTheyWereClosed() {
        Parameters parameters = new Parameters(device, SPEC);
        Tensor view = parameters.get("lstm.weight_hh_l0");
        Tensor viewOfView = view.view(1, 2);
        parameters.close();
        assertThrows(IllegalStateException.class, view::toArray);
        assertThrows(IllegalStateException.class, viewOfView::toArray);
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
