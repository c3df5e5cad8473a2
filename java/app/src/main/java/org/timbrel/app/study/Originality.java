// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;

/**
 * How much of the training part is found in what a checkpoint makes.
 *
 * @param step behind which the checkpoint was written
 * @param passes over the training part until then
 * @param copiedShare of the samples' half seconds of sound that are found in the training part's
 *     sounds, 0..1; NaN where there are too few
 * @param nearestSound how far their half seconds are from the nearest there, on average: 1 less the
 *     correlation of their movement; NaN likewise
 * @param pieces of notes, one a judged piece; empty where there are none
 */
record Originality(
        long step, double passes, double copiedShare, double nearestSound, List<OfPiece> pieces) {

    /**
     * Of the new notes of one sample.
     *
     * @param piece that it goes on from
     * @param notes that are new
     * @param longestMatch notes in a row that a training piece has too, in any key and tempo
     * @param source the training piece that has them; empty where there is none
     * @param nearest distance of the nearest training piece, 0..1; NaN where there is nothing to
     *     compare
     */
    record OfPiece(String piece, int notes, int longestMatch, String source, double nearest) {}

    /** Those of several checkpoints. */
    record Several(List<Originality> each) {
        Several {
            each = List.copyOf(each);
        }
    }

    Originality {
        pieces = List.copyOf(pieces);
    }
}
