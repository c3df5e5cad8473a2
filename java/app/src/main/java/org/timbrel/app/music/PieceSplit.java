// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.timbrel.nn.train.InsufficientDataException;

/**
 * Pieces divided into what is learned from and what is held out, each whole: what is derived from a
 * piece afterwards stays on its side.
 *
 * @param training never has a piece of the other two
 * @param validation chooses the best checkpoint
 * @param test judges it; may be empty
 */
public record PieceSplit(
        List<TrainingPiece> training, List<TrainingPiece> validation, List<TrainingPiece> test) {

    public PieceSplit {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /**
     * Divides pieces by chance.
     *
     * @param validationPart of them, above 0; one at least
     * @param testPart likewise, or 0 for none
     * @throws InsufficientDataException if they are too few
     */
    public static PieceSplit of(
            List<TrainingPiece> pieces, double validationPart, double testPart, long seed) {
        int validation = share(pieces.size(), validationPart);
        int test = testPart == 0 ? 0 : share(pieces.size(), testPart);
        int needed = 1 + validation + test;
        if (pieces.size() < needed) {
            throw new InsufficientDataException(
                    "%d usable pieces cannot be divided: %d are needed; give more, or --train and --valid"
                            .formatted(pieces.size(), needed));
        }
        List<TrainingPiece> shuffled = new ArrayList<>(pieces);
        Collections.shuffle(shuffled, new Random(seed));
        return new PieceSplit(
                shuffled.subList(validation + test, pieces.size()),
                shuffled.subList(0, validation),
                shuffled.subList(validation, validation + test));
    }

    private static int share(int pieces, double part) {
        return (int) Math.max(1, Math.round(pieces * part));
    }
}
