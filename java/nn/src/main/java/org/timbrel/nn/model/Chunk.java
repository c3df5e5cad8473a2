// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.Tensor;

/**
 * Some steps of a batch's sequences, or all.
 *
 * @param from the first of them
 * @param steps how many
 * @param batch N
 * @param lengths [N], how many of them each sequence has; null: all
 */
record Chunk(int from, int steps, int batch, Indices lengths) {

    /** Of an array [T,N,width], that of these steps. */
    Tensor of(Tensor array, int width) {
        return array == null ? null : array.view(start(from, width), steps, batch, width);
    }

    /** Of an array [T,N,width], [N,width] of the step before. */
    Tensor before(Tensor array, int width) {
        return array.view(start(from - 1, width), batch, width);
    }

    private long start(int step, int width) {
        return (long) step * batch * width;
    }
}
