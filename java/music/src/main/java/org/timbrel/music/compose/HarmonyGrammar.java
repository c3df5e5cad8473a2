// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Chords of a phrase, by rules that rewrite functions:
 *
 * <pre>
 * phrase → tonic(n) cadence
 * tonic(n) → tonic(n-m-1) dominant(m) tonic(1)
 * dominant(m) → subdominant(m-1) dominant(1)
 * tonic(1) → I | vi    subdominant(1) → IV | ii    dominant(1) → V | V7 | vii
 * </pre>
 */
final class HarmonyGrammar {

    private static final int I = 0;
    private static final int II = 1;
    private static final int IV = 3;
    private static final int V = 4;
    private static final int VI = 5;
    private static final int VII = 6;

    private final Key key;
    private final boolean relative;
    private final Random random;
    private final List<Chord> chords = new ArrayList<>();

    private HarmonyGrammar(Key key, boolean relative, Random random) {
        this.key = key;
        this.relative = relative;
        this.random = random;
    }

    /**
     * The chords of a phrase.
     *
     * @param phrase how it ends, and where
     * @param count chords, at least 4
     */
    static List<Chord> chords(Key key, Phrase phrase, int count, Random random) {
        HarmonyGrammar grammar = new HarmonyGrammar(key, phrase.relative(), random);
        boolean half = phrase.cadence() == Phrase.Cadence.HALF;
        grammar.tonic(count - (half ? 2 : 3));
        grammar.subdominant(1);
        grammar.add(V, !half);
        if (!half) {
            grammar.add(I, false);
        }
        return grammar.chords;
    }

    private void add(int degree, boolean seventh) {
        chords.add(Chord.of(key, relative, degree, seventh));
    }

    private void tonic(int count) {
        if (count >= 3) {
            int dominant = 1 + random.nextInt(Math.min(3, count - 2));
            tonic(count - dominant - 1);
            dominant(dominant);
            add(random.nextInt(4) == 0 ? VI : I, false);
        } else if (count > 0) {
            add(I, false);
            if (count == 2) {
                add(random.nextInt(3) == 0 ? I : VI, false);
            }
        }
    }

    private void dominant(int count) {
        subdominant(count - 1);
        switch (random.nextInt(4)) {
            case 0 -> add(VII, false);
            case 1 -> add(V, true);
            default -> add(V, false);
        }
    }

    private void subdominant(int count) {
        if (count == 2) {
            add(IV, false);
            add(II, false);
        } else if (count == 1) {
            add(random.nextBoolean() ? IV : II, false);
        }
    }
}
