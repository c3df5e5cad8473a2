// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * The frames of a batch one after another: any size, any convention. A frame is scaled, its mean
 * taken off, its energy taken, pre-emphasised and windowed, in this order, as Kaldi and HTK do.
 */
final class SerialSpectrum implements BatchSpectrum {

    private final Convention convention;
    private final int hop;
    private final double[] window;
    private final DoubleFFT_1D fft;
    private final double[] work;
    private final double[][] spectra;
    private final double[] energies;

    SerialSpectrum(FeatureSpec spec, int frames) {
        convention = spec.convention();
        hop = spec.hopSamples();
        window = spec.analysisWindow();
        fft = FourierTransform.of(spec.fftSize());
        work = new double[spec.fftSize()];
        spectra = new double[spec.fftSize() / 2 + 1][frames];
        energies = new double[frames];
    }

    @Override
    public double[][] of(FrameBatch batch) {
        int nyquist = work.length / 2;
        for (int i = 0; i < batch.frames(); i++) {
            energies[i] = prepare(batch.samples(), i * hop);
            fft.realForward(work);
            // JTransforms packs the real parts of bins 0 and size/2 into the first two elements.
            spectra[0][i] = cell(work[0], 0);
            spectra[nyquist][i] = cell(work[1], 0);
            for (int k = 1; k < nyquist; k++) {
                spectra[k][i] = cell(work[2 * k], work[2 * k + 1]);
            }
        }
        return spectra;
    }

    private double cell(double re, double im) {
        double power = re * re + im * im;
        return convention.magnitude() ? Math.sqrt(power) : power;
    }

    @Override
    public double[] energies() {
        return energies;
    }

    /** Fills {@link #work} with the frame that begins at {@code first}, and gives its energy. */
    private double prepare(float[] samples, int first) {
        int length = window.length;
        double mean = 0;
        for (int n = 0; n < length; n++) {
            work[n] = convention.sampleScale() * samples[first + n];
            mean += work[n] / length;
        }
        double energy = 0;
        for (int n = 0; n < length; n++) {
            work[n] -= convention.removeMean() ? mean : 0;
            energy += work[n] * work[n];
        }
        for (int n = length - 1; n >= 0; n--) {
            double last = work[Math.max(0, n - 1)];
            work[n] = window[n] * (work[n] - convention.preEmphasis() * last);
        }
        Arrays.fill(work, length, work.length, 0);
        return energy;
    }
}
