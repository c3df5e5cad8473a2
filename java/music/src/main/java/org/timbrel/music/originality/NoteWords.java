// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import org.timbrel.music.score.Score;

/**
 * A score as a word for every note but the first: its interval from the note before, in semitones,
 * and whether it begins with it. A piece has the same words in every key, at every tempo, and
 * through whichever tokens or frames it went, so that stretches in common can be compared between
 * them.
 */
public final class NoteWords {

    private NoteWords() {}

    /**
     * The words of a score, by time, then from the lowest note to the highest; percussion has none.
     *
     * @return [notes − 1], those of one key at once counted once, or empty; twice the interval from
     *     −127 to 127, and 1 more for a note that begins with the one before
     */
    public static int[] of(Score score) {
        NotePoints notes = NotePoints.of(score);
        int[] words = new int[Math.max(0, notes.size() - 1)];
        for (int i = 0; i < words.length; i++) {
            int interval = notes.pitches()[i + 1] - notes.pitches()[i];
            boolean together = notes.onsets()[i + 1] == notes.onsets()[i];
            words[i] = 2 * interval + (together ? 1 : 0);
        }
        return words;
    }
}
