// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Pieces and seeds drawn with replacement, as how often each was drawn, and means under them. */
final class Draws {

    private final SplittableRandom random;

    Draws(SplittableRandom random) {
        this.random = random;
    }

    /**
     * @param counts overwritten: so many drawn of so many
     */
    void draw(int[] counts) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < counts.length; i++) {
            counts[random.nextInt(counts.length)]++;
        }
    }

    /** The mean of a piece's values by how often their seeds were drawn; NaN without one. */
    static double pieceMean(Sample sample, int[] seeds, int piece) {
        double sum = 0;
        int count = 0;
        for (int s = 0; s < seeds.length; s++) {
            double value = sample.at(s, piece);
            if (seeds[s] > 0 && !Double.isNaN(value)) {
                sum += seeds[s] * value;
                count += seeds[s];
            }
        }
        return sum / count;
    }

    /** The mean over the pieces that were drawn; NaN where none of them has a value. */
    static double mean(Sample sample, int[] seeds, int[] pieces) {
        double sum = 0;
        int count = 0;
        for (int p = 0; p < pieces.length; p++) {
            double mean = pieces[p] > 0 ? pieceMean(sample, seeds, p) : Double.NaN;
            if (!Double.isNaN(mean)) {
                sum += pieces[p] * mean;
                count += pieces[p];
            }
        }
        return sum / count;
    }

    /** The mean difference over the pieces that were drawn; NaN where none has both values. */
    static double difference(Sample a, int[] seedsA, Sample b, int[] seedsB, int[] pieces) {
        double sum = 0;
        int count = 0;
        for (int p = 0; p < pieces.length; p++) {
            double apart =
                    pieces[p] > 0 ? pieceMean(a, seedsA, p) - pieceMean(b, seedsB, p) : Double.NaN;
            if (!Double.isNaN(apart)) {
                sum += pieces[p] * apart;
                count += pieces[p];
            }
        }
        return sum / count;
    }
}
