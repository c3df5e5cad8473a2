// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.WindowShape;

/**
 * Phases for a sound whose STFT magnitudes are known exactly: what the phase and griffin-lim
 * vocoders do, without what mel bands lose before. This is how such methods are measured beside
 * each other. Not thread-safe.
 */
public final class PhaseRetrieval {

    /** Where the first phases come from. */
    public enum Start {
        /** One column after another, from what came before. */
        REAL_TIME,
        /** As above, but each column waits for the next one. */
        LOOK_AHEAD,
        /** From all columns at once, the loudest cells first. */
        OFFLINE
    }

    // Under this share of the windows' usual sum a sample is not scaled up.
    private static final double MIN_COVER = 0.1;
    private static final double QUIETEST = 1e-30;

    private final WindowShape shape;
    private final int hop;
    private final int bins;
    private final double[] window;
    private final DoubleFFT_1D fft;

    /**
     * @param window analysis window
     * @param fftSize window and transform in samples, even, at least 16
     * @param hopSamples 1 to a quarter of {@code fftSize}
     * @throws IllegalArgumentException if a size is outside its range
     */
    public PhaseRetrieval(WindowShape window, int fftSize, int hopSamples) {
        if (fftSize < 16 || fftSize % 2 != 0) {
            throw new IllegalArgumentException(
                    "fftSize " + fftSize + " is not an even number of at least 16");
        }
        if (hopSamples < 1 || hopSamples > fftSize / 4) {
            throw new IllegalArgumentException(
                    "hopSamples "
                            + hopSamples
                            + " is outside 1.."
                            + fftSize / 4
                            + " (a quarter of fftSize)");
        }
        this.shape = window;
        hop = hopSamples;
        bins = fftSize / 2 + 1;
        this.window = window.samples(fftSize);
        fft = FourierTransform.of(fftSize);
    }

    /**
     * Forgets a sound's phases and finds others.
     *
     * @param samples at least one
     * @param rounds of fast Griffin-Lim after the start, at least 0
     * @param seed of the phases of cells too quiet to matter
     * @return as many samples, of either sign: magnitudes do not tell
     */
    public float[] again(float[] samples, Start start, int rounds, long seed) {
        Spectrogram exact = magnitudes(samples);
        PhaseGradient gradient = new PhaseGradient(shape, window.length);
        float[] phases =
                start == Start.OFFLINE
                        ? HeapPhases.of(exact, gradient, seed)
                        : columns(exact, gradient, start == Start.LOOK_AHEAD, seed);
        double cover = Arrays.stream(window).map(w -> w * w).sum() / hop;
        double[] sound =
                new FastGriffinLim(exact, phases, 0, window, MIN_COVER * cover).run(rounds);
        float[] out = new float[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) sound[window.length + i];
        }
        return out;
    }

    /**
     * How much of the magnitudes of one sound another has: −20 log10(‖|B| − |A|‖ / ‖|A|‖) over
     * every window that reaches a sample, zeros around the sounds.
     *
     * @param samples of A, at least one
     * @param other as many, of B
     * @return in dB; infinite for the same magnitudes, NaN for silence
     */
    public double likenessDb(float[] samples, float[] other) {
        if (samples.length != other.length) {
            throw new IllegalArgumentException(
                    "one sound has " + samples.length + " samples, the other " + other.length);
        }
        float[] a = magnitudes(samples).magnitude();
        float[] b = magnitudes(other).magnitude();
        double error = 0;
        double energy = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            error += d * d;
            energy += (double) a[i] * a[i];
        }
        return -10 * Math.log10(error / energy);
    }

    /** The sound with a window of zeros at both ends. */
    private Spectrogram magnitudes(float[] samples) {
        int size = window.length;
        double[] padded = new double[samples.length + 2 * size];
        for (int i = 0; i < samples.length; i++) {
            padded[size + i] = samples[i];
        }
        // Up to the first column that begins past the last sample.
        int[] starts = new int[1 + (samples.length + size) / hop];
        float[] magnitude = new float[Math.multiplyExact(starts.length, bins)];
        double[] frame = new double[size];
        for (int n = 0; n < starts.length; n++) {
            starts[n] = n * hop;
            for (int i = 0; i < size; i++) {
                frame[i] = window[i] * padded[starts[n] + i];
            }
            fft.realForward(frame);
            int base = n * bins;
            magnitude[base] = (float) Math.abs(frame[0]);
            magnitude[base + bins - 1] = (float) Math.abs(frame[1]);
            for (int m = 1; m < bins - 1; m++) {
                magnitude[base + m] = (float) Math.hypot(frame[2 * m], frame[2 * m + 1]);
            }
        }
        return new Spectrogram(magnitude, bins, starts);
    }

    private float[] columns(
            Spectrogram exact, PhaseGradient gradient, boolean lookAhead, long seed) {
        ColumnPhases phases = new ColumnPhases(bins, seed);
        int columns = exact.columns();
        float[] found = new float[columns * bins];
        float[] log = new float[found.length];
        for (int i = 0; i < log.length; i++) {
            log[i] = (float) Math.log(exact.magnitude()[i] + QUIETEST);
        }
        double[] earlier = new double[bins];
        double[] magnitude = new double[bins];
        float[] earlierTurn = new float[bins];
        float[] turn = new float[bins];
        float[] slope = new float[bins];
        for (int n = 0; n < columns; n++) {
            for (int m = 0; m < bins; m++) {
                magnitude[m] = exact.magnitude()[n * bins + m];
            }
            gradient.overTime(log, n * bins, turn, 0);
            int from = Math.max(0, n - 1);
            int to = lookAhead ? Math.min(columns - 1, n + 1) : n;
            if (to > from) {
                gradient.overFrequency(
                        log, from * bins, log, to * bins, (to - from) * hop, slope, 0);
            }
            double[] phase = phases.next(earlier, magnitude, earlierTurn, turn, slope, hop);
            for (int m = 0; m < bins; m++) {
                found[n * bins + m] = (float) phase[m];
            }
            System.arraycopy(magnitude, 0, earlier, 0, bins);
            System.arraycopy(turn, 0, earlierTurn, 0, bins);
        }
        return found;
    }
}
