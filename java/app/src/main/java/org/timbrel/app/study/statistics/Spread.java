// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.stream.IntStream;

/**
 * How much an estimate would vary from study to study, and how well that is known: the variance of
 * its pieces, plus that of its seeds, less that of the single values, which both contain (the
 * crossed model of two random effects; Searle, Casella and McCulloch, "Variance Components", 1992).
 * Of P pieces and S seeds, with the mean squares of an analysis of variance,
 *
 * <pre>V = (MSpieces + MSseeds − MSrest) / (P S)</pre>
 *
 * <p>Its degrees of freedom are Satterthwaite's ("An approximate distribution of estimates of
 * variance components", Biometrics Bulletin 2, 1946): V² over the sum of each part's square over
 * its own. Of a difference, each arm's seeds are a source of their own. Where values are missing,
 * each counts by its weight in the estimate.
 *
 * @param variance of the estimate; 0 where nothing varies or nothing can be said
 * @param degrees of freedom, at least 1; NaN where nothing can be said
 */
record Spread(double variance, double degrees) {

    /** Of a number of sources of chance, each known to some degrees of freedom. */
    private static final class Sum {

        private double variance;
        private double largest;
        // Of Satterthwaite's denominator.
        private double uncertainty;
        private double degrees = Double.NaN;

        /** Without degrees a source says nothing. */
        void add(double part, double known, int sign) {
            if (known > 0) {
                variance += sign * part;
                largest = Math.max(largest, part);
                uncertainty += part * part / known;
                degrees = Double.isNaN(degrees) ? known : Math.min(degrees, known);
            }
        }

        /** No less than its largest part, which less a guess of another is a guess. */
        Spread spread() {
            double total = Math.max(variance, largest);
            return total > 0
                    ? new Spread(total, Math.max(1, total * total / uncertainty))
                    : new Spread(0, degrees);
        }
    }

    /** Of a mean. */
    static Spread of(Sample sample) {
        Sum sum = new Sum();
        addPieces(sum, pieceMeans(sample));
        addSeeds(sum, sample);
        return sum.spread();
    }

    /** Of a difference of two means over the same pieces. */
    static Spread paired(Sample a, Sample b) {
        Sum sum = new Sum();
        double[] one = pieceMeans(a);
        double[] two = pieceMeans(b);
        addPieces(sum, IntStream.range(0, one.length).mapToDouble(p -> one[p] - two[p]).toArray());
        addSeeds(sum, a);
        addSeeds(sum, b);
        return sum.spread();
    }

    /** Of a difference of two means over different pieces. */
    static Spread unpaired(Sample a, Sample b) {
        Sum sum = new Sum();
        addPieces(sum, pieceMeans(a));
        addPieces(sum, pieceMeans(b));
        addSeeds(sum, a);
        addSeeds(sum, b);
        return sum.spread();
    }

    private static double[] pieceMeans(Sample sample) {
        return IntStream.range(0, sample.pieces()).mapToDouble(sample::pieceMean).toArray();
    }

    private static void addPieces(Sum sum, double[] pieces) {
        double mean = IntStream.range(0, pieces.length).mapToDouble(p -> pieces[p]).sum();
        mean /= pieces.length;
        double squares = 0;
        for (double piece : pieces) {
            squares += (piece - mean) * (piece - mean);
        }
        int known = pieces.length - 1;
        sum.add(squares / known / pieces.length, known, 1);
    }

    /** What the seeds add to the mean of the pieces' means, and what single values would. */
    private static void addSeeds(Sum sum, Sample sample) {
        int seeds = sample.seeds();
        int pieces = sample.pieces();
        double[] effects = new double[seeds];
        double[] weights = new double[pieces];
        for (int p = 0; p < pieces; p++) {
            double mean = sample.pieceMean(p);
            int count = 0;
            for (int s = 0; s < seeds; s++) {
                count += Double.isNaN(sample.at(s, p)) ? 0 : 1;
            }
            weights[p] = 1.0 / count / pieces;
            for (int s = 0; s < seeds; s++) {
                if (!Double.isNaN(sample.at(s, p))) {
                    effects[s] += weights[p] * (sample.at(s, p) - mean);
                }
            }
        }
        double squares = 0;
        double rest = 0;
        for (int s = 0; s < seeds; s++) {
            squares += effects[s] * effects[s];
            for (int p = 0; p < pieces; p++) {
                if (!Double.isNaN(sample.at(s, p))) {
                    double single = sample.at(s, p) - sample.pieceMean(p) - seeds * effects[s];
                    rest += weights[p] * weights[p] * single * single;
                }
            }
        }
        int known = seeds - 1;
        sum.add(squares * seeds / known, known, 1);
        int both = known * (pieces - 1);
        sum.add(rest * seeds * pieces / both, both, -1);
    }
}
