// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

/**
 * Whether generated values are kept within the range that the training part had, dimension by
 * dimension. Rare spikes otherwise spoil the statistics of a texture.
 *
 * @param on whether to clamp
 * @param margin by which the range is widened on both sides, as a part of its width; at least 0
 */
public record RangeClamp(boolean on, float margin) {

    /** Values as they were drawn. */
    public static final RangeClamp OFF = new RangeClamp(false, 0);

    /** A twentieth beyond what was learned from. */
    public static final RangeClamp DEFAULT = new RangeClamp(true, 0.05f);

    /**
     * @throws IllegalArgumentException if the margin is below 0 or no number
     */
    public RangeClamp {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("margin %s is below 0".formatted(margin));
        }
    }
}
