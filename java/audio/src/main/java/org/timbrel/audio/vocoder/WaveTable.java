// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * One period of a sum of harmonics, read at any phase: a cubic B-spline whose coefficients an
 * inverse transform makes from the harmonics' amplitudes. The spline's own response, sinc⁴, is
 * divided out before, so that every harmonic has its amplitude exactly; the images it leaves lie 24
 * dB under the highest harmonic, 48 dB under one of three fifths its frequency, and ever further
 * under lower ones. A sample costs the same however many harmonics there are. Not thread-safe.
 */
final class WaveTable {

    private static final int SHORTEST = 64;
    // Coefficients per period of the highest harmonic, at least.
    private static final int OVERSAMPLING = 3;
    // Taps of the spline beyond the first.
    private static final int TAPS = 3;

    private final Lengths lengths;
    private final double[] spline;
    private int length = SHORTEST;

    /** What tables of one length share. */
    private static final class Length {
        final int samples;
        final DoubleFFT_1D fft;
        // Harmonic k of amplitude 1 over the spline's response, as JTransforms packs it.
        final double[] unit;

        Length(int samples, double[] phase) {
            this.samples = samples;
            fft = FourierTransform.of(samples);
            unit = new double[2 * (samples / OVERSAMPLING + 1)];
            for (int k = 1; 2 * k < unit.length && k < phase.length; k++) {
                double x = Math.PI * k / samples;
                double sinc = Math.sin(x) / x;
                // The sixth that all four weights have in common is taken here.
                double gain = 1 / (6 * sinc * sinc * sinc * sinc);
                // The first of four taps lies one coefficient before the phase.
                double angle = 2 * Math.PI * (phase[k] - (double) k / samples);
                unit[2 * k] = gain * Math.cos(angle);
                unit[2 * k + 1] = gain * Math.sin(angle);
            }
        }
    }

    /** The lengths that tables have: powers of two, so that none allocates when it is set. */
    static final class Lengths {

        private final Length[] lengths;

        /**
         * @param phase of each harmonic's cosine in turns, from element 1; one longer than there
         *     are harmonics at most
         */
        Lengths(double[] phase) {
            int most = phase.length - 1;
            int count = 1;
            while (SHORTEST << (count - 1) < OVERSAMPLING * most) {
                count++;
            }
            lengths = new Length[count];
            for (int i = 0; i < count; i++) {
                lengths[i] = new Length(SHORTEST << i, phase);
            }
        }

        private Length holding(int harmonics) {
            int i = 0;
            while (lengths[i].samples < OVERSAMPLING * harmonics) {
                i++;
            }
            return lengths[i];
        }

        private int longest() {
            return lengths[lengths.length - 1].samples;
        }
    }

    /** A table of silence. */
    WaveTable(Lengths lengths) {
        this.lengths = lengths;
        spline = new double[lengths.longest() + TAPS];
    }

    /**
     * Becomes the sum of harmonics of those powers.
     *
     * @param power squares of the amplitudes, from element 1 to {@code count}
     */
    void set(double[] power, int count) {
        Length chosen = lengths.holding(count);
        double[] unit = chosen.unit;
        length = chosen.samples;
        spline[0] = 0;
        spline[1] = 0;
        for (int k = 1; k <= count; k++) {
            double amplitude = Math.sqrt(power[k]);
            spline[2 * k] = amplitude * unit[2 * k];
            spline[2 * k + 1] = amplitude * unit[2 * k + 1];
        }
        for (int i = 2 * count + 2; i < length; i++) {
            spline[i] = 0;
        }
        // Unscaled, this is the sum of Re(c_k e^(2πikn/length)).
        chosen.fft.realInverse(spline, false);
        System.arraycopy(spline, 0, spline, length, TAPS);
    }

    /** Coefficients of a period: what a {@link Reading} must be for. */
    int length() {
        return length;
    }

    /**
     * Adds sound whose gain moves in a straight line.
     *
     * @param reading of as many coefficients as this table has
     * @param slope of the gain, a sample
     * @param out added to, from {@code offset}, as many as are read
     */
    void add(Reading reading, double gain, double slope, double[] out, int offset) {
        double[] w0 = reading.before;
        double[] w1 = reading.under;
        double[] w2 = reading.over;
        double[] w3 = reading.beyond;
        for (int n = 0; n < reading.count; n++) {
            int i = (int) reading.whole[n] & (length - 1);
            double x =
                    spline[i] * w0[n]
                            + spline[i + 1] * w1[n]
                            + spline[i + 2] * w2[n]
                            + spline[i + 3] * w3[n];
            out[offset + n] += (gain + n * slope) * x;
        }
    }

    /**
     * Where samples lie among a table's coefficients, and how the four around each are weighed.
     * Apart from the tables, because two are mostly read at the same places, and because these
     * loops are ones that the JVM vectorises.
     */
    static final class Reading {

        private final double[] whole;
        private final double[] before;
        private final double[] under;
        private final double[] over;
        private final double[] beyond;
        private int count;

        /** Room for so many samples. */
        Reading(int most) {
            whole = new double[most];
            before = new double[most];
            under = new double[most];
            over = new double[most];
            beyond = new double[most];
        }

        /**
         * Becomes that of samples at those phases.
         *
         * @param turns of the fundamental, at least 0, [count]
         * @param length of the table
         */
        void set(double[] turns, int length, int count) {
            this.count = count;
            for (int n = 0; n < count; n++) {
                double position = turns[n] * length;
                double floor = Math.floor(position);
                double u = position - floor;
                double v = 1 - u;
                whole[n] = floor;
                before[n] = v * v * v;
                under[n] = 4 - 3 * u * u * (2 - u);
                over[n] = 4 - 3 * v * v * (2 - v);
                beyond[n] = u * u * u;
            }
        }
    }
}
