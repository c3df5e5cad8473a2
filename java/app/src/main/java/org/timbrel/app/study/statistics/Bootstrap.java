// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Intervals by drawing pieces and seeds anew, each with replacement and independently of the other:
 * the pigeonhole bootstrap of crossed random effects (Owen, "The pigeonhole bootstrap", Annals of
 * Applied Statistics 1, 2007), widened for small numbers as {@link Replicates} says. With one seed,
 * only pieces are drawn, and the interval says nothing of other seeds; with one piece, the other
 * way round; with one of each there is none.
 *
 * <p>The same seed gives the same interval, whatever was asked for before.
 */
public final class Bootstrap {

    /** Enough for ends that move by some hundredths of their distance from run to run. */
    public static final int RESAMPLES = 10_000;

    /** How often intervals hold the true value, unless one says otherwise. */
    public static final double LEVEL = 0.95;

    private static final int MIN_RESAMPLES = 100;

    private final long seed;
    private final int resamples;
    private final double level;

    /** Of {@value #RESAMPLES} resamples at level {@value #LEVEL}. */
    public Bootstrap(long seed) {
        this(seed, RESAMPLES, LEVEL);
    }

    /**
     * As above.
     *
     * @param resamples at least 100
     * @param level above 0 and below 1
     * @throws IllegalArgumentException if one is out of range
     */
    public Bootstrap(long seed, int resamples, double level) {
        if (resamples < MIN_RESAMPLES) {
            throw new IllegalArgumentException(
                    "%d resamples are fewer than %d".formatted(resamples, MIN_RESAMPLES));
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level %s is not between 0 and 1".formatted(level));
        }
        this.seed = seed;
        this.resamples = resamples;
        this.level = level;
    }

    /** The mean of an arm. */
    public Interval mean(Sample sample) {
        Sample a = sample.restricted(sample.present());
        int[] seeds = new int[a.seeds()];
        int[] pieces = new int[a.pieces()];
        Draws draws = new Draws(new SplittableRandom(seed));
        Replicates replicates =
                replicates(
                        a.mean(),
                        Spread.of(a),
                        () -> {
                            draws.draw(seeds);
                            draws.draw(pieces);
                            return Draws.mean(a, seeds, pieces);
                        });
        return interval(a.mean(), Spread.of(a), replicates, a.pieces(), List.of(a));
    }

    /**
     * One arm less another on the same pieces: each resample draws pieces once for both, and seeds
     * for each arm, since those of one have nothing to do with those of the other. Pieces that
     * either has no value of are left out.
     *
     * @param a of as many pieces as {@code b}, in the same order; {@link Sample#fixed} or an arm of
     *     one seed is taken as it is
     * @throws IllegalArgumentException if the numbers of pieces differ
     */
    public Difference paired(Sample a, Sample b) {
        if (a.pieces() != b.pieces()) {
            throw new IllegalArgumentException(
                    "%d pieces cannot be paired with %d: leave out those that only one has"
                            .formatted(a.pieces(), b.pieces()));
        }
        int[] both =
                Arrays.stream(a.present()).filter(p -> !Double.isNaN(b.pieceMean(p))).toArray();
        Sample one = a.restricted(both);
        Sample two = b.restricted(both);
        int[] seedsA = new int[one.seeds()];
        int[] seedsB = new int[two.seeds()];
        int[] pieces = new int[both.length];
        Draws draws = new Draws(new SplittableRandom(seed));
        double estimate = one.mean() - two.mean();
        Spread spread = Spread.paired(one, two);
        Replicates replicates =
                replicates(
                        estimate,
                        spread,
                        () -> {
                            draws.draw(pieces);
                            draws.draw(seedsA);
                            draws.draw(seedsB);
                            return Draws.difference(one, seedsA, two, seedsB, pieces);
                        });
        return difference(estimate, spread, replicates, one, two, both.length);
    }

    /** One arm less another on other pieces: each is drawn for itself. */
    public Difference unpaired(Sample a, Sample b) {
        Sample one = a.restricted(a.present());
        Sample two = b.restricted(b.present());
        int[] seedsA = new int[one.seeds()];
        int[] seedsB = new int[two.seeds()];
        int[] piecesA = new int[one.pieces()];
        int[] piecesB = new int[two.pieces()];
        Draws draws = new Draws(new SplittableRandom(seed));
        double estimate = one.mean() - two.mean();
        Spread spread = Spread.unpaired(one, two);
        Replicates replicates =
                replicates(
                        estimate,
                        spread,
                        () -> {
                            draws.draw(piecesA);
                            draws.draw(piecesB);
                            draws.draw(seedsA);
                            draws.draw(seedsB);
                            return Draws.mean(one, seedsA, piecesA)
                                    - Draws.mean(two, seedsB, piecesB);
                        });
        int pieces = Math.min(one.pieces(), two.pieces());
        return difference(estimate, spread, replicates, one, two, pieces);
    }

    /** None where nothing can be said. */
    private Replicates replicates(double estimate, Spread spread, DoubleSupplier replicate) {
        boolean known = !Double.isNaN(estimate) && !Double.isNaN(spread.degrees());
        return known ? new Replicates(estimate, spread, resamples, replicate) : null;
    }

    private Difference difference(
            double estimate,
            Spread spread,
            Replicates replicates,
            Sample one,
            Sample two,
            int pieces) {
        Interval interval = interval(estimate, spread, replicates, pieces, List.of(one, two));
        double p = replicates == null ? Double.NaN : replicates.pValue();
        return new Difference(interval, p, Verdict.of(interval));
    }

    private Interval interval(
            double estimate, Spread spread, Replicates replicates, int pieces, List<Sample> arms) {
        int seeds = arms.stream().mapToInt(Sample::seeds).max().orElseThrow();
        int values = arms.stream().mapToInt(Sample::count).sum();
        if (replicates == null) {
            String why = values == 0 ? "no value" : "one piece and no other seed";
            return new Interval(
                    estimate,
                    Double.NaN,
                    Double.NaN,
                    level,
                    seeds,
                    pieces,
                    values,
                    "no interval: " + why);
        }
        double[] ends = replicates.ends(level);
        String method =
                String.format(
                        Locale.ROOT,
                        "percentiles of %,d resamples of %s, widened to Student's t of %.1f degrees"
                                + " of freedom%s",
                        resamples,
                        drawn(pieces, seeds),
                        spread.degrees(),
                        unsaid(pieces, arms));
        return new Interval(estimate, ends[0], ends[1], level, seeds, pieces, values, method);
    }

    private static String drawn(int pieces, int seeds) {
        if (seeds < 2) {
            return "the pieces";
        }
        return pieces < 2 ? "the seeds" : "pieces and seeds";
    }

    private static String unsaid(int pieces, List<Sample> arms) {
        if (pieces < 2) {
            return "; one piece says nothing of others";
        }
        boolean lone = arms.stream().anyMatch(arm -> arm.seeds() == 1 && !arm.isFixed());
        return lone ? "; one seed says nothing of others" : "";
    }
}
