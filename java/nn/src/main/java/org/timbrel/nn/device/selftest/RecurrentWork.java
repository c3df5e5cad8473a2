// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.function.Consumer;
import java.util.function.Function;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/** One recurrent layer forward and back: whole and ragged batches, with a mask and without. */
final class RecurrentWork {

    /** T, N, I, H. */
    private static final int[][] SHAPES = {{1, 1, 1, 1}, {6, 3, 5, 13}, {5, 9, 3, 66}};

    private final Workbench bench;
    private final RecurrentShape shape;
    private final long steps;
    private final long batch;
    private final long inputs;
    private final long hidden;
    private final long stacked;

    private RecurrentWork(Workbench bench, RecurrentShape shape) {
        this.bench = bench;
        this.shape = shape;
        steps = shape.steps();
        batch = shape.batch();
        inputs = shape.inputSize();
        hidden = shape.hiddenSize();
        stacked = shape.biasCount();
    }

    /** What {@link org.timbrel.nn.device.Device#recurrentForward} does, by whatever means. */
    interface Forward {
        void run(
                RecurrentShape shape,
                Indices lengths,
                Tensor x,
                RecurrentWeights weights,
                Tensor mask,
                LayerState initial,
                Tensor y,
                LayerState last,
                RecurrentTape tape);
    }

    /** Forward and back. */
    static Consumer<Workbench> of(Cell cell, boolean layerNorm) {
        return work(cell, layerNorm, bench -> bench.device()::recurrentForward, true);
    }

    /** Forward alone. */
    static Consumer<Workbench> of(
            Cell cell, boolean layerNorm, Function<Workbench, Forward> forward) {
        return work(cell, layerNorm, forward, false);
    }

    private static Consumer<Workbench> work(
            Cell cell, boolean layerNorm, Function<Workbench, Forward> forward, boolean back) {
        return bench -> {
            for (int[] size : SHAPES) {
                if (layerNorm && size[3] == 1) {
                    continue; // normalises to nothing: the errors of its gradients are all there is
                }
                RecurrentShape shape =
                        new RecurrentShape(cell, layerNorm, size[0], size[1], size[2], size[3]);
                bench.planned(shape);
                RecurrentWork work = new RecurrentWork(bench, shape);
                work.run(false, forward.apply(bench), back);
                work.run(true, forward.apply(bench), back);
            }
        };
    }

    private void run(boolean ragged, Forward forward, boolean back) {
        Indices lengths = ragged ? bench.indices(lengths()) : null;
        Tensor mask = ragged ? bench.tokens(2, batch, hidden) : null;
        Tensor x = bench.random(1, steps, batch, inputs);
        if (ragged) {
            bench.device().clearPast(lengths, x);
        }
        RecurrentWeights weights = weights(false);
        LayerState initial = state(false);
        Tensor y = bench.poisoned(steps, batch, hidden);
        LayerState last = state(true);
        RecurrentTape tape = tape(mask != null);
        forward.run(shape, lengths, x, weights, mask, initial, y, last, tape);
        bench.keep(y, last.h());
        if (shape.cell() == Cell.LSTM) {
            bench.keep(last.c());
        }
        if (!back) {
            return;
        }
        RecurrentGradients gradients = gradients();
        Tensor dy = bench.random(1, steps, batch, hidden);
        bench.device()
                .recurrentBackward(
                        shape,
                        lengths,
                        x,
                        weights,
                        mask,
                        initial,
                        y,
                        tape,
                        dy,
                        state(false),
                        gradients);
        keep(gradients);
    }

    /** From all steps down to none. */
    private long[] lengths() {
        long[] lengths = new long[(int) batch];
        for (int n = 0; n < batch; n++) {
            lengths[n] = Math.max(0, steps - n);
        }
        return lengths;
    }

    private RecurrentWeights weights(boolean zero) {
        double scale = zero ? 0 : 1 / Math.sqrt((double) hidden);
        return new RecurrentWeights(
                bench.random(scale, stacked, inputs),
                bench.random(scale, stacked, hidden),
                bench.random(scale, stacked),
                bench.random(scale, stacked),
                shape.layerNorm() ? bench.random(zero ? 0 : 0.5, stacked) : null);
    }

    private LayerState state(boolean poisoned) {
        return poisoned
                ? new LayerState(bench.poisoned(batch, hidden), bench.poisoned(batch, hidden))
                : new LayerState(bench.random(1, batch, hidden), bench.random(1, batch, hidden));
    }

    private RecurrentTape tape(boolean masked) {
        return new RecurrentTape(
                bench.poisoned(steps, batch, stacked),
                shape.cell() == Cell.RNN ? null : bench.poisoned(steps, batch, hidden),
                masked ? bench.poisoned(steps, batch, hidden) : null,
                shape.layerNorm()
                        ? new NormTape(
                                bench.poisoned(steps, batch, stacked), bench.poisoned(steps, batch))
                        : null);
    }

    private RecurrentGradients gradients() {
        boolean twoSums = shape.cell() == Cell.GRU || shape.layerNorm();
        return new RecurrentGradients(
                weights(true),
                bench.poisoned(steps, batch, inputs),
                state(true),
                bench.poisoned(steps, batch, stacked),
                twoSums ? bench.poisoned(steps, batch, stacked) : null);
    }

    private void keep(RecurrentGradients gradients) {
        RecurrentWeights weights = gradients.weights();
        bench.keep(gradients.gates(), gradients.x(), gradients.initial().h());
        bench.keep(weights.weightIh(), weights.weightHh(), weights.biasIh(), weights.biasHh());
        if (gradients.hidden() != null) {
            bench.keep(gradients.hidden());
        }
        if (shape.layerNorm()) {
            bench.keep(weights.normHh());
        }
        if (shape.cell() == Cell.LSTM) {
            bench.keep(gradients.initial().c());
        }
    }
}
