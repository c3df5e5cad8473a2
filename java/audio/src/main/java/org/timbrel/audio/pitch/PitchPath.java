// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * The likeliest way through the frames' candidates, decided some frames late: strengths less what
 * leaps and the changes between voiced and unvoiced cost (Boersma 1993, "Accurate short-term
 * analysis of the fundamental frequency", eq. 27). Not thread-safe.
 */
final class PitchPath {

    private static final int STATES = PeriodCandidates.MAX + 1;
    // State 0 is a frame without a pitch, as strong as a candidate that explains so much of it.
    private static final double UNVOICED_STRENGTH = 0.43;
    private static final double OCTAVE_JUMP_COST = 0.35;
    private static final double VOICING_CHANGE_COST = 0.14;
    // The costs are for frames so far apart.
    private static final double FRAME_SECONDS = 0.01;

    private final int frames;
    private final double jumpCost;
    private final double changeCost;
    // Of the last frames, frame t in row t % frames:
    private final double[][] score;
    private final double[][] logF0;
    private final int[][] from;
    private final int[] states;
    private final int[] path;
    private long added;

    /**
     * @param lookahead how many frames later a frame is decided
     * @param frameSeconds between frames
     */
    PitchPath(int lookahead, double frameSeconds) {
        frames = lookahead + 1;
        double perOctave = 1 / Math.log(2);
        jumpCost = OCTAVE_JUMP_COST * perOctave * FRAME_SECONDS / frameSeconds;
        changeCost = VOICING_CHANGE_COST * FRAME_SECONDS / frameSeconds;
        score = new double[frames][STATES];
        logF0 = new double[frames][STATES];
        from = new int[frames][STATES];
        states = new int[frames];
        path = new int[frames];
    }

    /** The next frame. */
    void add(PeriodCandidates candidates) {
        int row = (int) (added % frames);
        int before = (int) ((added + frames - 1) % frames);
        states[row] = 1 + candidates.count();
        double best = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < states[row]; s++) {
            logF0[row][s] = s == 0 ? 0 : candidates.logF0(s - 1);
            score[row][s] = s == 0 ? UNVOICED_STRENGTH : candidates.strength(s - 1);
            if (added > 0) {
                score[row][s] += reach(row, s, before);
            }
            best = Math.max(best, score[row][s]);
        }
        // Only differences count; sums of an hour would lose them.
        for (int s = 0; s < states[row]; s++) {
            score[row][s] -= best;
        }
        added++;
    }

    /** The best score on the way to state {@code s} of a frame, whose origin is kept. */
    private double reach(int row, int s, int before) {
        double best = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < states[before]; o++) {
            double cost =
                    s == 0 && o == 0
                            ? 0
                            : s == 0 || o == 0
                                    ? changeCost
                                    : jumpCost * Math.abs(logF0[row][s] - logF0[before][o]);
            if (score[before][o] - cost > best) {
                best = score[before][o] - cost;
                from[row][s] = o;
            }
        }
        return best;
    }

    /** Whether a frame can be decided. */
    boolean isFull() {
        return added >= frames;
    }

    /** Decides the oldest frame held, and for now those after it. */
    void decide() {
        int row = (int) ((added - 1) % frames);
        int state = 0;
        for (int s = 1; s < states[row]; s++) {
            if (score[row][s] > score[row][state]) {
                state = s;
            }
        }
        for (int ahead = frames - 1; ahead >= 0; ahead--) {
            path[ahead] = state;
            state = from[row][state];
            row = (row + frames - 1) % frames;
        }
    }

    /** Whether the frame {@code ahead} of the decided one has a pitch, as far as is known. */
    boolean isVoiced(int ahead) {
        return path[ahead] > 0;
    }

    /** ln f0 of the frame {@code ahead} of the decided one, which is voiced. */
    double logF0(int ahead) {
        return logF0[(int) ((added + ahead) % frames)][path[ahead]];
    }
}
