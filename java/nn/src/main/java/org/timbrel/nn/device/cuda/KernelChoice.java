// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which kernels a process asks of its GPUs: the environment variable TIMBREL_CUDA_KERNELS. */
enum KernelChoice {
    /** Nothing is asked for: the best that were right on such a card. */
    PROVEN(-1),
    PLAIN(0),
    CLUSTERS(1),
    GRID(2),
    PRODUCTS(3),
    /** The best that serve, whether they were right on such a card or not. */
    FASTEST(-2);

    static final String VARIABLE = "TIMBREL_CUDA_KERNELS";

    /** As tb_cuda_plan_* call it. */
    final int wanted;

    KernelChoice(int wanted) {
        this.wanted = wanted;
    }

    /**
     * What the process asks for.
     *
     * @throws IllegalArgumentException if there are no such kernels
     */
    static KernelChoice ofEnvironment() {
        String asked = System.getenv(VARIABLE);
        return asked == null || asked.isBlank() ? PROVEN : of(asked.strip());
    }

    /**
     * @throws IllegalArgumentException if there are no such kernels
     */
    static KernelChoice of(String asked) {
        for (KernelChoice choice : values()) {
            if (choice != PROVEN && choice.toString().equals(asked)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "%s is \"%s\", but must be one of %s, or not set"
                        .formatted(
                                VARIABLE,
                                asked,
                                Arrays.stream(values())
                                        .filter(choice -> choice != PROVEN)
                                        .map(KernelChoice::toString)
                                        .collect(Collectors.joining(", "))));
    }

    /** Whether kernels were asked for that the plain ones may stand in for. */
    boolean isWish() {
        return this != PROVEN && this != PLAIN;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
