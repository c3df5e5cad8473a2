// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.timbrel.nn.device.cpu.CpuDevice.pointer;

import java.util.List;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/** The sets of kernels of libtimbrel_cpu, for tests of them. */
public final class CpuKernels {

    /** Every set holds the instructions of those before it. */
    private static final List<String> SETS =
            List.of("portable", "avx2", "avx512", "avx512bf16", "amx");

    private CpuKernels() {}

    /**
     * The sets that this process could use, as TIMBREL_CPU_KERNELS calls them: what it uses, and
     * narrower ones.
     *
     * @throws DeviceException if libtimbrel_cpu is missing
     */
    public static List<String> available() {
        CpuLibrary.require();
        return SETS.subList(0, SETS.indexOf(TimbrelCpu.kernels()) + 1);
    }

    /**
     * {@link org.timbrel.nn.device.Device#recurrentForward} on tensors of the CPU, by plain loops
     * over the C library's functions. Nothing is checked.
     */
    public static void referenceForward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape) {
        NormTape norm = tape.norm() == null ? new NormTape(null, null) : tape.norm();
        CpuLibrary.check(
                TimbrelCpu.recurrentForwardReference(
                        shape.cell().code(),
                        shape.steps(),
                        shape.batch(),
                        shape.inputSize(),
                        shape.hiddenSize(),
                        pointer(lengths),
                        x.pointer(),
                        weights.weightIh().pointer(),
                        weights.weightHh().pointer(),
                        weights.biasIh().pointer(),
                        weights.biasHh().pointer(),
                        pointer(weights.normHh()),
                        pointer(mask),
                        initial.h().pointer(),
                        initial.c().pointer(),
                        y.pointer(),
                        last.h().pointer(),
                        last.c().pointer(),
                        tape.gates().pointer(),
                        pointer(tape.cells()),
                        pointer(tape.hIn()),
                        pointer(norm.normed()),
                        pointer(norm.rstd())));
    }
}
