// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/**
 * Recorded innovations in the order of time, each of a sound and a cluster. Where none ends between
 * two of them, the second followed the first.
 */
public final class InnovationBank {

    /** Entries at most: what a device counts in single precision. */
    public static final int MAX_ENTRIES = 1 << 24;

    private final int dims;
    private final int sounds;
    private final int clusters;
    private final float[] innovations;
    private final float[] whitening;
    private final int[] sound;
    private final int[] cluster;
    private final boolean[] ends;

    /**
     * The arrays are not copied.
     *
     * @param dims D, values a frame
     * @param sounds C
     * @param clusters K
     * @param innovations [J,D], J in 1..{@value #MAX_ENTRIES}
     * @param whitening [D,D] by what goes in: u = e · whitening has a covariance of about one
     * @param sound [J], 0..C−1; every sound has entries
     * @param cluster [J], 0..K−1
     * @param ends [J], whether the next entry is not what came after this one
     * @throws IllegalArgumentException if an array has another size, or holds what it must not
     */
    public InnovationBank(
            int dims,
            int sounds,
            int clusters,
            float[] innovations,
            float[] whitening,
            int[] sound,
            int[] cluster,
            boolean[] ends) {
        Matrices.atLeast("dims", dims, 1);
        Matrices.atLeast("sounds", sounds, 1);
        Matrices.atLeast("clusters", clusters, 1);
        int count = sound.length;
        if (count < 1 || count > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "%d innovations are outside 1..%d".formatted(count, MAX_ENTRIES));
        }
        Matrices.require("innovations", innovations, "[J,D]", (long) count * dims);
        Matrices.require("whitening", whitening, "[D,D]", (long) dims * dims);
        if (cluster.length != count || ends.length != count) {
            throw new IllegalArgumentException(
                    "%d clusters and %d ends for %d innovations"
                            .formatted(cluster.length, ends.length, count));
        }
        this.dims = dims;
        this.sounds = sounds;
        this.clusters = clusters;
        this.innovations = innovations;
        this.whitening = whitening;
        this.sound = sound;
        this.cluster = cluster;
        this.ends = ends;
        requireIndices();
    }

    private void requireIndices() {
        boolean[] seen = new boolean[sounds];
        for (int j = 0; j < size(); j++) {
            index("sound", j, sound[j], sounds);
            index("cluster", j, cluster[j], clusters);
            seen[sound[j]] = true;
        }
        for (int c = 0; c < sounds; c++) {
            if (!seen[c]) {
                throw new IllegalArgumentException("sound %d has no innovations".formatted(c));
            }
        }
    }

    private static void index(String name, int entry, int value, int count) {
        if (value < 0 || value >= count) {
            throw new IllegalArgumentException(
                    "%s of innovation %d is %d, outside 0..%d"
                            .formatted(name, entry, value, count - 1));
        }
    }

    /** J, entries. */
    public int size() {
        return sound.length;
    }

    /** D, values a frame. */
    public int dims() {
        return dims;
    }

    /** C, sounds. */
    public int sounds() {
        return sounds;
    }

    /** K, clusters. */
    public int clusters() {
        return clusters;
    }

    /** [J,D]: the array itself. */
    public float[] innovations() {
        return innovations;
    }

    /** [D,D]: the array itself. */
    public float[] whitening() {
        return whitening;
    }

    /** The sound of an entry. */
    public int sound(int entry) {
        return sound[entry];
    }

    /** The cluster of an entry. */
    public int cluster(int entry) {
        return cluster[entry];
    }

    /** Whether the entry behind this one did not follow it. The last one always ends. */
    public boolean ends(int entry) {
        return ends[entry] || entry == size() - 1;
    }

    /** values [T,D] times the whitening: [T,D]. */
    public float[] whitened(float... values) {
        float[] whitened = new float[values.length];
        for (int t = 0; t < values.length; t += dims) {
            for (int d = 0; d < dims; d++) {
                double sum = 0;
                for (int k = 0; k < dims; k++) {
                    sum += (double) values[t + k] * whitening[k * dims + d];
                }
                whitened[t + d] = (float) sum;
            }
        }
        return whitened;
    }

    /** [C·K+1]: where in {@link #order} the entries of sound c and cluster k begin, at c·K + k. */
    long[] starts() {
        long[] starts = new long[sounds * clusters + 1];
        for (int j = 0; j < size(); j++) {
            starts[sound[j] * clusters + cluster[j] + 1]++;
        }
        for (int k = 1; k < starts.length; k++) {
            starts[k] += starts[k - 1];
        }
        return starts;
    }

    /** [J]: the entries by sound, by cluster, and by time. */
    long[] order() {
        long[] next = starts();
        long[] order = new long[size()];
        for (int j = 0; j < size(); j++) {
            order[(int) next[sound[j] * clusters + cluster[j]]++] = j;
        }
        return order;
    }
}
