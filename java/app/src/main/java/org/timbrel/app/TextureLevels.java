// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.train.Normalisation;

/**
 * Keeps a generated stream at the levels of the sounds it was learned from. Mel bands are corrected
 * by what the model says of its errors; where it says nothing, their mean power is held. Each band
 * stays within the range that it had, and so do pitch and voicing. One stream's frames in order;
 * frame by frame, without look-ahead.
 *
 * <p>Between sounds, corrections, ranges and means in dB lie between the sounds' by their weights.
 * The mean of two spectra in dB has less power than either where they differ: all bands are raised
 * by what is missing from the mean of the sounds' powers in dB, so that one sound moves into
 * another without a dip.
 */
final class TextureLevels {

    private final CepstralFrames cepstra;
    private final BandLevels[] sounds;
    private final double[] powerDb;
    private final LevelControl control;
    private final double[] level;
    private final double[] mean;
    // Of what follows the coefficients: pitch, if anything.
    private final float[] low;
    private final float[] high;

    /**
     * @param range of every value of a vector, where it was learned
     * @param texture whose sounds have ranges of their own, one that was learned later too; null:
     *     none
     */
    TextureLevels(ModelFeatures features, Normalisation range, Texture texture) {
        FeatureSpec spec = features.spec();
        int pitch = spec.coefficients();
        low = new float[spec.vectorSize() - pitch];
        high = new float[low.length];
        for (int i = 0; i < low.length; i++) {
            low[i] = texture == null ? range.min(pitch + i) : Float.POSITIVE_INFINITY;
            high[i] = texture == null ? range.max(pitch + i) : Float.NEGATIVE_INFINITY;
            for (int c = 0; texture != null && c < texture.sounds(); c++) {
                int d = pitch + i;
                int at = c * texture.dims() + d;
                low[i] = Math.min(low[i], range.restored(d, texture.limits().low()[at]));
                high[i] = Math.max(high[i], range.restored(d, texture.limits().high()[at]));
            }
        }
        if (features.voiced() != null) {
            low[PitchFrame.LOG_F0] = features.voiced().minLogF0();
            high[PitchFrame.LOG_F0] = features.voiced().maxLogF0();
        }
        cepstra = new CepstralFrames(spec);
        List<BandLevels> learned =
                features.soundLevels().isEmpty()
                        ? List.of(features.levels())
                        : features.soundLevels();
        sounds = learned.toArray(BandLevels[]::new);
        powerDb = learned.stream().mapToDouble(TextureLevels::powerDb).toArray();
        control =
                features.corrections().isEmpty()
                        ? new MeanLevels(learned, spec.framesPerSecond())
                        : new CorrectedLevels(features.corrections(), spec.framesPerSecond());
        level = new double[spec.melBands()];
        mean = new double[level.length];
    }

    private static double powerDb(BandLevels levels) {
        return powerDb(levels.meanDb());
    }

    private static double powerDb(double... bandsDb) {
        return Decibels.of(Arrays.stream(bandsDb).map(Decibels::power).sum());
    }

    /** C, the sounds that are told apart; 1 where none are. */
    int sounds() {
        return sounds.length;
    }

    /**
     * Corrects a frame.
     *
     * @param frames [..., vectorSize], changed
     * @param at where the frame begins
     * @param weights [C] of the sounds, 1 together
     */
    void keep(float[] frames, int at, float[] weights) {
        cepstra.levels(frames, at, level);
        double missing = mix(weights) ? missingDb(weights) : 0;
        for (int b = 0; b < level.length; b++) {
            level[b] = inRange(level[b], b, weights);
        }
        control.control(level, mean, weights);
        for (int b = 0; b < level.length; b++) {
            level[b] = inRange(level[b] + missing, b, weights);
        }
        cepstra.cepstra(level, frames, at);
        int pitch = at + cepstra.coefficients();
        for (int i = 0; i < low.length; i++) {
            frames[pitch + i] = Math.max(low[i], Math.min(high[i], frames[pitch + i]));
        }
    }

    /** Into mean; whether more than one sound is heard. */
    private boolean mix(float[] weights) {
        int heard = 0;
        Arrays.fill(mean, 0);
        for (int c = 0; c < sounds.length; c++) {
            heard += weights[c] > 0 ? 1 : 0;
            for (int b = 0; weights[c] > 0 && b < mean.length; b++) {
                mean[b] += weights[c] * sounds[c].meanDb()[b];
            }
        }
        return heard > 1;
    }

    /** By how much the power of the mean is below the mean of the sounds' powers. */
    private double missingDb(float[] weights) {
        double missing = -powerDb(mean);
        for (int c = 0; c < sounds.length; c++) {
            missing += weights[c] * powerDb[c];
        }
        return missing;
    }

    private double inRange(double db, int b, float[] weights) {
        double least = 0;
        double most = 0;
        for (int c = 0; c < sounds.length; c++) {
            if (weights[c] > 0) {
                least += weights[c] * sounds[c].minDb()[b];
                most += weights[c] * sounds[c].maxDb()[b];
            }
        }
        return Math.max(least, Math.min(most, db));
    }
}
