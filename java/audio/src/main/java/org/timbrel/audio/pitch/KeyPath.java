// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.BitSet;

/**
 * The likeliest key, or silence, in every frame: the path that is near the pitch and changes seldom
 * (Viterbi's). A vibrato or an octave error does not stay away long enough to be worth two changes;
 * a glide is worth one, at its middle.
 */
final class KeyPath {

    /** In place of a key: silence. */
    static final int NONE = -1;

    // Costs of a frame: a semitone away from the key, and no nearer, is 1. Frames are 6 ms.
    private static final double FAR = 1;
    private static final double CHANGE = 8;
    private static final double VOICED_SILENCE = 0.7;
    private static final double SILENT_KEY = 0.7;

    private KeyPath() {}

    /**
     * The keys.
     *
     * @param heard [frames] whether a frame is loud and periodic enough to be one of a note
     * @param tuning semitones to take from pitches
     * @param low lowest key
     * @param high highest key
     * @return [frames] low..high, or {@link #NONE}
     */
    static int[] of(NoteFrames frames, boolean[] heard, double tuning, int low, int high) {
        int states = high - low + 2;
        // A bit a state and frame.
        Math.multiplyExact(states, heard.length);
        double[] score = new double[states];
        double[] next = new double[states];
        BitSet stays = new BitSet();
        int[] best = new int[heard.length];
        int bestState = 0;
        for (int t = 0; t < heard.length; t++) {
            for (int s = 0; s < states; s++) {
                double stay = score[s];
                double come = score[bestState] + (t == 0 ? 0 : CHANGE);
                if (stay <= come) {
                    stays.set(t * states + s);
                }
                next[s] = Math.min(stay, come) + cost(frames, heard, t, s, tuning, low);
            }
            best[t] = bestState;
            bestState = 0;
            for (int s = 1; s < states; s++) {
                bestState = next[s] < next[bestState] ? s : bestState;
            }
            // Only differences count; sums of hours would lose them.
            double least = next[bestState];
            for (int s = 0; s < states; s++) {
                score[s] = next[s] - least;
            }
        }
        return back(stays, best, states, bestState, low);
    }

    private static double cost(
            NoteFrames frames, boolean[] heard, int t, int state, double tuning, int low) {
        if (state == 0) {
            return heard[t] ? VOICED_SILENCE : 0;
        }
        if (!heard[t]) {
            return SILENT_KEY;
        }
        double away = frames.pitch(t) - tuning - (low + state - 1);
        return Math.min(FAR, away * away);
    }

    private static int[] back(BitSet stays, int[] best, int states, int last, int low) {
        int[] keys = new int[best.length];
        int state = last;
        for (int t = best.length - 1; t >= 0; t--) {
            keys[t] = state == 0 ? NONE : low + state - 1;
            state = stays.get(t * states + state) ? state : best[t];
        }
        return keys;
    }
}
