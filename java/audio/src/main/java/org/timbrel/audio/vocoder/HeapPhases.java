// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Phases of a whole spectrogram, integrated from their gradient in the order of loudness: phase
 * gradient heap integration (Průša, Balazs and Søndergaard 2017, algorithm 1).
 */
final class HeapPhases {

    private static final float QUIETEST = 1e-30f;

    private final PhaseGradient gradient;
    private final Spectrogram spectrogram;
    private final int bins;
    private final int columns;
    private final float[] turn;
    private final float[] slope;
    private final float[] phase;
    private final BitSet done;
    // Cells by magnitude: its bits above, the cell below; positive floats compare as their bits do.
    private long[] heap = new long[1024];
    private int heapSize;

    private HeapPhases(Spectrogram spectrogram, PhaseGradient gradient) {
        this.gradient = gradient;
        this.spectrogram = spectrogram;
        bins = spectrogram.bins();
        columns = spectrogram.columns();
        int cells = spectrogram.magnitude().length;
        turn = new float[cells];
        slope = new float[cells];
        phase = new float[cells];
        done = new BitSet(cells);
    }

    /**
     * The phases in turns, counted from the windows' middles, [columns, bins]; random where the
     * magnitude is too small to matter.
     */
    static float[] of(Spectrogram spectrogram, PhaseGradient gradient, long seed) {
        return of(spectrogram, gradient, seed, new float[0]);
    }

    /**
     * As above, going on from what is known.
     *
     * @param known phases of the first columns, [some columns, bins]; kept
     */
    static float[] of(Spectrogram spectrogram, PhaseGradient gradient, long seed, float[] known) {
        HeapPhases phases = new HeapPhases(spectrogram, gradient);
        phases.derive();
        System.arraycopy(known, 0, phases.phase, 0, known.length);
        phases.done.set(0, known.length);
        phases.integrate(seed, known.length);
        return phases.phase;
    }

    private void derive() {
        float[] log = new float[phase.length];
        for (int i = 0; i < log.length; i++) {
            log[i] = (float) Math.log(spectrogram.magnitude()[i] + QUIETEST);
        }
        int[] starts = spectrogram.starts();
        for (int n = 0; n < columns; n++) {
            gradient.overTime(log, n * bins, turn, n * bins);
            int from = Math.max(0, n - 1);
            int to = Math.min(columns - 1, n + 1);
            if (to > from) {
                gradient.overFrequency(
                        log,
                        from * bins,
                        log,
                        to * bins,
                        starts[to] - starts[from],
                        slope,
                        n * bins);
            }
        }
    }

    /**
     * @param known cells from the first one on whose phases stand
     */
    private void integrate(long seed, int known) {
        float[] magnitude = spectrogram.magnitude();
        float loudest = 0;
        for (float s : magnitude) {
            loudest = Math.max(loudest, s);
        }
        float quiet = (float) (PhaseGradient.TOLERANCE * loudest);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < magnitude.length; i++) {
            if (i >= known && magnitude[i] <= quiet) {
                phase[i] = random.nextInt() * 0x1.0p-32f;
                done.set(i);
            }
        }
        for (int i = Math.max(0, known - bins); i < known; i++) {
            if (magnitude[i] > quiet) {
                push(i);
            }
        }
        spread();
        long[] peaks = peaks(magnitude);
        for (int p = peaks.length - 1; p >= 0; p--) {
            int peak = (int) peaks[p];
            if (done.get(peak)) {
                continue;
            }
            done.set(peak);
            push(peak);
            spread();
        }
    }

    private void spread() {
        while (heapSize > 0) {
            spreadFrom(pop());
        }
    }

    /** Cells that are no quieter than their neighbours, quietest first. */
    private long[] peaks(float[] s) {
        long[] peaks = new long[1024];
        int count = 0;
        for (int i = 0; i < s.length; i++) {
            int m = i % bins;
            boolean peak =
                    !done.get(i)
                            && (m == 0 || s[i] >= s[i - 1])
                            && (m == bins - 1 || s[i] >= s[i + 1])
                            && (i < bins || s[i] >= s[i - bins])
                            && (i + bins >= s.length || s[i] >= s[i + bins]);
            if (peak) {
                if (count == peaks.length) {
                    peaks = Arrays.copyOf(peaks, 2 * count);
                }
                peaks[count++] = key(i);
            }
        }
        peaks = Arrays.copyOf(peaks, count);
        Arrays.sort(peaks);
        return peaks;
    }

    private void spreadFrom(int cell) {
        int m = cell % bins;
        int n = cell / bins;
        int[] starts = spectrogram.starts();
        if (n + 1 < columns && !done.get(cell + bins)) {
            int samples = starts[n + 1] - starts[n];
            set(cell + bins, phase[cell] + 0.5 * samples * (turn[cell] + turn[cell + bins]));
        }
        if (n > 0 && !done.get(cell - bins)) {
            int samples = starts[n] - starts[n - 1];
            set(cell - bins, phase[cell] - 0.5 * samples * (turn[cell] + turn[cell - bins]));
        }
        if (m + 1 < bins && !done.get(cell + 1)) {
            set(cell + 1, phase[cell] + 0.5 * (slope[cell] + slope[cell + 1]));
        }
        if (m > 0 && !done.get(cell - 1)) {
            set(cell - 1, phase[cell] - 0.5 * (slope[cell] + slope[cell - 1]));
        }
    }

    private void set(int cell, double turns) {
        phase[cell] = (float) (turns - Math.rint(turns));
        done.set(cell);
        push(cell);
    }

    private long key(int cell) {
        return (long) Float.floatToRawIntBits(spectrogram.magnitude()[cell]) << 32 | cell;
    }

    private void push(int cell) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
        }
        long key = key(cell);
        int i = heapSize++;
        while (i > 0 && heap[(i - 1) / 2] < key) {
            heap[i] = heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        heap[i] = key;
    }

    private int pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int i = 0;
        while (true) {
            int child = 2 * i + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= last) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = last;
        return (int) top;
    }
}
