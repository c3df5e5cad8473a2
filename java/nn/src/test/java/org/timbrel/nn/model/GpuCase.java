// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.timbrel.nn.device.Precision;

/**
 * A case of {@link GpuTimes}. bench/gpu/peers.py has the same cases, in the same order, but those
 * variants that others do not have.
 *
 * @param kind what is done
 * @param precision of the products
 * @param hidden H
 * @param batch N, streams or sequences
 * @param steps T; of generation 1: times are of a step
 * @param layers L
 * @param variant what is not as usual
 * @param rank how little it tells: cases of rank 0 come first, and time may end before the last
 */
record GpuCase(
        Kind kind,
        Precision precision,
        int hidden,
        int batch,
        int steps,
        int layers,
        Variant variant,
        int rank) {

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

    /** Of training. */
    enum Variant {
        USUAL(""),
        LAYER_NORM("layer norm"),
        RECURRENT_DROPOUT("recurrent dropout"),
        /** Every sequence has a length of its own, from half of the steps on. */
        RAGGED("ragged"),
        /** No layer begins before the one below has done all steps. */
        IN_TURN("layers in turn");

        private final String text;

        Variant(String text) {
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

    /** N and T of training, the most telling first. */
    private static final int[][] BATCHES = {{64, 200}, {16, 200}, {512, 100}};

    /** Streams, and how much less than the first they tell. */
    private static final int[][] STREAMS = {{16, 0}, {1, 0}, {256, 1}, {1024, 2}, {4096, 4}};

    /** All of them, the most telling first. */
    static List<GpuCase> all() {
        List<GpuCase> cases = new ArrayList<>();
        for (int p = 0; p < PRECISIONS.size(); p++) {
            // Bits of the precision less weigh more: fp32 and tf32 behind what bf16 has to say.
            int behind = p == 0 ? 0 : p + 1;
            layers(PRECISIONS.get(p), behind, cases);
            training(PRECISIONS.get(p), behind, cases);
            generation(PRECISIONS.get(p), behind, cases);
        }
        cases.sort(Comparator.comparingInt(GpuCase::rank));
        return List.copyOf(cases);
    }

    private static void layers(Precision precision, int behind, List<GpuCase> cases) {
        for (int k = 0; k < LAYERS.length; k++) {
            int[] size = LAYERS[k];
            cases.add(usual(Kind.LAYER, precision, size[0], size[1], size[2], 1, behind + k));
        }
    }

    private static void training(Precision precision, int behind, List<GpuCase> cases) {
        for (int layers = 1; layers <= 3; layers++) {
            for (int k = 0; k < BATCHES.length; k++) {
                int[] size = BATCHES[k];
                for (int hidden : new int[] {512, 256}) {
                    // Two layers of 512 units, 64 sequences: what this project's texts speak of.
                    int rank = 1 + behind + k + Math.abs(layers - 2) + (hidden == 512 ? 0 : 1);
                    cases.add(
                            usual(
                                    Kind.TRAINING,
                                    precision,
                                    hidden,
                                    size[0],
                                    size[1],
                                    layers,
                                    rank));
                }
            }
        }
        if (precision == Precision.BF16) {
            for (Variant variant : Variant.values()) {
                if (variant != Variant.USUAL) {
                    cases.add(new GpuCase(Kind.TRAINING, precision, 512, 64, 200, 2, variant, 3));
                }
            }
        }
    }

    private static void generation(Precision precision, int behind, List<GpuCase> cases) {
        for (int hidden : new int[] {512, 256, 1024}) {
            for (int layers = 1; layers <= 3; layers++) {
                for (int[] streams : STREAMS) {
                    int rank = behind + (hidden == 512 ? 0 : 1) + layers - 1 + streams[1];
                    cases.add(
                            usual(Kind.GENERATION, precision, hidden, streams[0], 1, layers, rank));
                }
            }
        }
    }

    private static GpuCase usual(
            Kind kind,
            Precision precision,
            int hidden,
            int batch,
            int steps,
            int layers,
            int rank) {
        return new GpuCase(kind, precision, hidden, batch, steps, layers, Variant.USUAL, rank);
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
                variant,
                rank);
    }

    /** Of fewer steps. */
    GpuCase steps(int count) {
        return new GpuCase(kind, precision, hidden, batch, count, layers, variant, rank);
    }

    /**
     * So many steps as are compared with the CPU's: enough for a state to have been everywhere, and
     * fewer of large batches, which would take the CPU long.
     */
    int comparedSteps() {
        return Math.min(steps, Math.max(6, Math.min(48, 3072 / batch)));
    }
}
