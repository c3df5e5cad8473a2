// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.timbrel.nn.device.Precision;

/**
 * A case of {@link GpuTimes}. bench/gpu/peers.py has the same cases, in the same order.
 *
 * @param kind what is done
 * @param precision of the products
 * @param hidden H
 * @param batch N, streams or sequences
 * @param steps T; of generation 1: times are of a step
 * @param layers L
 * @param rank how little it tells: cases of rank 0 come first, and time may end before the last
 */
record GpuCase(
        Kind kind, Precision precision, int hidden, int batch, int steps, int layers, int rank) {

    enum Kind {
        GENERATION("generation"),
        /** One layer alone, its inputs as wide as itself, with what the way back needs. */
        LAYER("layer"),
        /** Forward, loss and back of a whole network; the optimizer's step is not in it. */
        TRAINING("training");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final List<Precision> PRECISIONS =
            List.of(Precision.BF16, Precision.FP32, Precision.TF32);

    /** H, N, T of layers; the first is the one that others publish. */
    private static final int[][] LAYERS = {
        {768, 16, 1024}, {512, 16, 1024}, {512, 64, 512}, {1024, 16, 512}, {256, 64, 512}
    };

    /** All of them, the most telling first. */
    static List<GpuCase> all() {
        List<GpuCase> cases = new ArrayList<>();
        for (int p = 0; p < PRECISIONS.size(); p++) {
            Precision precision = PRECISIONS.get(p);
            // Bits of the precision less weigh more: fp32 and tf32 behind what bf16 has to say.
            int behind = p == 0 ? 0 : p + 1;
            for (int k = 0; k < LAYERS.length; k++) {
                int[] size = LAYERS[k];
                cases.add(
                        new GpuCase(
                                Kind.LAYER, precision, size[0], size[1], size[2], 1, behind + k));
            }
            cases.add(new GpuCase(Kind.TRAINING, precision, 512, 64, 200, 2, behind + 2));
            for (int hidden : new int[] {512, 256, 1024}) {
                for (int layers = 1; layers <= 3; layers++) {
                    for (int streams : new int[] {16, 1, 256, 1024, 4096}) {
                        int rank = behind + (hidden == 512 ? 0 : 1) + (layers - 1);
                        rank += streams <= 16 ? 0 : streams <= 256 ? 1 : streams <= 1024 ? 2 : 4;
                        cases.add(
                                new GpuCase(
                                        Kind.GENERATION,
                                        precision,
                                        hidden,
                                        streams,
                                        1,
                                        layers,
                                        rank));
                    }
                }
            }
        }
        cases.sort(Comparator.comparingInt(GpuCase::rank));
        return List.copyOf(cases);
    }

    /** The same in small, for the emulated GPU. */
    GpuCase divided(int divisor) {
        return new GpuCase(
                kind,
                precision,
                Math.max(1, hidden / divisor),
                Math.max(1, batch / divisor),
                kind == Kind.GENERATION ? 1 : Math.max(2, steps / divisor),
                layers,
                rank);
    }
}
