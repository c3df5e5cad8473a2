// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.List;

/**
 * Levels of the harmonics of a sustained tone: n^-rolloff, less above a frequency.
 *
 * @param rolloff 1 for a saw's, 2 for a triangle's
 * @param even level of even harmonics: 1 as the odd ones, 0 for a clarinet's
 * @param brightnessHz over which a note at full velocity leaves little; soft ones have a third of
 *     it
 * @param drawbars levels of harmonics 1, 2, .. in place of the rolloff; empty: none
 */
record Spectrum(double rolloff, double even, double brightnessHz, List<Double> drawbars) {

    Spectrum(double rolloff, double even, double brightnessHz) {
        this(rolloff, even, brightnessHz, List.of());
    }

    /** Of harmonics 1, 2, .. with these levels. */
    static Spectrum drawbars(Double... levels) {
        return new Spectrum(1, 1, 1, List.of(levels));
    }

    double level(int number, double hertz, double brightness) {
        if (!drawbars.isEmpty()) {
            return number <= drawbars.size() ? drawbars.get(number - 1) : 0;
        }
        double level = StrictMath.pow(number, -rolloff) * (number % 2 == 0 ? even : 1);
        double cutoff = brightnessHz * (1 + 2 * brightness) / 3;
        double over = number * hertz / cutoff;
        return level / (1 + over * over);
    }
}
