// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** The seconds of a run, resumed ones added up, without those in which others do something. */
final class TrainingClock {

    private static final double NANO = 1e-9;

    private double before;
    private long startedNanos;
    private boolean running;

    /** What a run took before it went on. */
    void set(double seconds) {
        before = seconds;
    }

    void start() {
        startedNanos = System.nanoTime();
        running = true;
    }

    double seconds() {
        return running ? before + (System.nanoTime() - startedNanos) * NANO : before;
    }

    /** Something that is no part of the training. */
    void without(Runnable others) {
        double now = seconds();
        boolean wasRunning = running;
        try {
            others.run();
        } finally {
            before = now;
            startedNanos = System.nanoTime();
            running = wasRunning;
        }
    }
}
