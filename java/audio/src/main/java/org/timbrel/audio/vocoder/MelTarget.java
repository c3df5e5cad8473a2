// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/** What a frame's spectrum must have in each mel band. */
final class MelTarget {

    private static final double NEPERS_PER_DB = Math.log(10) / 10;
    // Float cepstra of silence come back within 1e-4 dB; 2 % is 0.09 dB.
    private static final double OVER_SILENCE = 1.02;

    // Inaudible beside what was taken away, and still a number with a logarithm.
    private static final double LEAST_LEFT = 1e-6;

    private final double[] logPower;
    private final double[] power;
    private final double[] silence;
    private boolean silent;

    MelTarget(MelBands bands) {
        logPower = new double[bands.bands()];
        power = new double[bands.bands()];
        silence = new double[bands.bands()];
        for (int b = 0; b < silence.length; b++) {
            silence[b] = OVER_SILENCE * bands.floor(b);
        }
    }

    /** Takes a log-mel frame, [bands] in dB. */
    void set(double[] melDb) {
        silent = true;
        for (int b = 0; b < power.length; b++) {
            logPower[b] = NEPERS_PER_DB * melDb[b];
            // The floor is not sound: it is taken off, so that silence stays silence.
            double over = Exponential.of(logPower[b]) - silence[b];
            power[b] = over > 0 ? over : 0;
            silent &= over <= 0;
        }
    }

    /**
     * Takes what something else gives away from each band, at most all but a millionth.
     *
     * @param given [bands]
     */
    void subtract(double[] given) {
        for (int b = 0; b < power.length; b++) {
            if (power[b] > 0 && given[b] > 0) {
                double left = Math.max(LEAST_LEFT, 1 - given[b] / power[b]);
                power[b] *= left;
                logPower[b] += Math.log(left);
            }
        }
    }

    /** ln M_b, [bands]; finite in silence. */
    double[] logPower() {
        return logPower;
    }

    /** M_b, [bands]; 0 in silence. */
    double[] power() {
        return power;
    }

    /** Whether every band is silent. */
    boolean silent() {
        return silent;
    }
}
