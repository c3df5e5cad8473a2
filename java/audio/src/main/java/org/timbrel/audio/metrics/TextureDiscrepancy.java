// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.List;

/**
 * Whether two sounds have the same distribution of texture statistics: the squared maximum mean
 * discrepancy of their segments' TexStat vectors, by the unbiased estimate (Gretton et al., JMLR
 * 13, 2012, eq. 3),
 *
 * <pre>mean k(x, x') + mean k(y, y') - 2 mean k(x, y)   over pairs of different segments.</pre>
 *
 * <p>The kernel is k(x, y) = exp(-d(x, y) / σ), d being TexStat's distance and σ the median of d
 * between different segments of the reference. d is a sum of Euclidean norms, each of negative
 * type, so that k is positive definite (Schoenberg 1938): the product of an exponential kernel for
 * each kind of statistics. The weights of TexStat and the root mean squares put the kinds on
 * comparable scales; dividing each of the 1,240 numbers by its own deviation would need more
 * segments than there are. For the same reason there is no Fréchet distance, whose covariance of
 * 1,240 numbers half an hour of sound would just make regular.
 *
 * <p>0 on average for two stretches of the same texture, and so as often below 0 as above; at most
 * 2. Each sound needs two segments, about 3 s.
 */
public final class TextureDiscrepancy {

    private TextureDiscrepancy() {}

    /**
     * Of two lists of segments.
     *
     * @return NaN where one has fewer than two
     */
    static double of(List<TextureStatistics> reference, List<TextureStatistics> other) {
        PairDistances within = PairDistances.within(reference);
        return of(
                within,
                PairDistances.within(other),
                PairDistances.between(reference, other),
                within.median());
    }

    /**
     * Of distances that are known.
     *
     * @param bandwidth σ; where it is 0, all segments of the reference are equal, and k is 1 for
     *     equal segments and 0 for others
     */
    static double of(
            PairDistances reference, PairDistances other, PairDistances across, double bandwidth) {
        double sigma = Math.max(bandwidth, Float.MIN_NORMAL);
        return reference.meanKernel(sigma) + other.meanKernel(sigma) - 2 * across.meanKernel(sigma);
    }
}
