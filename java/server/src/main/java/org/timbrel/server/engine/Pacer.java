// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/**
 * When the samples of a stream are to be heard, and when they may be given: sample 0 is heard when
 * it is given, and each may be given a lead before it is heard. Whoever is late, listener or
 * engine, moves all that follows. Times are {@link System#nanoTime}'s. One thread writes, any read.
 */
final class Pacer {

    private static final long SECOND = 1_000_000_000;

    private final int rate;
    private final long lead;

    /** When sample 0 was heard, and how much has been late since. */
    private volatile long origin;

    private volatile boolean begun;

    Pacer(int sampleRateHz, double leadSeconds) {
        rate = sampleRateHz;
        lead = nanos(leadSeconds);
    }

    static long nanos(double seconds) {
        return (long) (seconds * SECOND);
    }

    static double seconds(long nanos) {
        return nanos / (double) SECOND;
    }

    /** Sample 0 is given. */
    void begin(long now) {
        origin = now;
        begun = true;
    }

    boolean begun() {
        return begun;
    }

    /** How long so many samples last. */
    long lasts(long samples) {
        return samples / rate * SECOND + samples % rate * SECOND / rate;
    }

    /** When a sample is heard. */
    long heardAt(long sample) {
        return origin + lasts(sample);
    }

    /** When a sample may be given at the earliest. */
    long dueAt(long sample) {
        return heardAt(sample) - lead;
    }

    /**
     * Moves what follows if a sample that was to be heard is not there yet.
     *
     * @return by how much, at least 0
     */
    long late(long sample, long now) {
        long late = Math.max(0, now - heardAt(sample));
        long before = origin;
        origin = before + late;
        return late;
    }
}
