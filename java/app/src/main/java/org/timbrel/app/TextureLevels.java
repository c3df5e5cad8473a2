// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.nn.train.Normalisation;

/**
 * Keeps a generated stream at the level of the sounds it was learned from. Each mel band stays
 * within the range that it had there, and its mean power over some twenty seconds is brought to the
 * mean that it had there: so slowly that the texture's own movement is left alone. Pitch and
 * voicing stay within the range that they had. One stream's frames in order; frame by frame,
 * without look-ahead.
 *
 * <p>Between sounds, ranges and means in dB lie between the sounds' by their weights. What is found
 * to be too much or too little is remembered for each sound, and forgotten only while it is heard.
 * The mean of two spectra in dB has less power than either where they differ: all bands are raised
 * by what is missing from the mean of the sounds' powers in dB, so that one sound moves into
 * another without a dip.
 */
final class TextureLevels {

    private static final double SECONDS = 20;

    /** For so long the learned mean is believed before anything is heard. */
    private static final double PRIOR_SECONDS = 1;

    private static final double MAX_GAIN_DB = 6;

    private final CepstralFrames cepstra;
    private final double forget;
    private final SoundLevels[] sounds;
    private final double[] level;
    private final double[] mean;
    // Of what follows the coefficients: pitch, if anything.
    private final float[] low;
    private final float[] high;

    /** What was learned of one sound, and how the stream compares with it. */
    private static final class SoundLevels {

        private final double[] meanDb;
        private final double[] minDb;
        private final double[] maxDb;
        private final double[] target;
        private final double[] given;
        private final double[] found;
        private final double powerDb;

        SoundLevels(BandLevels learned, double priorFrames) {
            meanDb = learned.meanDb();
            minDb = learned.minDb();
            maxDb = learned.maxDb();
            target = Arrays.stream(meanDb).map(TextureLevels::power).toArray();
            given = Arrays.stream(target).map(power -> priorFrames * power).toArray();
            found = given.clone();
            powerDb = decibels(Arrays.stream(target).sum());
        }

        double gainDb(int b) {
            double gain = decibels(given[b] / found[b]);
            return Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, gain));
        }
    }

    /**
     * @param range of every value of a vector, where it was learned
     */
    TextureLevels(ModelFeatures features, Normalisation range) {
        FeatureSpec spec = features.spec();
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
        double prior = PRIOR_SECONDS * spec.framesPerSecond();
        List<BandLevels> learned =
                features.soundLevels().isEmpty()
                        ? List.of(features.levels())
                        : features.soundLevels();
        sounds =
                learned.stream()
                        .map(levels -> new SoundLevels(levels, prior))
                        .toArray(SoundLevels[]::new);
        level = new double[spec.melBands()];
        mean = new double[level.length];
    }

    private static double power(double db) {
        return Math.pow(10, db / 10);
    }

    private static double decibels(double power) {
        return 10 * Math.log10(power);
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
        boolean mixed = mix(weights);
        double missing = mixed ? missingDb(weights) : 0;
        for (int b = 0; b < level.length; b++) {
            double raw = inRange(level[b], b, weights);
            double gain = gainDb(b, power(raw), mixed ? power(mean[b]) : -1, weights);
            level[b] = inRange(raw + gain + missing, b, weights);
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
        for (float weight : weights) {
            heard += weight > 0 ? 1 : 0;
        }
        if (heard < 2) {
            return false;
        }
        Arrays.fill(mean, 0);
        for (int c = 0; c < sounds.length; c++) {
            for (int b = 0; b < mean.length; b++) {
                mean[b] += weights[c] * sounds[c].meanDb[b];
            }
        }
        return true;
    }

    /** By how much the power of the mean is below the mean of the sounds' powers. */
    private double missingDb(float[] weights) {
        double power = 0;
        for (double db : mean) {
            power += power(db);
        }
        double missing = -decibels(power);
        for (int c = 0; c < sounds.length; c++) {
            missing += weights[c] * sounds[c].powerDb;
        }
        return missing;
    }

    /**
     * What a band is to be raised by.
     *
     * @param target its mean power between sounds; -1: where one is heard, its own
     */
    private double gainDb(int b, double power, double target, float[] weights) {
        double gain = 0;
        for (int c = 0; c < sounds.length; c++) {
            double weight = weights[c];
            if (weight > 0) {
                SoundLevels sound = sounds[c];
                double kept = weight == 1 ? forget : 1 - weight * (1 - forget);
                double wanted = target < 0 ? sound.target[b] : target;
                sound.given[b] = kept * sound.given[b] + weight * wanted;
                sound.found[b] = kept * sound.found[b] + weight * power;
                gain += weight * sound.gainDb(b);
            }
        }
        return gain;
    }

    private double inRange(double db, int b, float[] weights) {
        double least = 0;
        double most = 0;
        for (int c = 0; c < sounds.length; c++) {
            if (weights[c] > 0) {
                least += weights[c] * sounds[c].minDb[b];
                most += weights[c] * sounds[c].maxDb[b];
            }
        }
        return Math.max(least, Math.min(most, db));
    }
}
