// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

/**
 * The envelope of a voice or a body: resonances over a spectrum that falls with frequency.
 *
 * @param hz of the resonances
 * @param tiltDb per octave, below 0
 */
@SuppressWarnings("ArrayRecordComponent") // constants of this package
record Formants(double[] hz, double tiltDb) {

    private static final double TILT_FROM_HZ = 100;
    // Between and above the resonances a little always comes through.
    private static final double FLOOR = 0.03;

    /**
     * Vowels by their first formants (Peterson and Barney 1952), the highest two of all of them.
     */
    static Formants vowel(double first, double second, double third) {
        return new Formants(new double[] {first, second, third, 3500, 4500}, -6);
    }

    /** Amplitude at a frequency. */
    double at(double frequencyHz) {
        double sum = FLOOR;
        for (double centre : hz) {
            double away = (frequencyHz - centre) / (40 + 0.04 * centre);
            sum += 1 / Math.sqrt(1 + away * away * away * away);
        }
        double octaves = Math.log(Math.max(1, frequencyHz / TILT_FROM_HZ)) / Math.log(2);
        return sum * Math.pow(10, tiltDb * octaves / 20);
    }

    /** Between this at 0 and another with as many resonances at 1. */
    Formants towards(Formants other, double part) {
        double[] between = new double[hz.length];
        for (int i = 0; i < between.length; i++) {
            between[i] = hz[i] + part * (other.hz[i] - hz[i]);
        }
        return new Formants(between, tiltDb + part * (other.tiltDb - tiltDb));
    }
}
