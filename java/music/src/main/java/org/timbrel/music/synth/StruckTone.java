// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.Arrays;

/**
 * Partials that ring and die away, each a damped resonator: y[n] = 2 r cos(w) y[n-1] - r² y[n-2].
 */
final class StruckTone implements Tone {

    // Summed side by side, which keeps the processor busy while each waits for itself.
    private static final int LANES = 4;
    // -100 dB of the note, which is no louder than -18 dB of full scale: nobody hears it stop.
    private static final double GONE = 1e-5;

    private final double[] cosine;
    private final double[] square;
    private final double[] last;
    private final double[] before;
    private int count;

    /**
     * Partials at 0 phase, scaled to an RMS of 1 together.
     *
     * @param hertz [partials], below the Nyquist frequency
     * @param levels [partials] at the strike
     * @param fallSeconds [partials] in which they fall by 60 dB
     */
    StruckTone(double[] hertz, double[] levels, double[] fallSeconds, int sampleRateHz) {
        int padded = (hertz.length + LANES - 1) / LANES * LANES;
        cosine = new double[padded];
        square = new double[padded];
        last = new double[padded];
        before = new double[padded];
        count = padded;
        double power = Arrays.stream(levels).map(level -> level * level / 2).sum();
        double scale = 1 / Math.sqrt(power);
        for (int p = 0; p < hertz.length; p++) {
            double radius = StrictMath.exp(-StrictMath.log(1000) / (fallSeconds[p] * sampleRateHz));
            double angle = 2 * Math.PI * hertz[p] / sampleRateHz;
            cosine[p] = 2 * radius * StrictMath.cos(angle);
            square[p] = radius * radius;
            // The two samples before the first, which is 0.
            last[p] = -scale * levels[p] * StrictMath.sin(angle) / radius;
            before[p] = -scale * levels[p] * StrictMath.sin(2 * angle) / (radius * radius);
        }
    }

    @Override
    public void render(double[] out, int from, int to) {
        Arrays.fill(out, from, to, 0);
        for (int p = 0; p < count; p += LANES) {
            add(out, from, to, p);
        }
        while (count > 0 && isGone(count - LANES)) {
            count -= LANES;
        }
    }

    private void add(double[] out, int from, int to, int p) {
        double c0 = cosine[p];
        double c1 = cosine[p + 1];
        double c2 = cosine[p + 2];
        double c3 = cosine[p + 3];
        double s0 = square[p];
        double s1 = square[p + 1];
        double s2 = square[p + 2];
        double s3 = square[p + 3];
        double a0 = last[p];
        double a1 = last[p + 1];
        double a2 = last[p + 2];
        double a3 = last[p + 3];
        double b0 = before[p];
        double b1 = before[p + 1];
        double b2 = before[p + 2];
        double b3 = before[p + 3];
        for (int i = from; i < to; i++) {
            double y0 = c0 * a0 - s0 * b0;
            double y1 = c1 * a1 - s1 * b1;
            double y2 = c2 * a2 - s2 * b2;
            double y3 = c3 * a3 - s3 * b3;
            b0 = a0;
            b1 = a1;
            b2 = a2;
            b3 = a3;
            a0 = y0;
            a1 = y1;
            a2 = y2;
            a3 = y3;
            out[i] += (y0 + y1) + (y2 + y3);
        }
        last[p] = a0;
        last[p + 1] = a1;
        last[p + 2] = a2;
        last[p + 3] = a3;
        before[p] = b0;
        before[p + 1] = b1;
        before[p + 2] = b2;
        before[p + 3] = b3;
    }

    private boolean isGone(int p) {
        for (int lane = p; lane < p + LANES; lane++) {
            if (Math.abs(last[lane]) > GONE || Math.abs(before[lane]) > GONE) {
                return false;
            }
        }
        return true;
    }
}
