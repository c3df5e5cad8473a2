// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.WindowShape;

/**
 * |FFT(w · x)|² of real frames, in double precision: single would take half of the agreement with
 * librosa that is left to lose. Not thread-safe.
 */
public final class PowerSpectrum {

    private final int size;
    private final double[] window;
    private final DoubleFFT_1D fft;
    private final double[] work;
    private final double[] power;

    /** For frames of {@code size} samples, even, under that window. */
    public PowerSpectrum(WindowShape shape, int size) {
        this.size = size;
        this.window = shape.samples(size);
        this.fft = FourierTransform.of(size);
        this.work = new double[size];
        this.power = new double[size / 2 + 1];
    }

    /**
     * The power spectrum of one frame.
     *
     * @param samples [size]
     * @return [size / 2 + 1], valid until the next call
     */
    public double[] of(float[] samples) {
        for (int n = 0; n < size; n++) {
            work[n] = window[n] * samples[n];
        }
        fft.realForward(work);
        // JTransforms packs the real parts of bins 0 and size/2 into the first two elements.
        power[0] = work[0] * work[0];
        power[size / 2] = work[1] * work[1];
        for (int k = 1; k < size / 2; k++) {
            power[k] = work[2 * k] * work[2 * k] + work[2 * k + 1] * work[2 * k + 1];
        }
        return power;
    }
}
