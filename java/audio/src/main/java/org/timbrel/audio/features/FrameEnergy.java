// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * The energy of a frame's samples from the powers of its bands, where a convention keeps it in
 * place of cepstral coefficient 0: the bands' mean densities, pre-emphasis undone, summed over the
 * bins that are theirs.
 */
final class FrameEnergy {

    // [melBands]: energy of the frame's samples, without the window, a unit of the band's power
    private final double[] weights;

    FrameEnergy(FeatureSpec spec, MelFilterbank bank) {
        weights = new double[bank.bands()];
        double[] covered = new double[spec.fftSize() / 2 + 1];
        for (int b = 0; b < weights.length; b++) {
            for (int k = bank.firstBin(b); k < bank.firstBin(b) + bank.binCount(b); k++) {
                covered[k] += bank.weight(b, k);
            }
        }
        double windowPower = 0;
        for (double w : spec.analysisWindow()) {
            windowPower += w * w;
        }
        // Parseval: both sides of the spectrum, over the transform's length.
        double scale = 2.0 * spec.windowSamples() / (windowPower * spec.fftSize());
        double p = spec.convention().preEmphasis();
        for (int b = 0; b < weights.length; b++) {
            double area = 0;
            double share = 0;
            for (int k = bank.firstBin(b); k < bank.firstBin(b) + bank.binCount(b); k++) {
                double turn = 2 * Math.PI * k / spec.fftSize();
                double emphasis = 1 + p * p - 2 * p * Math.cos(turn);
                area += bank.weight(b, k);
                share += bank.weight(b, k) / covered[k] / emphasis;
            }
            weights[b] = area > 0 ? scale * share / area : 0;
        }
    }

    /**
     * The energy of a frame.
     *
     * @param levelDb of the bands' power, [melBands]
     */
    double of(double[] levelDb) {
        double energy = 0;
        for (int b = 0; b < weights.length; b++) {
            energy += weights[b] * Math.exp(CepstralBasis.NEPERS_PER_DB * levelDb[b]);
        }
        return energy;
    }
}
