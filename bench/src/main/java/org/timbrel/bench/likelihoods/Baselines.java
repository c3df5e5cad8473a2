// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import java.util.List;

/**
 * What counting alone predicts: how often a key is on, and how often it is on given whether it was
 * on in the frame before. Counts begin at a half, so that nothing is held impossible.
 */
final class Baselines {

    private static final double PRIOR = 0.5;

    private Baselines() {}

    static List<LikelihoodResult> of(Corpus corpus) {
        return List.of(
                measured("marginal of each key", corpus, false),
                measured("previous frame, each key alone", corpus, true));
    }

    private static LikelihoodResult measured(String model, Corpus corpus, boolean byPrevious) {
        int keys = corpus.keys();
        // [2,keys]: by what the key was before, where that is looked at.
        double[] on = new double[2 * keys];
        double[] all = new double[2 * keys];
        for (float[] piece : corpus.train()) {
            for (int at = keys; at < piece.length; at++) {
                int row = row(piece, at, keys, byPrevious);
                on[row] += piece[at];
                all[row]++;
            }
        }
        double sum = 0;
        long frames = 0;
        for (float[] piece : corpus.test()) {
            for (int at = keys; at < piece.length; at++) {
                int row = row(piece, at, keys, byPrevious);
                double chance = (on[row] + PRIOR) / (all[row] + 2 * PRIOR);
                sum -= Math.log(piece[at] > 0 ? chance : 1 - chance);
            }
            frames += piece.length / keys - 1;
        }
        long parameters = byPrevious ? 2L * keys : keys;
        return new LikelihoodResult(model, sum / frames, null, parameters, null, null, null);
    }

    private static int row(float[] piece, int at, int keys, boolean byPrevious) {
        boolean was = byPrevious && piece[at - keys] > 0;
        return at % keys + (was ? keys : 0);
    }
}
