// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.Arrays;
import java.util.List;

/**
 * Four bars of a piece.
 *
 * @param letter phrases with the same letter are the same but for their ornaments
 * @param cadence how it ends
 * @param relative whether it is in the relative key
 */
record Phrase(char letter, Cadence cadence, boolean relative) {

    /** How a phrase ends. */
    enum Cadence {
        /** On the dominant. */
        HALF,
        /** From the dominant to the tonic. */
        AUTHENTIC
    }

    static final int BARS = 4;

    /** Where phrases go: a letter, then h half, a authentic, r authentic in the relative key. */
    private static final List<String> FORMS =
            List.of(
                    "Ah Ba Cr Ba",
                    "Ah Ba Cr Ch Ba",
                    "Ah Ba Ah Ba Cr Da",
                    "Ah Ba Cr Dh Cr Ah Ba",
                    "Ah Ba Ah Ba Cr Dh Ah Ba",
                    "Ah Ba Ah Ba Ch Da Ch Da Ba",
                    "Ah Ba Ah Ba Cr Dh Cr Dh Ah Ba",
                    "Ah Ba Ah Ba Ch Da Cr Da Eh Fa Ba",
                    "Ah Ba Ah Ba Cr Dh Cr Dh Eh Fa Ah Ba");

    static final int MIN_BARS = 16;
    static final int MAX_BARS = 48;

    /** The phrases of a piece of so many bars. */
    static List<Phrase> form(int bars) {
        String form = FORMS.get(bars / BARS - MIN_BARS / BARS);
        return Arrays.stream(form.split(" ", -1))
                .map(
                        word ->
                                new Phrase(
                                        word.charAt(0),
                                        word.charAt(1) == 'h' ? Cadence.HALF : Cadence.AUTHENTIC,
                                        word.charAt(1) == 'r'))
                .toList();
    }
}
