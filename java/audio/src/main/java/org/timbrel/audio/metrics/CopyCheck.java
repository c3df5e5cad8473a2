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
 * @param distance 1 less the best correlation, on average over the other's stretches: 0 where all
 *     of them move as something in the reference does; NaN likewise
 */
public record CopyCheck(double share, double floor, double distance) {

    private static final double CLOSE = 0.95;
    // Squared, the part of the movement that is explained.
    private static final double HALF = Math.sqrt(0.5);
    // Fewer have no 95 % quantile.
    private static final int MIN_REFERENCE_STRETCHES = 20;
    private static final int MAX_STRETCHES = 256;
    private static final double ELSEWHERE_SECONDS = 1;

    private static final CopyCheck TOO_SHORT = new CopyCheck(Double.NaN, Double.NaN, Double.NaN);

    /** A stretch that is looked for: {@code position} in sound {@code sound} of a list. */
    private record Stretch(int sound, int position) {}

    /** What others are looked for in, once its own stretches have been. */
    public static final class Reference {

        private final List<Movement> corpus;
        private final double[] own;

        private Reference(List<LogMel> sounds) {
            corpus = sounds.stream().map(Movement::of).toList();
            own = best(corpus, corpus, true);
        }

        private double close() {
            double[] sorted = own.clone();
            Arrays.sort(sorted);
            return Math.max(HALF, sorted[(int) Math.ceil(CLOSE * sorted.length) - 1]);
        }
    }

    /**
     * Looks for at most 256 stretches of sounds in themselves, evenly spread.
     *
     * @param sounds one or several, all at one rate
     */
    public static Reference reference(List<LogMel> sounds) {
        return new Reference(sounds);
    }

    /**
     * Looks for at most 256 stretches, evenly spread.
     *
     * @param reference that they are looked for in
     * @param other one sound or several, at its rate
     */
    public static CopyCheck of(Reference reference, List<LogMel> other) {
        if (reference.own.length < MIN_REFERENCE_STRETCHES) {
            return TOO_SHORT;
        }
        double[] found = best(other.stream().map(Movement::of).toList(), reference.corpus, false);
        if (found.length == 0) {
            return TOO_SHORT;
        }
        double close = reference.close();
        return new CopyCheck(
                shareAbove(close, found),
                shareAbove(close, reference.own),
                1 - Arrays.stream(found).average().orElseThrow());
    }

    static CopyCheck of(List<LogMel> reference, List<LogMel> other) {
        return of(reference(reference), other);
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
