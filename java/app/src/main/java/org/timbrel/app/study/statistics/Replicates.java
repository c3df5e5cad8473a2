// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * What an estimate came to when its pieces and seeds were drawn anew, and the interval that
 * follows.
 *
 * <p>Ends are estimate + t/z · √V / deviation · (quantile − estimate), t and z being Student's and
 * the normal quantile: those of the replicates are stretched about the estimate so that their
 * deviation becomes the unbiased one of {@link Spread}, and the normal quantile that they stand for
 * becomes Student's: what is drawn with replacement from three seeds varies less than seeds do, and
 * nobody knows from three how much they vary (Hesterberg, "What Teachers Should Know About the
 * Bootstrap", The American Statistician 69, 2015, on narrowness and expanded percentiles). For
 * balanced normal values it is Satterthwaite's interval; where values are skewed the replicates
 * keep their skewness.
 */
final class Replicates {

    private static final int TRIES = 100;

    private final double estimate;
    private final Spread spread;
    // Less the estimate, in order.
    private final double[] offsets;
    private final double deviation;

    /**
     * @param replicate draws one; NaN where what was drawn has no value, and is drawn again
     */
    Replicates(double estimate, Spread spread, int resamples, DoubleSupplier replicate) {
        this.estimate = estimate;
        this.spread = spread;
        offsets = new double[resamples];
        double mean = 0;
        for (int i = 0; i < resamples; i++) {
            offsets[i] = drawn(replicate) - estimate;
            mean += offsets[i] / resamples;
        }
        double squares = 0;
        for (double offset : offsets) {
            squares += (offset - mean) * (offset - mean);
        }
        deviation = Math.sqrt(squares / resamples);
        Arrays.sort(offsets);
    }

    /** Where values are so few that nothing was drawn so often, the estimate itself. */
    private double drawn(DoubleSupplier replicate) {
        for (int i = 0; i < TRIES; i++) {
            double value = replicate.getAsDouble();
            if (!Double.isNaN(value)) {
                return value;
            }
        }
        return estimate;
    }

    /** The lower and the upper end at a level. */
    double[] ends(double level) {
        double tail = (1 - level) / 2;
        if (deviation == 0 || spread.variance() == 0) {
            return new double[] {estimate, estimate};
        }
        double student = new TDistribution(spread.degrees()).inverseCumulativeProbability(tail);
        double normal = new NormalDistribution().inverseCumulativeProbability(tail);
        double stretch = student / normal * Math.sqrt(spread.variance()) / deviation;
        return new double[] {
            estimate + stretch * quantile(tail), estimate + stretch * quantile(1 - tail)
        };
    }

    private double quantile(double share) {
        double place = share * (offsets.length - 1);
        int below = (int) place;
        int above = Math.min(offsets.length - 1, below + 1);
        return offsets[below] + (place - below) * (offsets[above] - offsets[below]);
    }

    /** The least p for which the ends at level 1 − p do not hold 0, to a thousandth of itself. */
    double pValue() {
        if (Double.isNaN(estimate)) {
            return Double.NaN;
        }
        // Below that, no replicate is left in a tail.
        double low = 2.0 / (offsets.length + 1);
        double high = 1;
        if (outside(low)) {
            return low;
        }
        while (high / low > 1.001) {
            double middle = Math.sqrt(low * high);
            if (outside(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean outside(double p) {
        double[] ends = ends(1 - p);
        return ends[0] > 0 || ends[1] < 0;
    }
}
