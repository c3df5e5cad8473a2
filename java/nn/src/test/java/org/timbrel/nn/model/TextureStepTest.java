// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TestDevice;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureState;
import org.timbrel.nn.texture.Texture;

/** Every step of a texture against the same in double precision: network, draws, limits, state. */
@Tag("device")
class TextureStepTest {

    private static final int STEPS = 12;

    /** Rounding of sums of fp32 of some hundred terms below 1, four times the worst seen. */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 1,  1,   1,  0,  1,  3, LSTM",
        "1, 2, 1, 2,  3,   5,  1,  3,  1, GRU",
        "3, 2, 1, 2,  5,  40,  0,  3, 17, RNN",
        "7, 4, 3, 3,  9,  61, 11, 17,  9, LSTM",
        "40, 4, 3, 1, 64, 300, 64, 3, 33, LSTM",
        "33, 1, 2, 2, 130, 200, 5, 2, 20, GRU",
        "300, 1, 1, 2, 3, 20, 270, 1, 5, LSTM",
    })
    void everyStepIsTheOracles(
            int dims,
            int past,
            int averages,
            int sounds,
            int clusters,
            int entries,
            int levels,
            int count,
            int hidden,
            Cell cell) {
        Texture texture =
                new SomeTextures.Sizes(dims, past, averages, sounds, clusters, entries, levels)
                        .texture(3, 3);
        NetworkSpec spec =
                NetworkSpec.ofTexture(texture.inputSize(), clusters, 1, hidden, 0).withCell(cell);
        try (Device device = TestDevice.open();
                Slots slots = new Slots(device, spec, texture, count)) {
            for (int t = 0; t < STEPS; t++) {
                slots.step(t % 4 == 2);
            }
        }
    }

    /** Slots on a device, advanced step by step beside oracles. */
    private static final class Slots implements AutoCloseable {

        private final Device device;
        private final NetworkSpec spec;
        private final Texture texture;
        private final int count;
        private final Random random = new Random(9);
        private final double[] parameters;
        private final PackedNetwork packed;
        private final TextureArrays arrays;
        private final RecurrentState state;
        private final TextureState values;
        private final Indices positions;
        private final GenerationSlots slots;
        private final Sampling[] sampling;
        private final Tensor weights;
        private final Tensor forced;
        private final Tensor out;

        Slots(Device device, NetworkSpec spec, Texture texture, int count) {
            this.device = device;
            this.spec = spec;
            this.texture = texture;
            this.count = count;
            int dims = texture.dims();
            try (Parameters drawn = new Parameters(device, spec)) {
                drawn.initialise(5, 0);
                parameters = NetworkCase.doubles(drawn.flat().toArray());
                packed =
                        PackedNetwork.of(
                                device, spec.shape(), texture.shape(), count, drawn.flat());
            }
            arrays = texture.on(device);
            state = new RecurrentState(device, spec, count);
            long[] last = new long[count];
            Arrays.setAll(last, n -> n % 3 == 0 ? -1 : n % texture.bank().size());
            values =
                    new TextureState(
                            device.zeros(count, texture.shape().stateSize()), device.indices(last));
            float[] some = new float[count * texture.shape().stateSize()];
            for (int k = 0; k < some.length; k++) {
                some[k] = 2 * random.nextFloat() - 1;
            }
            values.values().copyFrom(some);
            sampling = new Sampling[count];
            float[] temperatures = new float[count];
            long[] topK = new long[count];
            float[] topP = new float[count];
            long[] active = new long[count];
            for (int n = 0; n < count; n++) {
                sampling[n] =
                        new Sampling(
                                n % 5 == 4 ? 0 : 0.5f + 0.25f * n,
                                n % 3 == 1 ? 2 : 0,
                                n % 4 == 2 ? 0.6f : 1);
                temperatures[n] = sampling[n].temperature();
                topK[n] = sampling[n].topK();
                topP[n] = sampling[n].topP();
                active[n] = n == 1 && count > 2 ? 0 : 1;
            }
            Tensor heat = device.zeros(count);
            heat.copyFrom(temperatures);
            Tensor share = device.zeros(count);
            share.copyFrom(topP);
            long[] numbers = new long[count];
            Arrays.setAll(numbers, n -> n * 5_000_000_000L);
            long[] seeds = new long[count];
            Arrays.setAll(seeds, n -> 1_000_003L * n - 7);
            positions = device.indices(Arrays.stream(numbers).map(n -> n / 50_000_000).toArray());
            slots =
                    new GenerationSlots(
                            state.h(),
                            state.c(),
                            null,
                            heat,
                            device.indices(topK),
                            share,
                            device.indices(seeds),
                            device.indices(numbers),
                            positions,
                            device.indices(active));
            weights = device.zeros(count, texture.sounds());
            forced = device.zeros(count, dims);
            out = device.zeros(count, dims);
        }

        void step(boolean forcing) {
            float[] before = values.values().toArray();
            float[] h = state.h().toArray();
            float[] c = state.c() == null ? h : state.c().toArray();
            long[] last = read(values.last());
            long[] at = read(positions);
            float[] shares = SomeTextures.weights(random, count, texture.sounds());
            weights.copyFrom(shares);
            float[] given = new float[count * texture.dims()];
            for (int k = 0; k < given.length; k++) {
                given[k] = 2 * random.nextFloat() - 1;
            }
            forced.copyFrom(given);
            device.generateTexture(
                    packed,
                    arrays,
                    1,
                    slots,
                    values,
                    weights,
                    forcing ? forced : null,
                    forcing ? null : out);
            for (int n = 0; n < count; n++) {
                TextureOracle oracle =
                        new TextureOracle(
                                texture,
                                row(before, n),
                                last[n],
                                row(h, n),
                                row(c, n),
                                row(shares, n));
                boolean moves = read(slots.active())[n] != 0;
                if (moves && forcing) {
                    oracle.force(spec, parameters, row(given, n));
                } else if (moves) {
                    oracle.draw(
                            spec,
                            parameters,
                            sampling[n],
                            read(slots.seeds())[n],
                            read(slots.streams())[n],
                            at[n]);
                    close("frame", n, oracle.frame, row(out.toArray(), n));
                }
                assertEquals(oracle.last, read(values.last())[n], "last of slot " + n);
                assertEquals(at[n] + (moves && !forcing ? 1 : 0), read(positions)[n], "position");
                close("state", n, oracle.state(), row(values.values().toArray(), n));
                close("h", n, oracle.h, row(state.h().toArray(), n));
            }
        }

        private static void close(String name, int slot, double[] expected, float... actual) {
            for (int k = 0; k < expected.length; k++) {
                assertEquals(
                        expected[k],
                        actual[k],
                        TOLERANCE * (1 + Math.abs(expected[k])),
                        "%s of slot %d at %d".formatted(name, slot, k));
            }
        }

        private static long[] read(Indices indices) {
            long[] values = new long[indices.size()];
            indices.copyTo(values);
            return values;
        }

        private float[] row(float[] all, int n) {
            int width = all.length / count;
            return Arrays.copyOfRange(all, n * width, (n + 1) * width);
        }

        @Override
        public void close() {
            packed.close();
            for (Tensor tensor :
                    List.of(
                            values.values(),
                            slots.temperatures(),
                            slots.topP(),
                            weights,
                            forced,
                            out)) {
                tensor.close();
            }
            for (Indices indices :
                    List.of(
                            values.last(),
                            slots.topK(),
                            slots.seeds(),
                            slots.streams(),
                            positions,
                            slots.active())) {
                indices.close();
            }
            arrays.close();
            state.close();
        }
    }
}
