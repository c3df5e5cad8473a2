// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.util.List;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Mean and covariance of the levels, in dB, of a sound's frames, or of those of several sounds
 * together.
 */
public final class LevelGaussian {

    private final int sampleRateHz;
    private final long frames;
    private final double[] mean;
    // Sums of products of deviations from the mean, [bands][bands].
    private final double[][] products;

    private LevelGaussian(int sampleRateHz, long frames, double[] mean, double[][] products) {
        this.sampleRateHz = sampleRateHz;
        this.frames = frames;
        this.mean = mean;
        this.products = products;
    }

    /**
     * Of the frames of several sounds together (Chan, Golub and LeVeque, "Updating formulae and a
     * pairwise algorithm for computing sample variances", 1979).
     *
     * @param parts at least one, all at the same rate
     * @throws IllegalArgumentException if there is none, or rates differ
     */
    public static LevelGaussian joined(List<LevelGaussian> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no sounds to join");
        }
        LevelGaussian all = parts.get(0);
        for (LevelGaussian part : parts.subList(1, parts.size())) {
            all = all.plus(part);
        }
        return all;
    }

    private LevelGaussian plus(LevelGaussian other) {
        requireSameRate(other);
        long count = frames + other.frames;
        double share = (double) other.frames / count;
        int bands = mean.length;
        double[] moved = new double[bands];
        double[][] sums = new double[bands][bands];
        for (int i = 0; i < bands; i++) {
            moved[i] = mean[i] + share * (other.mean[i] - mean[i]);
            for (int j = 0; j < bands; j++) {
                double apart = (other.mean[i] - mean[i]) * (other.mean[j] - mean[j]);
                sums[i][j] = products[i][j] + other.products[i][j] + apart * frames * share;
            }
        }
        return new LevelGaussian(sampleRateHz, count, moved, sums);
    }

    private void requireSameRate(LevelGaussian other) {
        if (sampleRateHz != other.sampleRateHz) {
            throw new IllegalArgumentException(
                    "sounds at %d Hz and at %d Hz: resample one"
                            .formatted(sampleRateHz, other.sampleRateHz));
        }
    }

    /** The rate of the sounds, in Hz. */
    public int sampleRateHz() {
        return sampleRateHz;
    }

    /** How many frames, at least 1. */
    public long frames() {
        return frames;
    }

    /** The mean level of each band, in dB above the least that counts; [bands]. */
    public double[] mean() {
        return mean.clone();
    }

    /** Of the frames as they are (divided by their number), in dB²; [bands][bands]. */
    public double[][] covariance() {
        double[][] covariance = new double[mean.length][mean.length];
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j < mean.length; j++) {
                covariance[i][j] = products[i][j] / frames;
            }
        }
        return covariance;
    }

    /**
     * The squared Fréchet distance of two normal distributions (Dowson and Landau, "The Fréchet
     * distance between multivariate normal distributions", 1982), as in the Fréchet audio distance
     * (Kilgour et al., Interspeech 2019), but of levels, not of a network's values:
     *
     * <pre>|m − m'|² + tr(C + C' − 2 (C½ C' C½)½)</pre>
     *
     * <p>0 where both have the same mean and covariance. A sound 1 dB louder is as many dB² away as
     * there are bands, at most 80. Of few frames covariances are rough: compare with what two
     * halves of the real sounds give.
     *
     * @return dB², at least 0
     * @throws IllegalArgumentException if the rates differ
     */
    public double frechet(LevelGaussian other) {
        requireSameRate(other);
        double distance = 0;
        for (int i = 0; i < mean.length; i++) {
            double apart = mean[i] - other.mean[i];
            distance += apart * apart;
        }
        RealMatrix one = MatrixUtils.createRealMatrix(covariance());
        RealMatrix two = MatrixUtils.createRealMatrix(other.covariance());
        RealMatrix root = root(one);
        RealMatrix product = root.multiply(two).multiply(root);
        double common = 0;
        for (double value : eigenvalues(product)) {
            common += Math.sqrt(Math.max(0, value));
        }
        // The trace of equal matrices may come out a rounding below 0.
        return Math.max(0, distance + one.getTrace() + two.getTrace() - 2 * common);
    }

    /** The square root of a covariance, whose eigenvalues rounding may make a little negative. */
    private static RealMatrix root(RealMatrix covariance) {
        EigenDecompositionSymmetric parts = decomposed(covariance);
        double[] roots = parts.getEigenvalues();
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(Math.max(0, roots[i]));
        }
        return parts.getV()
                .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
                .multiply(parts.getVT());
    }

    private static double[] eigenvalues(RealMatrix matrix) {
        return decomposed(matrix).getEigenvalues();
    }

    /** Of the mean of a matrix and its transpose, which differ by rounding alone. */
    private static EigenDecompositionSymmetric decomposed(RealMatrix matrix) {
        RealMatrix even = matrix.add(matrix.transpose()).scalarMultiply(0.5);
        return new EigenDecompositionSymmetric(even);
    }

    /** Takes frames one by one (Welford's update). */
    static final class Listener {

        private final int sampleRateHz;
        private final double[] mean;
        private final double[][] products;
        private final double[] before;
        private long frames;

        Listener(int bands, int sampleRateHz) {
            this.sampleRateHz = sampleRateHz;
            mean = new double[bands];
            products = new double[bands][bands];
            before = new double[bands];
        }

        /**
         * @param levels [bands], in dB
         */
        void add(double[] levels) {
            frames++;
            for (int i = 0; i < mean.length; i++) {
                before[i] = levels[i] - mean[i];
                mean[i] += before[i] / frames;
            }
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    products[i][j] += before[i] * (levels[j] - mean[j]);
                }
            }
        }

        /** What was added; nothing is added afterwards. */
        LevelGaussian gaussian() {
            return new LevelGaussian(sampleRateHz, frames, mean, products);
        }
    }
}
