// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/**
 * Which grains to take one after another: near to what is wanted, and each going on where the one
 * before ended wherever that costs little. The cheapest path through the candidates (Viterbi),
 * decided some steps late, so that no more than those are kept. Not thread-safe.
 */
final class GrainPath {

    private static final int CANDIDATES = 24;
    static final int LAG = 24;
    // Of the squared distance that two frames of the corpus have on average: 0.1 makes grains go
    // on where they can, more makes them go on where they should not.
    private static final double JUMP = 0.1;
    // Of the squared distance across the join.
    private static final double JOIN = 0.1;

    private final MosaicCorpus corpus;
    private final GrainSearch search;
    private final int grainFrames;
    private final double jump;
    private final Step[] steps = new Step[LAG];
    private long pushed;
    private long taken;

    /** The candidates of one step, cheapest path into each. */
    private static final class Step {
        // Found ones, then those that go on from the step before.
        final int[] frame = new int[2 * CANDIDATES];
        final double[] cost = new double[2 * CANDIDATES];
        final int[] before = new int[2 * CANDIDATES];
        int count;
    }

    GrainPath(MosaicCorpus corpus) {
        this.corpus = corpus;
        grainFrames = corpus.grainFrames();
        search = new GrainSearch(corpus, CANDIDATES, grainFrames / 2);
        double variance = 0;
        for (float[] row : corpus.points()) {
            for (float x : row) {
                variance += (double) x * x / row.length;
            }
        }
        jump = JUMP * 2 * variance;
        for (int i = 0; i < LAG; i++) {
            steps[i] = new Step();
        }
    }

    /** Whether {@link #take} must be called before the next {@link #push}. */
    boolean full() {
        return pushed - taken == LAG;
    }

    /** How many steps are not decided. */
    int waiting() {
        return (int) (pushed - taken);
    }

    /** Whether nothing is left to take. */
    boolean empty() {
        return pushed == taken;
    }

    /**
     * The next step.
     *
     * @param points of the wanted frames, [grainFrames][dims]
     */
    void push(float[][] points) {
        Step last = empty() ? null : step(pushed - 1);
        Step step = step(pushed++);
        step.count = search.nearest(points[grainFrames / 2]);
        for (int i = 0; i < step.count; i++) {
            step.frame[i] = search.frame(i);
        }
        if (last != null) {
            goOn(last, step);
        }
        for (int i = 0; i < step.count; i++) {
            double best = last == null ? 0 : Double.POSITIVE_INFINITY;
            int from = -1;
            for (int j = 0; last != null && j < last.count; j++) {
                if (last.cost[j] < best) {
                    double cost = last.cost[j] + join(last.frame[j], step.frame[i]);
                    if (cost < best) {
                        best = cost;
                        from = j;
                    }
                }
            }
            step.before[i] = from;
            step.cost[i] = best + distance(points, step.frame[i]);
        }
    }

    private Step step(long index) {
        return steps[(int) (index % LAG)];
    }

    /** Adds what follows the last step's candidates, the cheapest first. */
    private void goOn(Step last, Step step) {
        int found = step.count;
        double below = Double.NEGATIVE_INFINITY;
        while (step.count < step.frame.length) {
            int cheapest = -1;
            for (int j = 0; j < last.count; j++) {
                boolean cheaper = cheapest < 0 || last.cost[j] < last.cost[cheapest];
                if (last.cost[j] > below && cheaper) {
                    cheapest = j;
                }
            }
            if (cheapest < 0 || last.cost[cheapest] == Double.POSITIVE_INFINITY) {
                return;
            }
            below = last.cost[cheapest];
            int next = last.frame[cheapest] + grainFrames;
            boolean there = next < corpus.frames() && corpus.begins(next);
            for (int i = 0; there && i < found; i++) {
                there = step.frame[i] != next;
            }
            if (there) {
                step.frame[step.count++] = next;
            }
        }
    }

    /** What it costs that the grain at {@code frame} comes after the one at {@code last}. */
    private double join(int last, int frame) {
        int next = last + grainFrames;
        if (next == frame) {
            return 0;
        }
        // After a recording's end its last frame stands again.
        double sum = 0;
        for (float[] row : corpus.points()) {
            double difference = row[next] - row[frame];
            sum += difference * difference;
        }
        return jump + JOIN * sum;
    }

    private double distance(float[][] points, int frame) {
        double sum = 0;
        for (int d = 0; d < corpus.dims(); d++) {
            float[] row = corpus.points()[d];
            for (int t = 0; t < grainFrames; t++) {
                double difference = row[frame + t] - points[t][d];
                sum += difference * difference;
            }
        }
        return sum / grainFrames;
    }

    /**
     * Decides the oldest step.
     *
     * @return the frame that its grain begins at
     */
    int take() {
        Step newest = step(pushed - 1);
        int best = 0;
        for (int i = 1; i < newest.count; i++) {
            best = newest.cost[i] < newest.cost[best] ? i : best;
        }
        for (long k = pushed - 1; k > taken; k--) {
            best = step(k).before[best];
        }
        Step oldest = step(taken++);
        if (taken < pushed) {
            drop(best);
        }
        return oldest.frame[best];
    }

    /** Paths that began otherwise than decided are no longer open. */
    private void drop(int decided) {
        Step first = step(taken);
        for (int i = 0; i < first.count; i++) {
            if (first.before[i] != decided) {
                first.cost[i] = Double.POSITIVE_INFINITY;
            }
        }
        double least = Double.POSITIVE_INFINITY;
        for (long k = taken + 1; k < pushed; k++) {
            Step step = step(k);
            for (int i = 0; i < step.count; i++) {
                int before = step.before[i];
                if (before < 0 || step(k - 1).cost[before] == Double.POSITIVE_INFINITY) {
                    step.cost[i] = Double.POSITIVE_INFINITY;
                }
            }
        }
        // So that sums of hours keep their digits.
        Step newest = step(pushed - 1);
        for (int i = 0; i < newest.count; i++) {
            least = Math.min(least, newest.cost[i]);
        }
        for (int i = 0; i < newest.count; i++) {
            newest.cost[i] -= least;
        }
    }
}
