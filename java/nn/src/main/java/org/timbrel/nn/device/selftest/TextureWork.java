// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.Arrays;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.HeadType;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureShape;
import org.timbrel.nn.device.TextureState;

/** Generation of a texture of two sounds, whose numbers are small enough that frames stay so. */
final class TextureWork {

    private static final int STEPS = 6;
    private static final int SLOTS = 3;
    private static final TextureShape SHAPE = new TextureShape(5, 2, 1, 2, 3, 12, 4, 2);

    private TextureWork() {}

    static void generate(Workbench bench) {
        TextureArrays texture = texture(bench);
        NetworkShape shape =
                new NetworkShape(
                        Cell.LSTM,
                        HeadType.CATEGORICAL,
                        1,
                        1,
                        8,
                        0,
                        SHAPE.clusters(),
                        0,
                        false,
                        0,
                        SHAPE.inputSize());
        Tensor parameters = bench.random(0.3, shape.parameterCount());
        PackedNetwork network = bench.packed(shape, SHAPE, SLOTS, parameters);
        GenerationSlots slots =
                new GenerationSlots(
                        bench.random(0.5, 1, SLOTS, 8),
                        bench.random(0.5, 1, SLOTS, 8),
                        null,
                        bench.zeros(SLOTS),
                        bench.indices(0, 2, 0),
                        null,
                        bench.indices(1, -2, 3),
                        bench.indices(0, 5, 9),
                        bench.indices(0, 11, 4_000_000_000L),
                        bench.indices(1, 0, 1));
        slots.temperatures().copyFrom(0.5f, 1, 1.25f);
        TextureState state =
                new TextureState(
                        bench.random(0.5, SLOTS, SHAPE.stateSize()), bench.indices(-1, 2, 7));
        Tensor weights = bench.zeros(STEPS, SLOTS, SHAPE.sounds());
        float[] shares = new float[STEPS * SLOTS * SHAPE.sounds()];
        for (int k = 0; k < shares.length; k += 2) {
            shares[k] = k % 7 / 8f;
            shares[k + 1] = 1 - shares[k];
        }
        weights.copyFrom(shares);
        Tensor forced = bench.random(0.5, 2, SLOTS, SHAPE.frameSize());
        bench.device().generateTexture(network, texture, 2, slots, state, weights, forced, null);
        Tensor out = bench.poisoned(STEPS, SLOTS, SHAPE.frameSize());
        bench.device().generateTexture(network, texture, STEPS, slots, state, weights, null, out);
        bench.keep(out, state.values(), slots.h());
        bench.keep(slots.positions());
        bench.keep(state.last());
    }

    /** Entry j is of sound j / 6 and cluster j / 2 % 3; every third ends a run. */
    private static TextureArrays texture(Workbench bench) {
        int dims = SHAPE.frameSize();
        Tensor rates = bench.zeros(SHAPE.averages());
        rates.copyFrom(0.25f);
        return new TextureArrays(
                SHAPE,
                bench.random(0.3, 2, dims),
                bench.random(0.2, 2, SHAPE.depth(), dims),
                rates,
                bench.random(1, 12, dims),
                bench.random(1, 12, dims),
                bench.random(0.5, dims, dims),
                bench.indices(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1),
                bench.indices(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                bench.indices(0, 2, 4, 6, 8, 10, 12),
                filled(bench, -0.8f, dims),
                filled(bench, 0.9f, dims),
                bench.random(0.5, dims, SHAPE.levels()),
                bench.random(0.2, SHAPE.levels()),
                bench.random(0.3, SHAPE.levels(), dims),
                filled(bench, -0.4f, SHAPE.levels()),
                filled(bench, 0.5f, SHAPE.levels()));
    }

    private static Tensor filled(Workbench bench, float value, int width) {
        Tensor tensor = bench.zeros(2, width);
        float[] values = new float[2 * width];
        Arrays.fill(values, value);
        tensor.copyFrom(values);
        return tensor;
    }
}
