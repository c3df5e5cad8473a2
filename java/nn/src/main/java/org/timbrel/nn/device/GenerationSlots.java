// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The state of N slots that generate side by side.
 *
 * @param h [L,N,H] in and out
 * @param c [L,N,H] in and out; not looked at but with an LSTM
 * @param frames [N,D] in and out: what the next step's input is; null with a texture
 * @param temperatures [N], at least 0
 * @param topK [N], categories to draw from, the likeliest, at least 0; 0: all. null: all for all
 * @param topP [N], what the likeliest categories to draw from sum to, above 0; 1: all. null: all
 *     for all
 * @param seeds [N]
 * @param streams [N], which of a seed's streams
 * @param positions [N] in and out: frames sampled so far, 0..2^32 - 1
 * @param active [N]: 0 leaves a slot as it is
 * @param states [N] in and out, of a grammar: 0..S-1, or {@value GrammarArrays#ENDED}; null: there
 *     is none
 */
public record GenerationSlots(
        Tensor h,
        Tensor c,
        Tensor frames,
        Tensor temperatures,
        Indices topK,
        Tensor topP,
        Indices seeds,
        Indices streams,
        Indices positions,
        Indices active,
        Indices states) {

    /** Without a grammar. */
    public GenerationSlots(
            Tensor h,
            Tensor c,
            Tensor frames,
            Tensor temperatures,
            Indices topK,
            Tensor topP,
            Indices seeds,
            Indices streams,
            Indices positions,
            Indices active) {
        this(h, c, frames, temperatures, topK, topP, seeds, streams, positions, active, null);
    }

    /** N. */
    public int count() {
        return active.size();
    }
}
