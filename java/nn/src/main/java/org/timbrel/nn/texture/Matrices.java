// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/** Checks of row-major arrays. */
final class Matrices {

    private Matrices() {}

    /**
     * @throws IllegalArgumentException if {@code values} do not have that many elements, or one is
     *     not finite
     */
    static void require(String name, float[] values, String shape, long count) {
        if (values.length != count) {
            throw new IllegalArgumentException(
                    "%s holds %d values, but %s has %d"
                            .formatted(name, values.length, shape, count));
        }
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k])) {
                throw new IllegalArgumentException(
                        "%s holds %s at %d".formatted(name, values[k], k));
            }
        }
    }

    static void atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException("%s %d is below %d".formatted(name, value, minimum));
        }
    }
}
