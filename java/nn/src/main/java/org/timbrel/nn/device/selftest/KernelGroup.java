// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.Set;
import java.util.function.Consumer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.Precision;

/**
 * Kernels that are tested together: the same work at small awkward shapes on any device.
 *
 * @param name for people
 * @param limits which errors are right
 * @param work takes its arrays from the workbench and leaves its results there
 */
record KernelGroup(String name, Limits limits, Consumer<Workbench> work) {

    /** What may differ between two devices that are both right. */
    enum Limits {
        /** The same bits, by timbrel.h. */
        EXACT,
        /** No products: sums in another order, and other approximations of exp, log and tanh. */
        ELEMENTARY,
        /** Products, whose operands are rounded to 10 or 7 bits but in fp32. */
        PRODUCTS,
        /** Products, and draws that differ as a whole where rounding decides: fp32 alone. */
        DRAWS
    }

    /** Whether it says anything at that precision. */
    boolean suits(Precision precision) {
        return precision == Precision.FP32
                || limits == Limits.PRODUCTS; // the others do not round, or are not comparable
    }

    /**
     * The largest error that is right. Sums here are of at most some hundred values of about 1,
     * through at most some ten steps: a few hundred roundings.
     */
    double limit(Precision precision) {
        return switch (limits) {
            case EXACT -> 0;
            case ELEMENTARY -> 5e-5;
            case PRODUCTS, DRAWS ->
                    switch (precision) {
                        case FP32 -> 2e-4;
                        case TF32 -> 2e-2;
                        case BF16 -> 1.5e-1;
                    };
        };
    }

    /** What came of it on a device. */
    static final class Outcome {

        /** Empty where the device does not serve such work. */
        final double[] values;

        /** Which served, where there is more than one kind. */
        final Set<Kernels> kernels;

        Outcome(double[] values, Set<Kernels> kernels) {
            this.values = values;
            this.kernels = kernels;
        }
    }

    Outcome run(Device device) {
        // Each group has its own numbers, the same everywhere.
        try (Workbench bench = new Workbench(device, name.hashCode())) {
            work.accept(bench);
            return new Outcome(bench.results(), bench.kernels());
        } catch (UnsupportedOperationException e) {
            return new Outcome(new double[0], Set.of());
        }
    }
}
