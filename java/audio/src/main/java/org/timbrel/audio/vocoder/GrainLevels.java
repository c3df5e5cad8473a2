// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.BandUnits;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.PackedSpectrum;

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
    private final CepstralFrames cepstra;
    private final CepstrumInverse inverse;
    // |1 − p e^{-iω}|²: the features are of emphasised sound, grains are not.
    private final double[] emphasis;
    private final double[] floorDb;
    // A vector of which only the coefficients count.
    private final float[] vector;
    private final double[] power;
    private final double[] levels;
    private final double[] band;
    private final double[] gain;

    /**
     * @param lowestCell the least that a mel cell of the grains counts as
     */
    GrainLevels(FeatureSpec spec, double[] window, double lowestCell) {
        this.window = window;
        bands = new MelBands(spec);
        BandUnits units = new BandUnits(spec, new MelFilterbank(spec));
        floorDb = new double[bands.bands()];
        for (int b = 0; b < floorDb.length; b++) {
            floorDb[b] = units.powerDb(b, 10 * Math.log10(lowestCell));
        }
        fft = FourierTransform.of(window.length);
        cepstra = new CepstralFrames(spec);
        inverse = new CepstrumInverse(spec);
        emphasis = new double[bands.bins()];
        double p = spec.convention().preEmphasis();
        for (int k = 0; k < emphasis.length; k++) {
            emphasis[k] = 1 + p * p - 2 * p * Math.cos(2 * Math.PI * k / window.length);
        }
        vector = new float[spec.vectorSize()];
        power = new double[bands.bins()];
        levels = new double[bands.bands()];
        band = new double[bands.bands() + 1];
        gain = new double[bands.bins()];
    }

    /**
     * One frame.
     *
     * @param frame samples, [fftSize]; then the same at the wanted levels, the window on it
     * @param wantedDb mel levels, [bands]
     */
    void apply(double[] frame, double[] wantedDb) {
        for (int i = 0; i < frame.length; i++) {
            frame[i] *= window[i];
        }
        fft.realForward(frame);
        PackedSpectrum.power(frame, power);
        setGains(wantedDb);
        PackedSpectrum.multiply(frame, gain);
        fft.realInverse(frame, true);
    }

    private void setGains(double[] wantedDb) {
        for (int k = 0; k < power.length; k++) {
            power[k] *= emphasis[k];
        }
        bands.sum(power, levels);
        for (int b = 0; b < levels.length; b++) {
            levels[b] = Math.max(floorDb[b], DB_PER_NEPER * Math.log(levels[b]));
        }
        cepstra.cepstra(levels, vector, 0);
        inverse.apply(vector, 0, levels);
        double mean = 0;
        for (int b = 0; b < levels.length; b++) {
            mean += (wantedDb[b] - levels[b]) / levels.length;
        }
        // What a tone's own band is not allowed of colour, all bands get: two grains of it that
        // meet splash over the others, whose mean says little of the whole.
        double wanted = 0;
        double given = 0;
        for (int b = 0; b < levels.length; b++) {
            double off = wantedDb[b] - levels[b] - mean;
            double colour = Math.max(-MAX_COLOUR_DB, Math.min(MAX_COLOUR_DB, off));
            wanted += Exponential.of(wantedDb[b] / DB_PER_NEPER);
            given += Exponential.of((levels[b] + mean + colour) / DB_PER_NEPER);
            band[b] = colour;
        }
        double level = Math.min(MAX_LEVEL_DB, mean + DB_PER_NEPER * Math.log(wanted / given));
        for (int b = 0; b < levels.length; b++) {
            band[b] = Exponential.of(DB_TO_AMPLITUDE * (level + band[b]));
        }
        bands.spread(band, gain);
        // What no band looks at goes with its neighbour.
        Arrays.fill(gain, 0, bands.firstBin(), gain[bands.firstBin()]);
        Arrays.fill(gain, bands.endBin(), gain.length, gain[bands.endBin() - 1]);
    }
}
