// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The state of N slots that generate side by side.
 *
 * @param h [L,N,H] in and out
 * @param c [L,N,H] in and out
 * @param frames [N,D] in and out: what the next step's input is
 * @param temperatures [N], at least 0
 * @param seeds [N]
 * @param streams [N], which of a seed's streams
 * @param positions [N] in and out: frames sampled so far, 0..2^32 - 1
 * @param active [N]: 0 leaves a slot as it is
 */
public record GenerationSlots(
        Tensor h,
        Tensor c,
        Tensor frames,
        Tensor temperatures,
        Indices seeds,
        Indices streams,
        Indices positions,
        Indices active) {

    /** N. */
    public int count() {
        return active.size();
    }
}
