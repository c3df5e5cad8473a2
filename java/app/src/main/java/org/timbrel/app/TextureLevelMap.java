// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.nn.texture.LevelMap;

/**
 * The mel levels of frames, in dB, as a linear map: cepstra are linear in them, whatever lifter,
 * unit and scale the spec has, and what a frame has beside cepstra has no part in them.
 */
public final class TextureLevelMap {

    private TextureLevelMap() {}

    /**
     * The map of a spec's frames: that of {@link CepstralFrames}, read off at the unit vectors.
     *
     * @return {@link LevelMap#NONE} where coefficient 0 is the frame's energy, of which levels are
     *     no linear function
     */
    public static LevelMap of(FeatureSpec spec) {
        if (spec.convention().energy()) {
            return LevelMap.NONE;
        }
        CepstralFrames cepstra = new CepstralFrames(spec);
        int dims = spec.vectorSize();
        int bands = spec.melBands();
        double[] silent = new double[bands];
        cepstra.levels(new float[spec.coefficients()], 0, silent);
        float[] offset = new float[bands];
        for (int b = 0; b < bands; b++) {
            offset[b] = (float) silent[b];
        }
        float[] matrix = new float[dims * bands];
        double[] levels = new double[bands];
        for (int n = 0; n < spec.coefficients(); n++) {
            float[] unit = new float[spec.coefficients()];
            unit[n] = 1;
            cepstra.levels(unit, 0, levels);
            for (int b = 0; b < bands; b++) {
                matrix[n * bands + b] = (float) (levels[b] - silent[b]);
            }
        }
        float[] back = new float[bands * dims];
        for (int b = 0; b < bands; b++) {
            double[] raised = silent.clone();
            raised[b]++;
            cepstra.cepstra(raised, back, b * dims);
        }
        return new LevelMap(matrix, offset, back);
    }
}
