// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {

    private static final double NONE = Double.NaN;

    /** Values of an arm: a piece's part, which others may share, a seed's, and each one's own. */
    private static Sample made(
            SplittableRandom random, double[] pieces, int seeds, double seedDeviation, double own) {
        double[][] values = new double[seeds][pieces.length];
        for (double[] row : values) {
            double seed = seedDeviation * random.nextGaussian();
            for (int p = 0; p < row.length; p++) {
                row[p] = pieces[p] + seed + own * random.nextGaussian();
            }
        }
        return Sample.of(values);
    }

    private static double[] pieces(SplittableRandom random, int count, double deviation) {
        double[] pieces = new double[count];
        for (int p = 0; p < count; p++) {
            pieces[p] = deviation * random.nextGaussian();
        }
        return pieces;
    }

    /** The mean is 0; how often the interval holds it. */
    @ParameterizedTest
    @CsvSource({
        "3, 4, 1, 0.3, 1",
        "3, 8, 1, 0, 0",
        "3, 8, 0, 1, 0",
        "3, 8, 0, 0, 1",
        "3, 8, 1, 1, 1",
        "3, 36, 1, 0.3, 1",
        "3, 36, 0.3, 1, 0.5",
        "5, 8, 1, 0.5, 0.5",
        "2, 6, 1, 1, 1",
        "1, 8, 1, 0, 1",
        "4, 1, 0, 1, 1"
    })
    void intervalsHoldTheTrueMeanAsOftenAsTheySay(
            int seeds, int pieces, double pieceDeviation, double seedDeviation, double own) {
        SplittableRandom random = new SplittableRandom(7);
        int rounds = 600;
        int held = 0;
        for (int round = 0; round < rounds; round++) {
            double[] parts = pieces(random, pieces, pieceDeviation);
            Sample sample = made(random, parts, seeds, seedDeviation, own);
            held += new Bootstrap(round, 400, 0.95).mean(sample).holds(0) ? 1 : 0;
        }
        // Three deviations of a share of 600, √(0.95 · 0.05 / 600), and a percent for 2 or 3 seeds.
        assertTrue(held >= (0.95 - 0.027 - 0.01) * rounds, held + " of " + rounds);
    }

    /** Pieces differ widely, arms do not: what pairing is for. */
    @Test
    void pairedDifferencesAreWrongAsSeldomAsTheySayAndNarrow() {
        SplittableRandom random = new SplittableRandom(8);
        int rounds = 600;
        int claims = 0;
        int shown = 0;
        double paired = 0;
        double unpaired = 0;
        for (int round = 0; round < rounds; round++) {
            double[] parts = pieces(random, 8, 5);
            Sample one = made(random, parts, 3, 0.1, 0.3);
            Sample same = made(random, parts, 3, 0.1, 0.3);
            for (int p = 0; p < parts.length; p++) {
                parts[p] += 1;
            }
            Sample higher = made(random, parts, 3, 0.1, 0.3);
            Bootstrap bootstrap = new Bootstrap(round, 400, 0.95);
            claims += bootstrap.paired(one, same).verdict() == Verdict.NOT_SHOWN ? 0 : 1;
            shown += bootstrap.paired(higher, one).verdict() == Verdict.HIGHER ? 1 : 0;
            paired += width(bootstrap.paired(one, same).interval());
            unpaired += width(bootstrap.unpaired(one, same).interval());
        }
        assertTrue(claims <= (0.05 + 0.027) * rounds, claims + " claims");
        assertTrue(shown > 0.95 * rounds, shown + " shown");
        assertTrue(unpaired > 10 * paired, unpaired + " " + paired);
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }

    @Test
    void ofBalancedNormalValuesItIsStudentsInterval() {
        // One seed: the ends of the classic interval of 400 pieces, by 40,000 draws of them.
        double[] parts = pieces(new SplittableRandom(9), 400, 2);
        Interval interval = new Bootstrap(1, 40_000, 0.9).mean(Sample.fixed(parts));
        double squares = 0;
        for (double part : parts) {
            squares += Math.pow(part - interval.estimate(), 2);
        }
        double deviation = Math.sqrt(squares / 399 / 400);
        double reach = deviation * new TDistribution(399).inverseCumulativeProbability(0.95);
        // Quantiles of 40,000 draws are off by some hundredth.
        assertEquals(interval.estimate() - reach, interval.low(), 0.03 * reach);
        assertEquals(interval.estimate() + reach, interval.high(), 0.03 * reach);
    }

    @Test
    void theSameSeedGivesTheSameWhateverWasAskedBefore() {
        SplittableRandom random = new SplittableRandom(10);
        Sample a = made(random, pieces(random, 7, 1), 3, 1, 1);
        Sample b = made(random, pieces(random, 7, 1), 2, 1, 1);
        Bootstrap bootstrap = new Bootstrap(5);
        Interval first = bootstrap.mean(a);
        bootstrap.paired(a, b);
        assertEquals(first, bootstrap.mean(a));
        assertNotEquals(first, new Bootstrap(6).mean(a));
        assertEquals(bootstrap.paired(a, b), new Bootstrap(5).paired(a, b));
        Difference turned = bootstrap.paired(b, a);
        Difference straight = bootstrap.paired(a, b);
        assertEquals(straight.interval().estimate(), -turned.interval().estimate(), 1e-12);
    }

    @Test
    void aDifferenceIsClaimedOnlyWhereTheIntervalLeavesZeroOut() {
        SplittableRandom random = new SplittableRandom(11);
        int claims = 0;
        for (int round = 0; round < 200; round++) {
            double[] parts = pieces(random, 6, 1);
            Sample a = made(random, parts, 3, 0.3, 0.3);
            for (int p = 0; p < parts.length; p++) {
                parts[p] += 0.7;
            }
            Difference found =
                    new Bootstrap(round, 500, 0.95).paired(made(random, parts, 3, 0.3, 0.3), a);
            boolean outside = !found.interval().holds(0);
            assertEquals(outside, found.verdict() != Verdict.NOT_SHOWN);
            // p is known to a thousandth of itself.
            if (Math.abs(found.pValue() - 0.05) > 1e-3) {
                assertEquals(outside, found.pValue() < 0.05, "p " + found.pValue());
            }
            claims += outside ? 1 : 0;
        }
        assertTrue(claims > 20 && claims < 180, claims + " claims");
    }

    @Test
    void seedsOfEitherArmAreDrawn() {
        Sample zero = Sample.fixed(new double[] {0, 0, 0, 0});
        Sample seeds = Sample.of(new double[][] {{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}});
        // The mean of 1, 2 and 3 by Student's t of two degrees; three seeds give few quantiles.
        double reach = new TDistribution(2).inverseCumulativeProbability(0.975) / Math.sqrt(3);
        Bootstrap bootstrap = new Bootstrap(14);
        for (Difference found :
                new Difference[] {
                    bootstrap.paired(seeds, zero),
                    bootstrap.paired(zero, seeds),
                    bootstrap.unpaired(seeds, zero),
                    bootstrap.unpaired(zero, seeds)
                }) {
            assertEquals(2, Math.abs(found.interval().estimate()), 1e-12);
            assertEquals(2 * reach, width(found.interval()), 0.3 * reach);
            assertEquals(Verdict.NOT_SHOWN, found.verdict());
        }
    }

    @Test
    void missingValuesAreLeftOut() {
        Sample full = Sample.of(new double[][] {{1, 2, 4}, {3, 2, 6}});
        Sample more =
                Sample.of(
                        new double[][] {
                            {1, 2, NONE, 4}, {3, 2, NONE, 6}, {NONE, NONE, NONE, NONE}
                        });
        Bootstrap bootstrap = new Bootstrap(3);
        assertEquals(bootstrap.mean(full), bootstrap.mean(more));
        Interval interval = bootstrap.mean(Sample.of(new double[][] {{1, NONE, 4}, {3, 2, NONE}}));
        assertEquals((2 + 2 + 4) / 3.0, interval.estimate(), 1e-12);
        assertEquals(4, interval.values());
        assertTrue(interval.known() && interval.holds(interval.estimate()));
        // A pair has both: piece 1 alone.
        Sample other = Sample.of(new double[][] {{NONE, 5, NONE}});
        Difference difference = bootstrap.paired(full, other);
        assertEquals(-3, difference.interval().estimate(), 1e-12);
        assertEquals(1, difference.interval().pieces());
        assertThrows(IllegalArgumentException.class, () -> bootstrap.paired(full, more));
    }

    @Test
    void nothingIsSaidOfNothing() {
        Bootstrap bootstrap = new Bootstrap(4);
        Sample[] samples = {
            Sample.of(new double[0][]),
            Sample.of(new double[][] {{}}),
            Sample.of(new double[][] {{NONE, NONE}}),
            Sample.of(new double[][] {{3}}),
            Sample.fixed(new double[] {3})
        };
        for (Sample sample : samples) {
            Interval interval = bootstrap.mean(sample);
            assertFalse(interval.known());
            assertEquals(sample.count() == 0, Double.isNaN(interval.estimate()));
            assertTrue(interval.method().startsWith("no interval"), interval.method());
            for (Difference difference :
                    new Difference[] {
                        bootstrap.paired(sample, sample), bootstrap.unpaired(sample, sample)
                    }) {
                assertEquals(Verdict.NOT_SHOWN, difference.verdict());
                assertTrue(Double.isNaN(difference.pValue()));
            }
        }
        // All the same is known to be so.
        Interval same = bootstrap.mean(Sample.of(new double[][] {{2, 2}, {2, 2}}));
        assertEquals(2, same.low());
        assertEquals(2, same.high());
        Sample five = Sample.fixed(new double[] {5, 5, 5});
        assertEquals(Verdict.NOT_SHOWN, bootstrap.paired(five, five).verdict());
        assertEquals(1, bootstrap.paired(five, five).pValue());
    }

    @Test
    void theMethodSaysWhatWasDrawnAndWhatWasNot() {
        SplittableRandom random = new SplittableRandom(12);
        Bootstrap bootstrap = new Bootstrap(13);
        double[] parts = pieces(random, 5, 1);
        String both = bootstrap.mean(made(random, parts, 3, 1, 1)).method();
        assertTrue(both.startsWith("percentiles of 10,000 resamples of pieces and seeds"), both);
        String lone = bootstrap.mean(made(random, parts, 1, 1, 1)).method();
        assertTrue(lone.endsWith("one seed says nothing of others"), lone);
        String fixed = bootstrap.mean(Sample.fixed(parts)).method();
        assertTrue(fixed.endsWith("degrees of freedom"), fixed);
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 99, 0.95));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 1000, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 1000, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Sample.of(new double[][] {{1, 2}, {1}}));
        assertThrows(
                IllegalArgumentException.class,
                () -> Sample.fixed(new double[] {Double.POSITIVE_INFINITY}));
    }
}
