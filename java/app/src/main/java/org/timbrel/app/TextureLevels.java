// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.nn.train.Normalisation;

/**
 * Keeps a generated stream at the level of the sound it was learned from. Each mel band stays
 * within the range that it had there, and its mean power over some twenty seconds is brought to the
 * mean that it had there: so slowly that the texture's own movement is left alone. Pitch and
 * voicing stay within the range that they had. One stream's frames in order; frame by frame,
 * without look-ahead.
 */
final class TextureLevels {

    private static final double SECONDS = 20;

    /** For so long the learned mean is believed before anything is heard. */
    private static final double PRIOR_SECONDS = 1;

    private static final double MAX_GAIN_DB = 6;

    private final BandLevels learned;
    private final CepstralFrames cepstra;
    private final double forget;
    private final double[] target;
    private final double[] given;
    private final double[] found;
    private final double[] level;
    // Of what follows the coefficients: pitch, if anything.
    private final float[] low;
    private final float[] high;

    /**
     * @param range of every value of a vector, where it was learned
     */
    TextureLevels(ModelFeatures features, Normalisation range) {
        FeatureSpec spec = features.spec();
        learned = features.levels();
        int pitch = spec.coefficients();
        low = new float[spec.vectorSize() - pitch];
        high = new float[low.length];
        for (int i = 0; i < low.length; i++) {
            low[i] = range.min(pitch + i);
            high[i] = range.max(pitch + i);
        }
        if (features.voiced() != null) {
            low[PitchFrame.LOG_F0] = features.voiced().minLogF0();
            high[PitchFrame.LOG_F0] = features.voiced().maxLogF0();
        }
        cepstra = new CepstralFrames(spec);
        forget = Math.exp(-1 / (SECONDS * spec.framesPerSecond()));
        target = Arrays.stream(learned.meanDb()).map(db -> Math.pow(10, db / 10)).toArray();
        double prior = PRIOR_SECONDS * spec.framesPerSecond();
        given = Arrays.stream(target).map(power -> prior * power).toArray();
        found = given.clone();
        level = new double[target.length];
    }

    /**
     * Corrects frames.
     *
     * @param frames [count, vectorSize], changed
     */
    void keep(float[] frames, int count) {
        int dims = cepstra.coefficients();
        int vectorSize = dims + low.length;
        for (int t = 0; t < count; t++) {
            int at = t * vectorSize;
            cepstra.levels(frames, at, level);
            for (int b = 0; b < level.length; b++) {
                double raw = inRange(level[b], b);
                given[b] = forget * given[b] + target[b];
                found[b] = forget * found[b] + Math.pow(10, raw / 10);
                double gain = 10 * Math.log10(given[b] / found[b]);
                level[b] = inRange(raw + Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, gain)), b);
            }
            cepstra.cepstra(level, frames, at);
            for (int i = 0; i < low.length; i++) {
                float value = frames[at + dims + i];
                frames[at + dims + i] = Math.max(low[i], Math.min(high[i], value));
            }
        }
    }

    private double inRange(double db, int b) {
        return Math.max(learned.minDb()[b], Math.min(learned.maxDb()[b], db));
    }
}
