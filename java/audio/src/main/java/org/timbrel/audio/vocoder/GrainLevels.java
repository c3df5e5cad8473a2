// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FourierTransform;
import org.timbrel.audio.features.WeightedRows;

/**
 * Brings frames of real sound to wanted mel levels. Both are compared after what cepstra keep of
 * them, so that a sound's own fine structure stays, and a sound that is what is wanted stays as it
 * is. Not thread-safe.
 */
final class GrainLevels {

    // Quiet sound made louder brings its hiss along; making it quieter has no limit.
    private static final double MAX_LEVEL_DB = 20;
    // Of a band beside the others. In copies of textures by grains of their other half, 3, 6 and
    // 12 dB leave TexStat distances of 0.200, 0.175 and 0.162.
    private static final double MAX_COLOUR_DB = 12;
    private static final double DB_PER_NEPER = 10 / Math.log(10);
    private static final double DB_TO_AMPLITUDE = Math.log(10) / 20;

    private final MelBands bands;
    private final DoubleFFT_1D fft;
    private final double[] window;
    // [coefficients][bands], orthonormal
    private final double[][] basis;
    private final double[] coefficients;
    private final double[] power;
    private final double[] sums;
    private final double[] levels;
    private final double[] smooth;
    private final double[] band;
    private final double[] gain;

    GrainLevels(FeatureSpec spec, double[] window) {
        this.window = window;
        bands = new MelBands(spec);
        fft = FourierTransform.of(window.length);
        int count = spec.melBands();
        basis = new double[spec.coefficients()][count];
        for (int n = 0; n < basis.length; n++) {
            for (int b = 0; b < count; b++) {
                basis[n][b] = CepstrumInverse.basis(n, b, count, spec.dctType());
            }
        }
        coefficients = new double[basis.length];
        power = new double[bands.bins()];
        sums = new double[count];
        levels = new double[count];
        smooth = new double[count];
        band = new double[count + 1];
        gain = new double[bands.bins()];
    }

    /**
     * One frame.
     *
     * @param frame samples, [fftSize]; then the same at the wanted levels, the window on it
     * @param wantedDb mel levels, [bands]
     */
    void apply(double[] frame, double[] wantedDb) {
        int nyquist = frame.length / 2;
        for (int i = 0; i < frame.length; i++) {
            frame[i] *= window[i];
        }
        fft.realForward(frame);
        power[0] = frame[0] * frame[0];
        power[nyquist] = frame[1] * frame[1];
        for (int k = 1; k < nyquist; k++) {
            power[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
        }
        setGains(wantedDb);
        frame[0] *= gain[0];
        frame[1] *= gain[nyquist];
        for (int k = 1; k < nyquist; k++) {
            frame[2 * k] *= gain[k];
            frame[2 * k + 1] *= gain[k];
        }
        fft.realInverse(frame, true);
    }

    private void setGains(double[] wantedDb) {
        bands.sum(power, sums);
        for (int b = 0; b < sums.length; b++) {
            levels[b] =
                    Math.max(
                            CepstrumInverse.FLOOR_DB,
                            DB_PER_NEPER * Math.log(Math.max(Double.MIN_NORMAL, sums[b])));
        }
        Arrays.fill(smooth, 0);
        for (int n = 0; n < basis.length; n++) {
            double sum = 0;
            for (int b = 0; b < levels.length; b++) {
                sum += basis[n][b] * levels[b];
            }
            coefficients[n] = sum;
        }
        WeightedRows.add(smooth, coefficients, basis, 0, smooth.length);
        double mean = 0;
        for (int b = 0; b < smooth.length; b++) {
            smooth[b] = wantedDb[b] - Math.max(CepstrumInverse.FLOOR_DB, smooth[b]);
            mean += smooth[b] / smooth.length;
        }
        double level = Math.min(MAX_LEVEL_DB, mean);
        for (int b = 0; b < smooth.length; b++) {
            double colour = Math.max(-MAX_COLOUR_DB, Math.min(MAX_COLOUR_DB, smooth[b] - mean));
            band[b] = Exponential.of(DB_TO_AMPLITUDE * (level + colour));
        }
        bands.spread(band, gain);
        // What no band looks at goes with its neighbour.
        Arrays.fill(gain, 0, bands.firstBin(), gain[bands.firstBin()]);
        Arrays.fill(gain, bands.endBin(), gain.length, gain[bands.endBin() - 1]);
    }
}
