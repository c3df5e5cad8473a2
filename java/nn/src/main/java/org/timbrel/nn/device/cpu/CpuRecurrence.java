// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.timbrel.nn.device.cpu.CpuDevice.pointer;

import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/** The calls of one recurrent layer, with NULL wherever an array is not given. */
final class CpuRecurrence {

    private static final int FP32 = Precision.FP32.code();
    private static final LayerState NO_STATE = new LayerState(null, null);
    private static final RecurrentWeights NO_WEIGHTS =
            new RecurrentWeights(null, null, null, null, null);
    private static final NormTape NO_NORM = new NormTape(null, null);
    private static final RecurrentTape NO_TAPE = new RecurrentTape(null, null, null, NO_NORM);

    private CpuRecurrence() {}

    static int forward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape) {
        LayerState before = initial == null ? NO_STATE : initial;
        RecurrentTape kept = tape == null ? NO_TAPE : tape;
        NormTape norm = kept.norm() == null ? NO_NORM : kept.norm();
        return TimbrelCpu.recurrentForward(
                shape.cell().code(),
                FP32,
                shape.steps(),
                shape.batch(),
                shape.inputSize(),
                shape.hiddenSize(),
                pointer(lengths),
                pointer(x),
                pointer(weights.weightIh()),
                weights.weightHh().pointer(),
                pointer(weights.biasIh()),
                pointer(weights.biasHh()),
                shape.layerNorm() ? weights.normHh().pointer() : null,
                pointer(mask),
                pointer(before.h()),
                pointer(before.c()),
                y.pointer(),
                last.h().pointer(),
                pointer(last.c()),
                pointer(kept.gates()),
                pointer(kept.cells()),
                pointer(kept.hIn()),
                pointer(norm.normed()),
                pointer(norm.rstd()));
    }

    static int backward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            RecurrentTape tape,
            Tensor dy,
            LayerState dLast,
            RecurrentGradients gradients) {
        LayerState before = initial == null ? NO_STATE : initial;
        LayerState dAfter = dLast == null ? NO_STATE : dLast;
        LayerState dBefore = gradients.initial() == null ? NO_STATE : gradients.initial();
        NormTape norm = tape.norm() == null ? NO_NORM : tape.norm();
        RecurrentWeights dWeights = gradients.weights() == null ? NO_WEIGHTS : gradients.weights();
        return TimbrelCpu.recurrentBackward(
                shape.cell().code(),
                FP32,
                shape.steps(),
                shape.batch(),
                shape.inputSize(),
                shape.hiddenSize(),
                pointer(lengths),
                pointer(x),
                pointer(weights.weightIh()),
                weights.weightHh().pointer(),
                shape.layerNorm() ? weights.normHh().pointer() : null,
                pointer(mask),
                pointer(before.h()),
                pointer(before.c()),
                y.pointer(),
                tape.gates().pointer(),
                pointer(tape.cells()),
                pointer(tape.hIn()),
                pointer(norm.normed()),
                pointer(norm.rstd()),
                dy.pointer(),
                pointer(dAfter.h()),
                pointer(dAfter.c()),
                gradients.gates().pointer(),
                pointer(gradients.hidden()),
                pointer(gradients.x()),
                pointer(dBefore.h()),
                pointer(dBefore.c()),
                pointer(x == null ? null : dWeights.weightIh()),
                pointer(dWeights.weightHh()),
                pointer(dWeights.biasIh()),
                pointer(dWeights.biasHh()),
                shape.layerNorm() ? pointer(dWeights.normHh()) : null);
    }
}
