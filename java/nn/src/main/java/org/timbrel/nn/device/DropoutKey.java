// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What a dropout mask is drawn from: the same key gives the same mask.
 *
 * @param seed of the training run
 * @param step of the training run, 0..2^32 - 1
 */
public record DropoutKey(long seed, long step) {

    /**
     * @throws IllegalArgumentException if the step is out of range
     */
    public DropoutKey {
        if (step < 0 || step >>> 32 != 0) {
            throw new IllegalArgumentException("step %d is outside 0..2^32 - 1".formatted(step));
        }
    }
}
