// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * How periodic a frame of known period is, band by band, and its period made exact.
 *
 * <p>Two windows lie a whole number of periods apart, symmetrically about the frame's centre. What
 * is periodic is the same in both, noise is not: of a sum of both, the cross-spectrum's real part
 * over the power is the periodic share. A period that is slightly off turns the cross-spectrum in
 * proportion to frequency, so that the slope of the phase tells the rest of it. Not thread-safe.
 */
final class Periodicity {

    // Nearer windows would find the noise about a high harmonic periodic too.
    private static final double LAG_SECONDS = 0.005;
    // A band's power on top, -110 dB of full scale: digital silence has no share.
    private static final double FLOOR = 1e-11;
    // The farther from the truth the period may still be, the fewer bands to trust.
    private static final int[] STAGE_BANDS = {2, 2, 3, 4, 5, 5};
    // Those have to hold so many harmonics.
    private static final double LOW_HARMONICS = 2.5;
    // No band is trusted beyond a noise of that share.
    private static final double LEAST_NOISE = 0.02;
    // Bands so far under the whole frame hold more of the window's skirts than of harmonics.
    private static final double LEAKAGE = 1e-4;
    // The period is known that well before: what would change it more is not the tone.
    private static final double MAX_CHANGE = 0.01;

    private final double sampleRateHz;
    private final CrossSpectrum cross;

    Periodicity(double sampleRateHz, PitchRange range) {
        this.sampleRateHz = sampleRateHz;
        cross =
                new CrossSpectrum(
                        sampleRateHz,
                        Math.max(1 / range.minHz(), 1.5 * LAG_SECONDS) * 1.02 * sampleRateHz);
    }

    /** Samples that a frame needs before and after its centre. */
    int half() {
        return cross.half();
    }

    /**
     * Measures the frame about sample {@code centre}.
     *
     * @param logF0 ln of its frequency in Hz, within a few per cent
     * @param out all values of a pitch frame, written
     */
    void measure(SlidingSamples source, long centre, double logF0, float[] out, int offset) {
        double period = sampleRateHz / Math.exp(logF0);
        int periods = (int) Math.max(1, Math.rint(LAG_SECONDS * sampleRateHz / period));
        double start = periods * period;
        int lag = (int) Math.rint(start);
        cross.measure(source, centre, lag, period);
        double turn = refine(2 * Math.PI * (start - lag) / period, periods, sampleRateHz / period);
        cross.turn(turn);
        double rest = turn * period / (2 * Math.PI);
        out[offset + PitchFrame.LOG_F0] = (float) Math.log(sampleRateHz * periods / (lag + rest));
        write(out, offset);
    }

    /**
     * Newton's method on the bands' sums of Re(C e^{ihφ}), from the low bands, which bear a period
     * that is off, to all; each band weighs as its phases can be trusted (Hannan and Thomson 1973,
     * "Estimating group delay", which is likeliest for a tone in noise).
     *
     * @param start by how much of a turn the first harmonic is off, in radians
     * @return the same, better
     */
    private double refine(double start, int periods, double f0) {
        double maxChange = 2 * Math.PI * MAX_CHANGE * periods;
        double all = 0;
        for (int b = 0; b < PitchFrame.BANDS; b++) {
            all += cross.power(b);
        }
        double turn = start;
        for (int bands : STAGE_BANDS) {
            int trusted = bands;
            while (trusted < PitchFrame.BANDS
                    && LOW_HARMONICS * f0 > CrossSpectrum.topHz(trusted - 1)) {
                trusted++;
            }
            cross.turn(turn);
            double slopes = 0;
            double bends = 0;
            for (int b = 0; b < trusted; b++) {
                double share =
                        Math.max(
                                0,
                                Math.min(
                                        1, cross.shared(b) / (cross.power(b) + Double.MIN_NORMAL)));
                double trust = share * share / (1 + LEAST_NOISE - share * share);
                slopes += trust * cross.slope(b) / (cross.power(b) + LEAKAGE * all);
                bends += trust * cross.bend(b) / (cross.power(b) + LEAKAGE * all);
            }
            double change = slopes / bends;
            if (!(bends > 0 && Math.abs(turn + change - start) <= maxChange)) {
                break;
            }
            turn += change;
        }
        return turn;
    }

    private void write(float[] out, int offset) {
        double floor = FLOOR * cross.fullScale();
        double periodic = 0;
        double all = 0;
        for (int b = 0; b < PitchFrame.BANDS; b++) {
            double share = Math.max(0, Math.min(1, cross.shared(b) / (cross.power(b) + floor)));
            periodic += share * (cross.power(b) + floor);
            all += cross.power(b) + floor;
            out[offset + PitchFrame.BAND_VOICING + b] = (float) share;
        }
        out[offset + PitchFrame.VOICING] = (float) (periodic / all);
    }
}
