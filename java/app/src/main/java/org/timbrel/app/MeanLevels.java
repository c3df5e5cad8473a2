// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.List;

/**
 * Brings every band's mean power over some twenty seconds to the mean that it had where it was
 * learned: for models that say no more of their levels than that. What is found to be too much or
 * too little is remembered for each sound, and forgotten only while it is heard.
 */
final class MeanLevels implements LevelControl {

    private static final double SECONDS = 20;

    /** For so long the learned mean is believed before anything is heard. */
    private static final double PRIOR_SECONDS = 1;

    private static final double MAX_GAIN_DB = 6;

    private final double forget;
    private final Balance[] sounds;

    /** How the stream compares with one sound. */
    private static final class Balance {

        private final double[] given;
        private final double[] found;

        Balance(BandLevels learned, double priorFrames) {
            given =
                    Arrays.stream(learned.meanDb())
                            .map(db -> priorFrames * Decibels.power(db))
                            .toArray();
            found = given.clone();
        }

        double gainDb(int b) {
            double gain = Decibels.of(given[b] / found[b]);
            return Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, gain));
        }
    }

    /**
     * @param learned [C] levels of the sounds
     */
    MeanLevels(List<BandLevels> learned, double framesPerSecond) {
        forget = Math.exp(-1 / (SECONDS * framesPerSecond));
        double prior = PRIOR_SECONDS * framesPerSecond;
        sounds = learned.stream().map(own -> new Balance(own, prior)).toArray(Balance[]::new);
    }

    @Override
    public void control(double[] level, double[] meanDb, float[] weights) {
        for (int b = 0; b < level.length; b++) {
            double power = Decibels.power(level[b]);
            double wanted = Decibels.power(meanDb[b]);
            for (int c = 0; c < sounds.length; c++) {
                double weight = weights[c];
                if (weight > 0) {
                    Balance sound = sounds[c];
                    double kept = weight == 1 ? forget : 1 - weight * (1 - forget);
                    sound.given[b] = kept * sound.given[b] + weight * wanted;
                    sound.found[b] = kept * sound.found[b] + weight * power;
                    level[b] += weight * sound.gainDb(b);
                }
            }
        }
    }
}
