// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.List;

/** Levels by what was learned of a network's errors. Between sounds their corrections are mixed. */
final class CorrectedLevels implements LevelControl {

    private final LevelCorrection[] sounds;
    private final double[][][] gains; // [C][moving][melBands], as factors less 1
    private final SlowLevels slowly;
    private final LevelParts splitter;
    private final double[] slow;
    private final double[][] parts;

    /**
     * @param sounds [C]
     */
    CorrectedLevels(List<LevelCorrection> sounds, double framesPerSecond) {
        this.sounds = sounds.toArray(LevelCorrection[]::new);
        int bands = sounds.get(0).bands();
        gains = new double[sounds.size()][LevelParts.MOVING][bands];
        for (int c = 0; c < gains.length; c++) {
            for (int k = 0; k < LevelParts.MOVING; k++) {
                for (int b = 0; b < bands; b++) {
                    gains[c][k][b] = Decibels.amplitude(this.sounds[c].gainsDb()[k][b]) - 1;
                }
            }
        }
        slowly = new SlowLevels(bands, framesPerSecond);
        splitter = new LevelParts(bands, framesPerSecond);
        slow = new double[bands];
        parts = new double[LevelParts.MOVING + 1][bands];
    }

    @Override
    public void control(double[] level, double[] meanDb, float[] weights) {
        slowly.follow(level, slow);
        for (int c = 0; c < sounds.length; c++) {
            for (int b = 0; weights[c] > 0 && b < level.length; b++) {
                level[b] += weights[c] * (sounds[c].mapped(b, slow[b]) - slow[b]);
            }
        }
        splitter.split(level, parts);
        for (int c = 0; c < sounds.length; c++) {
            for (int k = 0; weights[c] > 0 && k < LevelParts.MOVING; k++) {
                for (int b = 0; b < level.length; b++) {
                    level[b] += weights[c] * gains[c][k][b] * parts[k][b];
                }
            }
        }
    }
}
