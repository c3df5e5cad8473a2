// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A chord of a piece, in time.
 *
 * @param phrase it is in
 * @param index within the phrase
 * @param chord what sounds
 * @param start eighths from the beginning
 * @param length eighths
 * @param last whether the phrase ends with it
 */
record Slot(Phrase phrase, int index, Chord chord, int start, int length, boolean last) {

    /**
     * The chords of a piece. The last of a phrase takes all that is left of its last bar; phrases
     * with the same letter have the same.
     *
     * @param steps eighths from chord to chord, for a bar
     */
    static List<Slot> of(PieceSpec spec, List<Integer> steps) {
        List<Slot> slots = new ArrayList<>();
        int bar = spec.pulse().bar();
        int start = 0;
        for (Phrase phrase : Phrase.form(spec.bars())) {
            int end = start + Phrase.BARS * bar;
            List<Integer> lengths = new ArrayList<>();
            if (spec.pickup()) {
                lengths.add(spec.pickupUnits());
            }
            for (int i = 1; i < Phrase.BARS; i++) {
                lengths.addAll(steps);
            }
            lengths.add(bar - spec.pickupUnits());
            Random random = seeded(spec, phrase.letter());
            List<Chord> chords = HarmonyGrammar.chords(spec.key(), phrase, lengths.size(), random);
            for (int i = 0; i < lengths.size(); i++) {
                boolean last = i == lengths.size() - 1;
                slots.add(new Slot(phrase, i, chords.get(i), start, lengths.get(i), last));
                start += lengths.get(i);
            }
            if (start != end) {
                throw new AssertionError("phrases are whole bars");
            }
        }
        return slots;
    }

    /** Random numbers that are the same for all phrases of a letter. */
    static Random seeded(PieceSpec spec, char letter) {
        return new Random(spec.seed() * 1_000_003 + letter);
    }

    int end() {
        return start + length;
    }
}
