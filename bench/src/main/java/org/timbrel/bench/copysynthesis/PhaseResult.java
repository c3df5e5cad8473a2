// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

/**
 * How much of a sound's STFT comes back from its exact magnitudes alone, Hann 1024/128.
 *
 * @param set of the sound
 * @param sound its name
 * @param start of the phases: real-time, look-ahead or offline
 * @param rounds of fast Griffin-Lim after that
 * @param convergenceDb −20 log10 of the relative error of the magnitudes
 * @param timesRealTime of one thread
 */
public record PhaseResult(
        String set,
        String sound,
        String start,
        int rounds,
        double convergenceDb,
        double timesRealTime) {}
