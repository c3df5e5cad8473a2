// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;

/**
 * Levels of a texture's mel bands, each [melBands], in dB, as its cepstra have them.
 *
 * @param meanDb of the mean power
 * @param minDb the lowest
 * @param maxDb the highest
 */
@SuppressWarnings("ArrayRecordComponent") // Three tables: they are not copied.
record BandLevels(double[] meanDb, double[] minDb, double[] maxDb) {

    /**
     * Measures them.
     *
     * @param sounds [frames, vectorSize] each, one frame at least in all
     */
    static BandLevels of(List<FrameMatrix> sounds, FeatureSpec spec) {
        int bands = spec.melBands();
        double[] power = new double[bands];
        double[] min = new double[bands];
        double[] max = new double[bands];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
        CepstralFrames cepstra = new CepstralFrames(spec);
        double[] level = new double[bands];
        long frames = 0;
        for (FrameMatrix vectors : sounds) {
            for (int t = 0; t < vectors.frames(); t++) {
                cepstra.levels(vectors.values(), t * vectors.dims(), level);
                for (int b = 0; b < bands; b++) {
                    power[b] += Math.pow(10, level[b] / 10);
                    min[b] = Math.min(min[b], level[b]);
                    max[b] = Math.max(max[b], level[b]);
                }
            }
            frames += vectors.frames();
        }
        double count = frames;
        return new BandLevels(
                Arrays.stream(power).map(p -> 10 * Math.log10(p / count)).toArray(), min, max);
    }

    /**
     * Those of these sounds and one more.
     *
     * @param count of sounds that these are of
     */
    BandLevels with(BandLevels one, int count) {
        double[] mean = new double[meanDb.length];
        double[] min = new double[meanDb.length];
        double[] max = new double[meanDb.length];
        for (int b = 0; b < mean.length; b++) {
            double power = count * Math.pow(10, meanDb[b] / 10) + Math.pow(10, one.meanDb[b] / 10);
            mean[b] = 10 * Math.log10(power / (count + 1));
            min[b] = Math.min(minDb[b], one.minDb[b]);
            max[b] = Math.max(maxDb[b], one.maxDb[b]);
        }
        return new BandLevels(mean, min, max);
    }
}
