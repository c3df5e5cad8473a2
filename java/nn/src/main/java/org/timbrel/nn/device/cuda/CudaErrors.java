// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.Set;
import org.bytedeco.cuda.global.cudart;

/** What the CUDA runtime's results mean. */
final class CudaErrors {

    /**
     * After these a process cannot use its GPU any more: every later call gives the same result.
     * The numbers are those of {@code cudaError_t}, which the presets do not all have.
     */
    private static final Set<Integer> FINAL =
            Set.of(
                    46, // devices unavailable
                    214, // memory with an error that could not be corrected
                    220, // NVLink likewise
                    226, // contained
                    700, // illegal address
                    702, // a kernel ran into the display's time limit
                    709, // context destroyed
                    710, // assertion
                    714, // hardware stack
                    715, // illegal instruction
                    716, // misaligned address
                    717, // address space
                    718, // program counter
                    719, // launch failure
                    721, // tensor memory
                    999); // unknown

    private CudaErrors() {}

    static boolean isFinal(int result) {
        return FINAL.contains(result);
    }

    /** Its text and its name. */
    static String describe(int result) {
        return "%s (%s)"
                .formatted(
                        cudart.cudaGetErrorString(result).getString(),
                        cudart.cudaGetErrorName(result).getString());
    }
}
