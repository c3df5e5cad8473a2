// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import org.timbrel.nn.train.FrameSequence;

/**
 * What a network of piano rolls is measured against: every key a chain of its own, which goes on
 * and off by its frequencies in the training part, each counted once more (Laplace's rule).
 */
final class KeyChains {

    /** [dims][before][after]. */
    private final long[][][] counts;

    private KeyChains(int dims) {
        counts = new long[dims][2][2];
    }

    /** Fits them to rolls of zeros and ones, at least one. */
    static KeyChains fit(List<FrameSequence> training) {
        int dims = training.get(0).dims();
        KeyChains chains = new KeyChains(dims);
        for (FrameSequence piece : training) {
            for (int at = dims; at < piece.frames() * dims; at++) {
                chains.counts[at % dims][on(piece, at - dims)][on(piece, at)]++;
            }
        }
        return chains;
    }

    private static int on(FrameSequence piece, int at) {
        return piece.values()[at] > 0.5f ? 1 : 0;
    }

    /** What they lose on a piece, all but its first frame, in nats. */
    double nats(FrameSequence piece) {
        int dims = counts.length;
        double sum = 0;
        for (int at = dims; at < piece.frames() * dims; at++) {
            long[] after = counts[at % dims][on(piece, at - dims)];
            sum -= Math.log((after[on(piece, at)] + 1.0) / (after[0] + after[1] + 2.0));
        }
        return sum;
    }
}
