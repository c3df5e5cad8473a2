// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.WindowShape;

/**
 * Magnitudes of a sound's frames, one at a time: frame t is centred on sample t·hop, with zeros
 * beyond the ends. Periodic Hann, in the middle of the transform where it is shorter. Not
 * thread-safe.
 */
public final class Stft {

    private final int size;
    private final int hop;
    private final double[] window;
    private final DoubleFFT_1D fft;
    private final double[] work;

    /**
     * A transform of frames.
     *
     * @param size of the transform, even
     * @param hop samples between frames, at least 1
     * @param windowSamples under the window, 2 to {@code size}
     */
    public Stft(int size, int hop, int windowSamples) {
        this.size = size;
        this.hop = hop;
        window = WindowShape.HANN.samples(windowSamples);
        fft = FourierTransform.of(size);
        work = new double[size];
    }

    /** size / 2 + 1. */
    public int bins() {
        return size / 2 + 1;
    }

    /** The first sample under the window of a frame; may lie before the sound. */
    public long start(long frame) {
        return frame * hop - window.length / 2;
    }

    /** The sample after the last under the window of a frame. */
    public long end(long frame) {
        return start(frame) + window.length;
    }

    /** How many frames a sound has. */
    public long frames(long samples) {
        return 1 + samples / hop;
    }

    /**
     * One frame.
     *
     * @param samples of which the first is number {@code base} of the sound
     * @param count how many there are; the sound is silent beyond them
     * @param magnitude written, [size / 2 + 1]
     */
    public void magnitudes(float[] samples, long base, int count, long frame, double[] magnitude) {
        Arrays.fill(work, 0);
        int start = Math.toIntExact(start(frame) - base);
        int margin = (size - window.length) / 2;
        int from = Math.max(0, -start);
        int to = Math.min(window.length, count - start);
        for (int i = from; i < to; i++) {
            work[margin + i] = window[i] * samples[start + i];
        }
        fft.realForward(work);
        // JTransforms packs the real parts of bins 0 and size/2 into the first two elements.
        magnitude[0] = Math.abs(work[0]);
        magnitude[size / 2] = Math.abs(work[1]);
        for (int k = 1; k < size / 2; k++) {
            double re = work[2 * k];
            double im = work[2 * k + 1];
            magnitude[k] = Math.sqrt(re * re + im * im);
        }
    }
}
