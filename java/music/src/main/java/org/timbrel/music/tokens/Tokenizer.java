// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;
import org.timbrel.music.score.Score;

/**
 * A score as tokens, and back. What {@link #encode} gives, the grammar accepts; whatever the
 * grammar accepts, {@link #decode} turns into a score, cut off anywhere.
 */
public interface Tokenizer {

    /** V: tokens are 0..V-1. */
    default int size() {
        return names().size();
    }

    /** What tokens are called, {@code Pitch_60}: [V], each another. */
    List<String> names();

    /** The last token of a piece. */
    int endToken();

    /** Whether a note begins with this token. */
    boolean beginsNote(int token);

    /** What may follow what. */
    Grammar grammar();

    /**
     * All tracks of a score as one sequence; ends with {@link #endToken}.
     *
     * @throws IllegalArgumentException if the score is longer than tokens can say
     */
    int[] encode(Score score);

    /** Notes that {@link #encode} leaves out, because no token names their key or instrument. */
    int leftOut(Score score);

    /**
     * The score that tokens stand for; notes that are on at the end stop there.
     *
     * @throws IllegalArgumentException naming the place, if a token is none or may not come there
     */
    Score decode(int[] tokens);

    /** Tells the time of a sequence as its tokens come. */
    TokenClock clock();
}
