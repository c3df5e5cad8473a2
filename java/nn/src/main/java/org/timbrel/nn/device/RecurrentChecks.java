// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;

/** Checks the arrays of one recurrent layer at work. */
final class RecurrentChecks {

    private final ArrayChecks arrays;
    private final RecurrentShape shape;
    private final boolean cells;

    RecurrentChecks(ArrayChecks arrays, RecurrentShape shape) {
        this.arrays = arrays;
        this.shape = shape;
        cells = shape.cell() == Cell.LSTM;
    }

    /** What goes into a layer, forward and back. */
    void inputs(
            Indices lengths, Tensor x, RecurrentWeights weights, Tensor mask, LayerState initial) {
        if (lengths != null) {
            arrays.holds("lengths", lengths, "[N]", shape.batch(), shape);
        }
        if (x != null) {
            holds("x", x, "[T,N,I]", shape.inputCount());
        }
        weights("weights", weights, x != null);
        if (mask != null) {
            holds("mask", mask, "[N,H]", shape.stateCount());
        }
        state("initial", initial);
    }

    /** What a layer gives; what it keeps may be left out piece by piece. */
    void outputs(Tensor y, LayerState last, RecurrentTape tape) {
        holds("y", y, "[T,N,H]", shape.outputCount());
        state("last", Objects.requireNonNull(last, "last"));
        if (tape == null) {
            return;
        }
        if (tape.gates() != null) {
            gates("tape.gates", tape.gates());
        }
        if (tape.cells() != null) {
            holds("tape.cells", tape.cells(), "[T,N,H]", shape.outputCount());
        }
        if (tape.hIn() != null) {
            holds("tape.hIn", tape.hIn(), "[T,N,H]", shape.outputCount());
        }
        if (tape.norm() != null) {
            norm(tape);
        }
    }

    /** What the way back needs of the way forward. */
    void results(Tensor y, RecurrentTape tape, boolean masked) {
        holds("y", y, "[T,N,H]", shape.outputCount());
        Objects.requireNonNull(tape, "tape");
        gates("tape.gates", tape.gates());
        if (shape.cell() != Cell.RNN) {
            holds("tape.cells", tape.cells(), "[T,N,H]", shape.outputCount());
        }
        if (masked || tape.hIn() != null) {
            holds("tape.hIn", tape.hIn(), "[T,N,H]", shape.outputCount());
        }
        if (shape.layerNorm()) {
            norm(tape);
        }
    }

    private void norm(RecurrentTape tape) {
        long rows = shape.steps() * shape.batch();
        arrays.norm("tape.norm", tape.norm(), rows, shape.biasCount(), shape);
    }

    void gradients(Tensor dy, LayerState dLast, RecurrentGradients gradients, boolean withInputs) {
        holds("dy", dy, "[T,N,H]", shape.outputCount());
        state("dLast", dLast);
        if (gradients.weights() != null) {
            weights("gradients.weights", gradients.weights(), withInputs);
        }
        if (gradients.x() != null) {
            if (!withInputs) {
                throw new IllegalArgumentException(
                        "gradients.x must be null where x is: only gates were given to the layer");
            }
            holds("gradients.x", gradients.x(), "[T,N,I]", shape.inputCount());
        }
        state("gradients.initial", gradients.initial());
        gates("gradients.gates", gradients.gates());
        if (shape.cell() == Cell.GRU || shape.layerNorm()) {
            gates("gradients.hidden", gradients.hidden());
        } else if (gradients.hidden() != null) {
            throw new IllegalArgumentException(
                    "gradients.hidden must be null: gradients.gates stands for it at " + shape);
        }
    }

    void gates(String name, Tensor tensor) {
        holds(name, tensor, "[T,N,GH]", shape.gatesCount());
    }

    private void weights(String name, RecurrentWeights weights, boolean withInputs) {
        if (withInputs) {
            holds(name + ".weightIh", weights.weightIh(), "[GH,I]", shape.weightIhCount());
        }
        holds(name + ".weightHh", weights.weightHh(), "[GH,H]", shape.weightHhCount());
        if (weights.biasIh() != null) {
            holds(name + ".biasIh", weights.biasIh(), "[GH]", shape.biasCount());
        }
        if (weights.biasHh() != null) {
            holds(name + ".biasHh", weights.biasHh(), "[GH]", shape.biasCount());
        }
        if (shape.layerNorm()) {
            holds(name + ".normHh", weights.normHh(), "[GH]", shape.biasCount());
        }
    }

    private void state(String name, LayerState state) {
        if (state == null) {
            return;
        }
        holds(name + ".h", state.h(), "[N,H]", shape.stateCount());
        if (cells) {
            holds(name + ".c", state.c(), "[N,H]", shape.stateCount());
        }
    }

    private void holds(String name, Tensor tensor, String indices, long needed) {
        arrays.holds(name, tensor, indices, needed, shape);
    }
}
