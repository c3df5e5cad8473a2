// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * A sound whose STFT has the given magnitudes as nearly as may be: the fast Griffin-Lim algorithm
 * (Perraudin, Balazs and Søndergaard 2013), from given phases on.
 */
final class FastGriffinLim {

    private static final float MOMENTUM = 0.99f;

    private final Spectrogram spectrogram;
    private final int fixed;
    private final double[] window;
    private final double[] inverseCover;
    private final DoubleFFT_1D fft;
    private final double[] frame;
    private final double[] signal;
    // The estimate t and the last consistent c, complex, [columns, bins, 2].
    private final float[] estimate;
    private final float[] consistent;

    /**
     * @param phases in turns from the windows' middles, [columns, bins]
     * @param fixed columns from the first one on that keep the given phases
     * @param minCover a sample's least Σ w² that is divided by
     */
    FastGriffinLim(
            Spectrogram spectrogram, float[] phases, int fixed, double[] window, double minCover) {
        this.spectrogram = spectrogram;
        this.fixed = fixed;
        this.window = window;
        int size = window.length;
        fft = FourierTransform.of(size);
        frame = new double[size];
        int[] starts = spectrogram.starts();
        int columns = spectrogram.columns();
        int length = columns == 0 ? 0 : starts[columns - 1] - starts[0] + size;
        signal = new double[length];
        inverseCover = new double[length];
        for (int start : starts) {
            for (int i = 0; i < size; i++) {
                inverseCover[start - starts[0] + i] += window[i] * window[i];
            }
        }
        for (int i = 0; i < length; i++) {
            inverseCover[i] = 1 / Math.max(minCover, inverseCover[i]);
        }
        estimate = new float[2 * phases.length];
        consistent = new float[2 * phases.length];
        for (int i = 0; i < phases.length; i++) {
            // From the window's middle to its start: half a turn a bin.
            float sign = (i % spectrogram.bins() & 1) == 0 ? 1 : -1;
            float s = sign * spectrogram.magnitude()[i];
            estimate[2 * i] = (float) (s * TurnTable.cosine(phases[i]));
            estimate[2 * i + 1] = (float) (s * TurnTable.sine(phases[i]));
        }
    }

    /**
     * Some rounds, then the sound.
     *
     * @return the samples from the first column's start to the last one's end
     */
    double[] run(int rounds) {
        for (int round = 0; round < rounds; round++) {
            synthesize();
            analyse(round > 0);
        }
        synthesize();
        return signal;
    }

    /** The estimate with the magnitudes imposed, into the signal. */
    private void synthesize() {
        Arrays.fill(signal, 0);
        int bins = spectrogram.bins();
        int[] starts = spectrogram.starts();
        int top = bins - 1;
        for (int n = 0; n < spectrogram.columns(); n++) {
            for (int m = 0; m < bins; m++) {
                int i = n * bins + m;
                double s = spectrogram.magnitude()[i];
                double re = estimate[2 * i];
                double im = m == 0 || m == top ? 0 : estimate[2 * i + 1];
                double size = Math.sqrt(re * re + im * im);
                re = size > 0 ? s * re / size : s;
                im = size > 0 ? s * im / size : 0;
                // JTransforms packs the real parts of bins 0 and size/2 into the first elements.
                if (m == top) {
                    frame[1] = re;
                } else {
                    frame[2 * m] = re;
                    if (m > 0) {
                        frame[2 * m + 1] = im;
                    }
                }
            }
            fft.realInverse(frame, true);
            int at = starts[n] - starts[0];
            for (int i = 0; i < frame.length; i++) {
                signal[at + i] += window[i] * frame[i];
            }
        }
        for (int i = 0; i < signal.length; i++) {
            signal[i] *= inverseCover[i];
        }
    }

    /** c = STFT of the signal; t = c + α (c − the last c). */
    private void analyse(boolean hasLast) {
        int bins = spectrogram.bins();
        int[] starts = spectrogram.starts();
        int top = bins - 1;
        float alpha = hasLast ? MOMENTUM : 0;
        for (int n = fixed; n < spectrogram.columns(); n++) {
            int at = starts[n] - starts[0];
            for (int i = 0; i < frame.length; i++) {
                frame[i] = window[i] * signal[at + i];
            }
            fft.realForward(frame);
            int base = 2 * n * bins;
            for (int m = 0; m < bins; m++) {
                float re = (float) (m == top ? frame[1] : frame[2 * m]);
                float im = m == 0 || m == top ? 0 : (float) frame[2 * m + 1];
                int i = base + 2 * m;
                estimate[i] = re + alpha * (re - consistent[i]);
                estimate[i + 1] = im + alpha * (im - consistent[i + 1]);
                consistent[i] = re;
                consistent[i + 1] = im;
            }
        }
    }
}
