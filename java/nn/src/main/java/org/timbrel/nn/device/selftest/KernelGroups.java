// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.timbrel.nn.device.AdamStep;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.HeadType;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.SgdStep;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.selftest.KernelGroup.Limits;

/** All groups of kernels that a device has. Sizes are no multiples of a tile, 1 among them. */
final class KernelGroups {

    private static final int[][] PRODUCTS = {{1, 1, 1}, {7, 33, 5}, {65, 1, 130}, {34, 66, 17}};

    private KernelGroups() {}

    static List<KernelGroup> all() {
        List<KernelGroup> groups = new ArrayList<>();
        groups.add(new KernelGroup("product", Limits.PRODUCTS, KernelGroups::products));
        groups.add(new KernelGroup("recorded product", Limits.PRODUCTS, KernelGroups::recorded));
        groups.add(new KernelGroup("uniform", Limits.EXACT, KernelGroups::uniform));
        groups.add(new KernelGroup("dropout", Limits.EXACT, KernelGroups::dropout));
        groups.add(new KernelGroup("clear past", Limits.EXACT, KernelGroups::clearPast));
        groups.add(new KernelGroup("layer norm", Limits.ELEMENTARY, KernelGroups::layerNorm));
        groups.add(new KernelGroup("embedding", Limits.ELEMENTARY, KernelGroups::embedding));
        groups.add(new KernelGroup("dense", Limits.PRODUCTS, KernelGroups::dense));
        for (Cell cell : Cell.values()) {
            groups.add(
                    new KernelGroup(
                            cell.toString(), Limits.PRODUCTS, RecurrentWork.of(cell, false)));
            groups.add(
                    new KernelGroup(
                            cell + " with layer norm",
                            Limits.PRODUCTS,
                            RecurrentWork.of(cell, true)));
        }
        for (HeadType head : HeadType.values()) {
            groups.add(
                    new KernelGroup(
                            NetworkWork.name(head) + " loss",
                            Limits.ELEMENTARY,
                            NetworkWork.loss(head)));
        }
        groups.add(new KernelGroup("adam", Limits.ELEMENTARY, KernelGroups::adam));
        groups.add(new KernelGroup("sgd", Limits.ELEMENTARY, KernelGroups::sgd));
        for (HeadType head : HeadType.values()) {
            Limits limits = head == HeadType.MEAN ? Limits.PRODUCTS : Limits.DRAWS;
            groups.add(
                    new KernelGroup(
                            "generation, " + NetworkWork.name(head),
                            limits,
                            NetworkWork.generation(head)));
        }
        groups.add(new KernelGroup("generation, texture", Limits.DRAWS, TextureWork::generate));
        return List.copyOf(groups);
    }

