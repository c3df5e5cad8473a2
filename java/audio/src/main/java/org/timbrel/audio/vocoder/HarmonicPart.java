// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * A tone of harmonics whose amplitudes and fundamental move in straight lines from frame centre to
 * frame centre. Harmonic k's phase is k times the fundamental's, which is the integral of f0, plus
 * its own constant, so that a glide stays a glide in every harmonic. A frame's harmonics are one
 * period in a table; two neighbouring tables are read at the same phase and cross-faded, which is
 * an amplitude ramp for every harmonic. Not thread-safe.
 *
 * <p>Where frames without a tone meet frames with one, the tone fades over that hop at its own
 * fundamental; where f0 leaps, one tone fades into the other, each at its own.
 */
final class HarmonicPart {

    // No voice or bow glides three semitones within a hop: it is another note, or an error.
    private static final double LEAP = Math.log(2) / 4;

    private final int hop;
    private final double period;
    // Sound that lies before the newest frame's centre and has not come out.
    private final double[] ready;
    private final int lead;
    private final boolean fromStart;
    private WaveTable last;
    private WaveTable next;
    private double lastHz;
    private double phase;
    private long frames;

    /**
     * @param most harmonics
     */
    HarmonicPart(FeatureSpec spec, int most, double[] phases) {
        hop = spec.hopSamples();
        period = 1.0 / spec.sampleRateHz();
        // Half a window is what the noise is late; a hop at least, to have a centre on both sides.
        lead = Math.max(hop, spec.fftSize() / 2 - hop);
        binHz = (double) spec.sampleRateHz() / spec.fftSize();
        fromStart = !spec.center();
        ready = new double[lead + hop];
        WaveTable.Sizes sizes = new WaveTable.Sizes(phases);
        last = new WaveTable(sizes);
        next = new WaveTable(sizes);
    }

    /**
     * Takes the next frame.
     *
     * @param hz its fundamental; 0 where it has no tone
     * @param power squares of its harmonics' amplitudes, from element 1 to {@code count}
     */
    private final double[][] ring = new double[3][];

    private final double[] hzRing = new double[3];
    private final int[] countRing = new int[3];
    private long pushed;
    double binHz;
    static final double SM = Double.parseDouble(System.getProperty("sm", "0.25"));
    static final double LO = Double.parseDouble(System.getProperty("lo", "3"));
    static final double HI = Double.parseDouble(System.getProperty("hi", "5"));
    double[] mixed;

    void next(double hz, double[] power, int count) {
        int n = (int) (pushed % 3), m = (int) ((pushed + 2) % 3), o = (int) ((pushed + 1) % 3);
        if (ring[0] == null) for (int i = 0; i < 3; i++) ring[i] = new double[power.length];
        if (mixed == null) mixed = new double[power.length];
        System.arraycopy(power, 0, ring[n], 0, count + 1);
        hzRing[n] = hz;
        countRing[n] = count;
        pushed++;
        if (pushed == 1) return;
        hz = hzRing[m];
        count = countRing[m];
        double s = hz > 0 ? SM * Math.max(0, Math.min(1, (HI - hz / binHz) / (HI - LO))) : 0;
        for (int k = 1; k <= count; k++) {
            double p = ring[m][k];
            double before =
                    pushed > 2
                                    && hzRing[o] > 0
                                    && k <= countRing[o]
                                    && Math.abs(Math.log(hzRing[o] / hz)) < LEAP
                            ? ring[o][k]
                            : p;
            double after =
                    hzRing[n] > 0 && k <= countRing[n] && Math.abs(Math.log(hzRing[n] / hz)) < LEAP
                            ? ring[n][k]
                            : p;
            mixed[k] = p + s * (before + after - 2 * p);
        }
        next1(hz, mixed, count);
    }

    void next1(double hz, double[] power, int count) {
        if (hz > 0) {
            next.set(power, count);
        }
        System.arraycopy(ready, hop, ready, 0, lead);
        Arrays.fill(ready, lead, ready.length, 0);
        if (frames == 0 && fromStart) {
            // Frames that begin at their first sample know nothing before their centre.
            hold(hz);
        } else {
            glide(hz);
        }
        WaveTable reused = last;
        last = next;
        next = reused;
        lastHz = hz;
        frames++;
    }

    /** From the last frame's centre to this one's. */
    private void glide(double hz) {
        if (lastHz > 0 && hz > 0 && Math.abs(Math.log(hz / lastHz)) < LEAP) {
            double step = lastHz * period;
            double bend = 0.5 * (hz - lastHz) * period / hop;
            double fade = 1.0 / hop;
            for (int i = 0; i < hop; i++) {
                double turns = phase + i * (step + i * bend);
                double from = last.at(turns);
                ready[lead + i] = from + i * fade * (next.at(turns) - from);
            }
            phase += 0.5 * hop * period * (lastHz + hz);
            phase -= Math.floor(phase);
            return;
        }
        if (lastHz > 0) {
            fade(last, lastHz, 1, -1.0 / hop);
        }
        if (hz > 0) {
            double begin = phase;
            fade(next, hz, 0, 1.0 / hop);
            phase = begin + hop * period * hz;
            phase -= Math.floor(phase);
        }
    }

    private void fade(WaveTable table, double hz, double begin, double slope) {
        double step = hz * period;
        for (int i = 0; i < hop; i++) {
            ready[lead + i] += (begin + i * slope) * table.at(phase + i * step);
        }
    }

    private void hold(double hz) {
        if (hz == 0) {
            return;
        }
        double step = hz * period;
        for (int i = 0; i < ready.length - hop + hop; i++) {
            ready[i] = next.at(phase + i * step);
        }
        phase += ready.length * step;
        phase -= Math.floor(phase);
    }

    /** Adds the next hop, which lies half a window before the newest frame's centre. */
    void addTo(float[] out, int offset) {
        for (int i = 0; i < hop; i++) {
            out[offset + i] += (float) ready[i];
        }
    }

    /** Adds what the frames so far still sound into: the last one held, then faded. */
    void flush(float[] out, int offset, int count) {
        int n = 0;
        for (int i = hop; i < ready.length && n < count; i++) {
            out[offset + n++] += (float) ready[i];
        }
        if (lastHz == 0) {
            return;
        }
        double step = lastHz * period;
        int held = count - n;
        for (int i = 0; i < held; i++) {
            double gain = Math.min(1, (double) (held - i) / hop);
            out[offset + n++] += (float) (gain * last.at(phase + i * step));
        }
    }
}
