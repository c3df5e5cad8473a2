// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * A tone of harmonics whose amplitudes and fundamental move in straight lines from frame centre to
 * frame centre. Harmonic k's phase is k times the fundamental's, which is the integral of f0, plus
 * its own constant, so that a glide stays a glide in every harmonic. A frame's harmonics are one
 * period in a table; neighbouring tables are read at the same phase and cross-faded, which is an
 * amplitude ramp for every harmonic. Not thread-safe.
 *
 * <p>Where frames without a tone meet frames with one, the tone fades over that hop at its own
 * fundamental; where f0 leaps, one tone fades into the other, each at its own.
 */
final class HarmonicPart {

    // No voice or bow glides three semitones within a hop: it is another note, or an error.
    private static final double LEAP = Math.log(2) / 4;
    // Where harmonics lie closer than a window resolves, frames' levels beat with the period.
    private static final double RESOLVED_BINS = 5;
    private static final double BEATING_BINS = 3;

    private final int hop;
    private final double period;
    private final double binHz;
    // Whether half a window is long enough to see the frame after the one that is rendered.
    private final boolean smooths;
    private final boolean heldBefore;
    // Sound up to the centre of the last frame rendered; the first hop is what comes out.
    private final double[] ready;
    private final double[] turns;
    private final double[] power;
    private final WaveTable.Reading reading;
    private final double[] ramp;
    private Frame older;
    private Frame old;
    private Frame newest;
    private WaveTable from;
    private WaveTable to;
    private double fromHz;
    private double phase;
    private boolean begun;

    /** What a frame has of a tone; 0 Hz for none. */
    private static final class Frame {
        final double[] power;
        int count;
        double hz;

        Frame(int most) {
            power = new double[most + 1];
        }
    }