    /** Recurrent layers, forward alone. */
    static List<KernelGroup> forward(Function<Workbench, RecurrentWork.Forward> forward) {
        List<KernelGroup> groups = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            for (boolean layerNorm : new boolean[] {false, true}) {
                groups.add(
                        new KernelGroup(
                                cell + (layerNorm ? " forward with layer norm" : " forward"),
                                Limits.PRODUCTS,
                                RecurrentWork.of(cell, layerNorm, forward)));
            }
        }
        return groups;
    }

    private static void products(Workbench bench) {
        for (int[] size : PRODUCTS) {
            for (int form = 0; form < 8; form++) {
                boolean transposeA = (form & 1) != 0;
                boolean transposeB = (form & 2) != 0;
                boolean accumulate = (form & 4) != 0;
                int rows = size[0];
                int columns = size[1];
                int depth = size[2];
                Tensor a = transposeA ? bench.random(1, depth, rows) : bench.random(1, rows, depth);
                Tensor b =
                        transposeB
                                ? bench.random(1, columns, depth)
                                : bench.random(1, depth, columns);
                Tensor c =
                        accumulate ? bench.random(1, rows, columns) : bench.poisoned(rows, columns);
                bench.device().gemm(transposeA, transposeB, accumulate, a, b, c);
                bench.keep(c);
            }
        }
    }

    /** Four runs: carried out, noted down, and replayed with the operands changed in between. */
    private static void recorded(Workbench bench) {
        Tensor a = bench.random(1, 9, 21);
        Tensor b = bench.random(1, 21, 5);
        Tensor c = bench.zeros(9, 5);
        try (Recording recording =
                bench.device().record(() -> bench.device().gemm(false, false, true, a, b, c))) {
            for (int run = 0; run < 4; run++) {
                recording.run();
                a.copyFrom(bench.random(1, 9, 21));
            }
            bench.keep(c);
            c.toArray(); // the work is done before the recording is closed
        }
    }

    private static void uniform(Workbench bench) {
        for (int count : new int[] {1, 1023}) {
            Tensor out = bench.poisoned(count);
            bench.device().uniform(-7, 3, -0.25f, 0.75f, out);
            bench.keep(out);
        }
    }

    private static void dropout(Workbench bench) {
        Indices key = bench.indices(123456789012L, 7);
        Tensor x = bench.random(1, 5, 3, 67);
        Tensor y = bench.poisoned(5, 3, 67);
        bench.device().dropout(key, 1, 0.3f, 3, x, y);
        Tensor mask = bench.poisoned(1, 3, 67);
        bench.device().dropout(key, 2, 0.5f, 0, null, mask);
        bench.keep(y, mask);
    }

    private static void clearPast(Workbench bench) {
        Tensor x = bench.random(1, 6, 4, 9);
        bench.device().clearPast(bench.indices(6, 0, 1, 5), x);
        bench.keep(x);
    }

    private static void layerNorm(Workbench bench) {
        for (int width : new int[] {1, 7, 300}) {
            Tensor gain = bench.random(1, width);
            Tensor y = bench.poisoned(5, width);
            NormTape tape = new NormTape(bench.poisoned(5, width), bench.poisoned(5));
            bench.device().layerNormForward(bench.random(1, 5, width), gain, y, tape);
            bench.keep(y, tape.normed(), tape.rstd());
            Tensor dx = bench.poisoned(5, width);
            Tensor dGain = bench.random(1, width);
            bench.device().layerNormBackward(gain, tape, bench.random(0.1, 5, width), dx, dGain);
            // With one column the root is that of 1e-5 alone, which magnifies what rounding left.
            if (width > 1) {
                bench.keep(dx);
            }
            bench.keep(dGain);
        }
    }

    private static void embedding(Workbench bench) {
        for (int beside : new int[] {0, 3}) {
            Tensor tokens = bench.tokens(11, 40, 1 + beside);
            Tensor y = bench.poisoned(40, 7 + beside);
            bench.device().embeddingForward(beside, tokens, bench.random(1, 11, 7), y);
            Tensor dTable = bench.random(1, 11, 7);
            bench.device()
                    .embeddingBackward(beside, tokens, bench.random(1, 40, 7 + beside), dTable);
            bench.keep(y, dTable);
        }
    }

    private static void dense(Workbench bench) {
        for (boolean tanh : new boolean[] {false, true}) {
            Tensor x = bench.random(1, 13, 37);
            Tensor weight = bench.random(0.2, 21, 37);
            Tensor y = bench.poisoned(13, 21);
            bench.device().denseForward(tanh, x, weight, bench.random(1, 21), y);
            Tensor dy = bench.random(1, 13, 21);
            Tensor dx = bench.poisoned(13, 37);
            Tensor dWeight = bench.random(1, 21, 37);
            Tensor dBias = bench.random(1, 21);
            bench.device().denseBackward(tanh, x, weight, y, dy, dx, dWeight, dBias);
            bench.keep(y, dy, dx, dWeight, dBias);
        }
    }

    private static void adam(Workbench bench) {
        int count = 4099;
        Tensor parameters = bench.random(1, count);
        Tensor m = bench.zeros(count);
        Tensor v = bench.zeros(count);
        Doubles norm = bench.doubles(0);
        for (int step = 1; step <= 3; step++) {
            AdamStep how = new AdamStep(step, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.5, 1);
            bench.device()
                    .adam(
                            bench.doubles(how.values()),
                            parameters,
                            bench.random(1, count),
                            m,
                            v,
                            norm);
        }
        bench.keep(parameters, m, v);
        bench.keep(norm);
    }

    private static void sgd(Workbench bench) {
        int count = 1025;
        Tensor parameters = bench.random(1, count);
        Tensor velocity = bench.zeros(count);
        Doubles norm = bench.doubles(0);
        for (int step = 1; step <= 3; step++) {
            SgdStep how = new SgdStep(0.01, 0.9, 0.1, 0.5, 1);
            bench.device()
                    .sgd(
                            bench.doubles(how.values()),
                            parameters,
                            bench.random(1, count),
                            velocity,
                            norm);
        }
        bench.keep(parameters, velocity);
        bench.keep(norm);
    }
}
