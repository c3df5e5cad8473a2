// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

/**
 * How long everything is measured.
 *
 * @param rounds in each of which every contender has a fork of its own, one after the other
 * @param warmups iterations of a fork that are not counted
 * @param samples iterations of a fork that are, each one sample
 * @param milliseconds of an iteration, at least; an operation is never cut
 * @param threads that ours and the peers may use
 */
public record Schedule(int rounds, int warmups, int samples, int milliseconds, int threads) {

    /** What results are quoted from. */
    static Schedule full(int rounds, int threads) {
        return new Schedule(rounds, 2, 3, 1000, threads);
    }

    /** Whether everything runs; its figures are rough. */
    static Schedule quick(int threads) {
        return new Schedule(2, 1, 2, 200, threads);
    }
}