    /**
     * @param phase of each harmonic in turns, from element 1; one longer than the most harmonics
     */
    HarmonicPart(FeatureSpec spec, double[] phase) {
        hop = spec.hopSamples();
        int half = spec.fftSize() / 2;
        period = 1.0 / spec.sampleRateHz();
        binHz = (double) spec.sampleRateHz() / spec.fftSize();
        smooths = 2 * hop <= half;
        heldBefore = !spec.center();
        ready = new double[Math.max(hop, smooths ? half - hop : half)];
        turns = new double[Math.max(hop, spec.fftSize())];
        int most = phase.length - 1;
        reading = new WaveTable.Reading(turns.length);
        ramp = new double[turns.length];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i;
        }
        power = new double[most + 1];
        older = new Frame(most);
        old = new Frame(most);
        newest = new Frame(most);
        WaveTable.Lengths lengths = new WaveTable.Lengths(phase);
        from = new WaveTable(lengths);
        to = new WaveTable(lengths);
    }

    private static boolean leaps(double hz, double otherHz) {
        return hz == 0 || otherHz == 0 || Math.abs(Math.log(hz / otherHz)) > LEAP;
    }

    /**
     * Takes the next frame; then the next hop is there to be added.
     *
     * @param hz its fundamental; 0 where it has no tone
     * @param power squares of its harmonics' amplitudes, from element 1 to {@code count}
     */
    void next(double hz, double[] power, int count) {
        Frame reused = older;
        older = old;
        old = newest;
        newest = reused;
        newest.hz = hz;
        newest.count = count;
        System.arraycopy(power, 0, newest.power, 0, count + 1);
        if (!begun) {
            begun = true;
            begin();
        } else {
            render(smooths ? old : newest);
        }
    }

    /** The first frame: what lies before its centre. */
    private void begin() {
        if (heldBefore) {
            // Frames that begin at their first sample know nothing before their centre.
            hold(newest, ready, 0, ready.length);
        } else if (!smooths) {
            render(newest);
        }
    }

    /** From the centre of the frame rendered last to this one's. */
    private void render(Frame frame) {
        int at = ready.length - hop;
        System.arraycopy(ready, hop, ready, 0, at);
        Arrays.fill(ready, at, ready.length, 0);
        if (frame.hz > 0) {
            to.set(powers(frame), frame.count);
        }
        if (leaps(fromHz, frame.hz)) {
            fade(from, fromHz, 1, -1.0 / hop, at);
            phase = fade(to, frame.hz, 0, 1.0 / hop, at);
        } else {
            phase = glide(fromHz, frame.hz, hop);
            reading.set(turns, from.length(), hop);
            from.add(reading, 1, -1.0 / hop, ready, at);
            if (to.length() != from.length()) {
                reading.set(turns, to.length(), hop);
            }
            to.add(reading, 0, 1.0 / hop, ready, at);
        }
        swap(frame.hz);
    }

    /** Adds a hop of a tone that fades; gives the phase after it. */
    private double fade(WaveTable table, double hz, double gain, double slope, int at) {
        if (hz == 0) {
            return phase;
        }
        double moved = glide(hz, hz, hop);
        reading.set(turns, table.length(), hop);
        table.add(reading, gain, slope, ready, at);
        return moved;
    }

    private void swap(double hz) {
        WaveTable reused = from;
        from = to;
        to = reused;
        fromHz = hz;
    }

    /**
     * A frame's powers, over the frames around it where they beat: a quarter of each neighbour
     * takes out what alternates from frame to frame.
     */
    private double[] powers(Frame frame) {
        double bins = frame.hz / binHz;
        if (!smooths || bins >= RESOLVED_BINS) {
            return frame.power;
        }
        double share = 0.25 * Math.min(1, (RESOLVED_BINS - bins) / (RESOLVED_BINS - BEATING_BINS));
        System.arraycopy(frame.power, 0, power, 0, frame.count + 1);
        mix(older, frame, share);
        mix(newest, frame, share);
        return power;
    }

    private void mix(Frame other, Frame frame, double share) {
        if (leaps(other.hz, frame.hz)) {
            return;
        }
        int count = Math.min(other.count, frame.count);
        for (int k = 1; k <= count; k++) {
            power[k] += share * (other.power[k] - frame.power[k]);
        }
    }

    /** Fills the turns of {@code count} samples; gives the phase after them. */
    private double glide(double firstHz, double lastHz, int count) {
        double step = firstHz * period;
        double bend = 0.5 * (lastHz - firstHz) * period / count;
        for (int i = 0; i < count; i++) {
            turns[i] = phase + ramp[i] * (step + ramp[i] * bend);
        }
        double moved = phase + count * (step + count * bend);
        return moved - Math.floor(moved);
    }

    private void hold(Frame frame, double[] out, int offset, int count) {
        if (frame.hz > 0) {
            to.set(powers(frame), frame.count);
            double moved = glide(frame.hz, frame.hz, count);
            reading.set(turns, to.length(), count);
            to.add(reading, 1, 0, out, offset);
            phase = moved;
        }
        swap(frame.hz);
    }

    /** Adds the next hop. */
    void addTo(float[] out, int offset) {
        for (int i = 0; i < hop; i++) {
            out[offset + i] += (float) ready[i];
        }
    }

    /** Ends: adds what the frames so far still sound into, the last one held, then faded. */
    void flush(float[] out, int offset, int count) {
        if (!begun) {
            return;
        }
        int n = 0;
        n += copy(hop, out, offset, count);
        if (smooths) {
            older = old;
            old = newest;
            render(newest);
            n += copy(ready.length - hop, out, offset + n, count - n);
        }
        int held = count - n;
        if (fromHz > 0 && held > 0) {
            double[] tail = new double[held];
            glide(fromHz, fromHz, held);
            int fading = Math.min(hop, held);
            reading.set(turns, from.length(), held);
            from.add(reading, 1, 0, tail, 0);
            for (int i = 0; i < held; i++) {
                double gain = Math.min(1, (double) (held - i) / fading);
                out[offset + n + i] += (float) (gain * tail[i]);
            }
        }
    }

    private int copy(int first, float[] out, int offset, int count) {
        int n = Math.min(count, ready.length - first);
        for (int i = 0; i < n; i++) {
            out[offset + i] += (float) ready[first + i];
        }
        return n;
    }
}
