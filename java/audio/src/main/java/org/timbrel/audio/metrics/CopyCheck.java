// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much of a sound is copied from another. Each stretch of about half a second is looked for in
 * the whole reference: the place is kept where its movement correlates best ({@link Movement}). A
 * stretch counts as copied when that place explains more than half of its movement, and more than
 * the best place elsewhere in the reference, a second or more away, explains of 95 % of the
 * reference's own stretches. New sound of the same kind thus has at most about 0.05, a copy 1, also
 * one at another level, through a filter, or shifted by part of a frame.
 *
 * <p>Distances of levels would not do: an over-smooth sound is near to everything. Correlations
 * forgive what does not move: stretches that stand still are left out, and a reference that repeats
 * itself exactly is found in itself as well as any copy of it.
 *
 * @param share of the other's stretches that are copied, 0..1; NaN where there are too few
 * @param floor the same share among the reference's own stretches, at most about 0.05
 */
record CopyCheck(double share, double floor) {

    private static final double CLOSE = 0.95;
    // Squared, the part of the movement that is explained.
    private static final double HALF = Math.sqrt(0.5);
    // Fewer have no 95 % quantile.
    private static final int MIN_REFERENCE_STRETCHES = 20;
    private static final int MAX_STRETCHES = 256;
    private static final double ELSEWHERE_SECONDS = 1;

    private static final CopyCheck TOO_SHORT = new CopyCheck(Double.NaN, Double.NaN);

    /** A stretch that is looked for: {@code position} in sound {@code sound} of a list. */
    private record Stretch(int sound, int position) {}

    /**
     * Looks for at most 256 stretches of each, evenly spread.
     *
     * @param reference one sound or several, all at one rate
     * @param other as many as there are
     */
    static CopyCheck of(List<LogMel> reference, List<LogMel> other) {
        List<Movement> corpus = reference.stream().map(Movement::of).toList();
        double[] own = best(corpus, corpus, true);
        if (own.length < MIN_REFERENCE_STRETCHES) {
            return TOO_SHORT;
        }
        double[] found = best(other.stream().map(Movement::of).toList(), corpus, false);
        if (found.length == 0) {
            return TOO_SHORT;
        }
        double[] sorted = own.clone();
        Arrays.sort(sorted);
        double close = Math.max(HALF, sorted[(int) Math.ceil(CLOSE * sorted.length) - 1]);
        return new CopyCheck(shareAbove(close, found), shareAbove(close, own));
    }

    private static double shareAbove(double limit, double[] values) {
        return (double) Arrays.stream(values).filter(v -> v > limit).count() / values.length;
    }

    /**
     * The best correlation of each stretch of {@code sounds} with any in the corpus.
     *
     * @param within whether {@code sounds} are the corpus: places near a stretch are left out
     */
    private static double[] best(List<Movement> sounds, List<Movement> corpus, boolean within) {
        List<Stretch> stretches = stretches(sounds);
        return stretches.parallelStream()
                .mapToDouble(
                        stretch -> {
                            Movement sound = sounds.get(stretch.sound());
                            float[] pattern = sound.pattern(stretch.position());
                            double best = -1;
                            for (int s = 0; s < corpus.size(); s++) {
                                int away =
                                        within && s == stretch.sound()
                                                ? sound.frames(ELSEWHERE_SECONDS)
                                                : 0;
                                best =
                                        Math.max(
                                                best,
                                                corpus.get(s)
                                                        .best(pattern, stretch.position(), away));
                            }
                            return best;
                        })
                // Where there is nowhere else to look, nothing is said.
                .filter(r -> r > -1)
                .toArray();
    }

    /** Those that move, by halves, thinned out evenly. */
    private static List<Stretch> stretches(List<Movement> sounds) {
        List<Stretch> all = new ArrayList<>();
        for (int s = 0; s < sounds.size(); s++) {
            Movement sound = sounds.get(s);
            for (int p = 0; p < sound.positions(); p += sound.stretchFrames() / 2) {
                if (sound.moves(p)) {
                    all.add(new Stretch(s, p));
                }
            }
        }
        int count = Math.min(MAX_STRETCHES, all.size());
        List<Stretch> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kept.add(all.get((int) ((i + 0.5) * all.size() / count)));
        }
        return kept;
    }
}
