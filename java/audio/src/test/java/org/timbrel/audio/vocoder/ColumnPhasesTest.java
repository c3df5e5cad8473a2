// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnPhasesTest {

    private record Cell(boolean earlier, int bin, double magnitude) {}

    /** The two sweeps give what the heap of the paper gives, at any number of bins. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9, 33, 257})
    void theSweepsAreTheHeap(int bins) {
        SplittableRandom random = new SplittableRandom(bins);
        ColumnPhases phases = new ColumnPhases(bins, 1);
        double[] earlier = new double[bins];
        float[] earlierTurn = new float[bins];
        double[] before = new double[bins];
        for (int column = 0; column < 50; column++) {
            double[] magnitude = new double[bins];
            float[] turn = new float[bins];
            float[] slope = new float[bins];
            for (int m = 0; m < bins; m++) {
                // All within the tolerance: the quiet ones' phases would be random.
                magnitude[m] = Math.exp(random.nextDouble(-6, 6));
                turn[m] = (float) random.nextDouble();
                slope[m] = (float) random.nextDouble(-0.5, 0.5);
            }
            double[] expected = heap(earlier, magnitude, earlierTurn, turn, slope, before);
            double[] actual = phases.next(earlier, magnitude, earlierTurn, turn, slope, 64);
            for (int m = 0; m < bins; m++) {
                double difference = expected[m] - actual[m];
                // Whole turns are no difference; 1e-9 is rounding along a path of 257 bins.
                assertEquals(0, difference - Math.rint(difference), 1e-9, "bin " + m);
                before[m] = actual[m];
            }
            earlier = magnitude;
            earlierTurn = turn;
        }
    }

    /** Průša and Søndergaard 2016, algorithm 1, as it is written. */
    private static double[] heap(
            double[] earlier,
            double[] magnitude,
            float[] earlierTurn,
            float[] turn,
            float[] slope,
            double[] before) {
        int bins = magnitude.length;
        double[] phase = new double[bins];
        boolean[] done = new boolean[bins];
        PriorityQueue<Cell> heap =
                new PriorityQueue<>(Comparator.comparingDouble(c -> -c.magnitude()));
        int loudest = 0;
        boolean any = false;
        for (int m = 0; m < bins; m++) {
            loudest = magnitude[m] > magnitude[loudest] ? m : loudest;
            if (earlier[m] > 0) {
                heap.add(new Cell(true, m, earlier[m]));
                any = true;
            }
        }
        if (!any) {
            done[loudest] = true;
            heap.add(new Cell(false, loudest, magnitude[loudest]));
        }
        while (!heap.isEmpty()) {
            Cell cell = heap.remove();
            int m = cell.bin();
            if (cell.earlier()) {
                if (!done[m]) {
                    phase[m] = before[m] + 0.5 * 64 * (earlierTurn[m] + turn[m]);
                    done[m] = true;
                    heap.add(new Cell(false, m, magnitude[m]));
                }
                continue;
            }
            for (int to : new int[] {m - 1, m + 1}) {
                if (to >= 0 && to < bins && !done[to]) {
                    phase[to] = phase[m] + 0.5 * (to - m) * (slope[m] + slope[to]);
                    done[to] = true;
                    heap.add(new Cell(false, to, magnitude[to]));
                }
            }
        }
        return phase;
    }
}
