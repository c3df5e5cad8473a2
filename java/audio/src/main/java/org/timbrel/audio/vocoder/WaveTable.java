// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FourierTransform;

/**
 * One period of a sum of harmonics, read at any phase: a cubic B-spline through samples that an
 * inverse transform makes from the harmonics' amplitudes. The spline's own response, sinc⁴, is
 * divided out before, so that every harmonic has its amplitude to the last bit that matters, and
 * the images of the highest lie 48 dB under it. A read costs the same however many harmonics there
 * are. Not thread-safe.
 */
final class WaveTable {

    private static final int SHORTEST = 64;
    // Samples per period of the highest harmonic.
    private static final int OVERSAMPLING = 4;
    // Taps of the spline beyond the first.
    private static final int TAPS = 3;

    private final Sizes sizes;
    private final double[] samples;
    private int length = SHORTEST;

    /** What tables of one length share. */
    private static final class Size {
        final int length;
        final DoubleFFT_1D fft;
        // Harmonic k of amplitude 1 over the spline's response, as JTransforms packs it.
        final double[] unit;

        Size(int length, double[] phase) {
            this.length = length;
            fft = FourierTransform.of(length);
            unit = new double[length / OVERSAMPLING * 2 + 2];
            for (int k = 1; 2 * k + 1 < unit.length; k++) {
                double x = Math.PI * k / length;
                double sinc = Math.sin(x) / x;
                double gain = 1 / (sinc * sinc * sinc * sinc);
                // A read's first tap lies one sample before the phase.
                double turns = (k < phase.length ? phase[k] : 0) - (double) k / length;
                unit[2 * k] = gain * Math.cos(2 * Math.PI * turns);
                unit[2 * k + 1] = gain * Math.sin(2 * Math.PI * turns);
            }
        }
    }

    /** The transforms of all lengths that so many harmonics need. */
    static final class Sizes {

        private final Size[] sizes;

        /**
         * @param phase of each harmonic in turns, from element 1; its length is one more than the
         *     most harmonics there are
         */
        Sizes(double[] phase) {
            int most = phase.length - 1;
            int count = 1;
            while (SHORTEST << (count - 1) < OVERSAMPLING * most) {
                count++;
            }
            sizes = new Size[count];
            for (int i = 0; i < count; i++) {
                sizes[i] = new Size(SHORTEST << i, phase);
            }
        }

        private Size holding(int harmonics) {
            int i = 0;
            while (sizes[i].length < OVERSAMPLING * harmonics) {
                i++;
            }
            return sizes[i];
        }
    }

    WaveTable(Sizes sizes) {
        this.sizes = sizes;
        samples = new double[sizes.sizes[sizes.sizes.length - 1].length + TAPS];
    }

    /**
     * Becomes the sum of harmonics of those powers.
     *
     * @param power squares of the amplitudes, from element 1 to {@code count}
     */
    void set(double[] power, int count) {
        Size size = sizes.holding(count);
        length = size.length;
        samples[0] = 0;
        samples[1] = 0;
        for (int k = 1; k <= count; k++) {
            double amplitude = Math.sqrt(power[k]);
            samples[2 * k] = amplitude * size.unit[2 * k];
            samples[2 * k + 1] = amplitude * size.unit[2 * k + 1];
        }
        for (int i = 2 * count + 2; i < length; i++) {
            samples[i] = 0;
        }
        // Without scale, JTransforms sums real parts times cosines once: x = Σ Re(c_k e^(2πikn/L)).
        size.fft.realInverse(samples, false);
        System.arraycopy(samples, 0, samples, length, TAPS);
    }

    /**
     * The sum at a phase.
     *
     * @param turns of the fundamental, at least 0; times the length at most 2^31
     */
    double at(double turns) {
        double position = turns * length;
        int whole = (int) position;
        double u = position - whole;
        int i = whole & (length - 1);
        double v = 1 - u;
        double uu = u * u;
        double vv = v * v;
        return (samples[i] * vv * v
                        + samples[i + 1] * (4 - 3 * uu * (2 - u))
                        + samples[i + 2] * (4 - 3 * vv * (2 - v))
                        + samples[i + 3] * uu * u)
                * (1.0 / 6);
    }
}
