// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;

/**
 * What of a sound decides whether a texture can hold it.
 *
 * @param seconds of frames
 * @param loudestDb its loudest mel band's level at its loudest moment
 * @param movementDb deviation of the bands' levels over time, averaged by the bands' power: noise
 *     has some decibels, a steady tone next to none
 * @param rhythm correlation of its onsets with themselves one period later, 0..1
 * @param periodSeconds that period; 0 if nothing correlates
 */
record SoundTraits(
        double seconds, double loudestDb, double movementDb, double rhythm, double periodSeconds) {

    /** Onsets are looked at this often, and over this much of a sound. */
    private static final double ONSETS_PER_SECOND = 100;

    private static final double MOST_SECONDS = 120;

    private static final double SHORTEST_PERIOD = 0.08;
    private static final double LONGEST_PERIOD = 2.5;

    /** A period is the first lag that correlates nearly as well as the best. */
    private static final double NEARLY = 0.8;

    /**
     * Measures a sound.
     *
     * @param files [frames, vectorSize] each, one frame at least in all
     */
    static SoundTraits of(List<FrameMatrix> files, FeatureSpec spec) {
        long frames = files.stream().mapToLong(FrameMatrix::frames).sum();
        int most = (int) Math.min((double) frames, MOST_SECONDS * spec.framesPerSecond());
        Levels levels = new Levels(spec, most);
        for (FrameMatrix file : files) {
            for (int t = 0; t < file.frames() && levels.frames < most; t++) {
                levels.add(file, t);
            }
        }
        double rate = spec.framesPerSecond() / levels.step;
        double[] similar = correlation(widened(levels.onsets), rate);
        double best = Arrays.stream(similar).max().orElse(0);
        int first = 0;
        while (first < similar.length && similar[first] < NEARLY * best) {
            first++;
        }
        return new SoundTraits(
                (double) frames / spec.framesPerSecond(),
                levels.loudest,
                levels.movement(),
                Math.max(0, best),
                best > 0 ? (first + lag(SHORTEST_PERIOD, rate)) / rate : 0);
    }

    /** Sums over the levels of frames. */
    private static final class Levels {
        private final CepstralFrames cepstra;
        private final int step;
        private final double[] onsets;
        private final double[] level;
        private final double[] before;
        private final double[] summed;
        private final double[] sum;
        private final double[] squares;
        private final double[] power;
        private double loudest = Double.NEGATIVE_INFINITY;
        private int frames;

        Levels(FeatureSpec spec, int most) {
            int bands = spec.melBands();
            cepstra = new CepstralFrames(spec);
            step = Math.max(1, (int) Math.round(spec.framesPerSecond() / ONSETS_PER_SECOND));
            onsets = new double[most / step];
            level = new double[bands];
            before = new double[bands];
            summed = new double[bands];
            sum = new double[bands];
            squares = new double[bands];
            power = new double[bands];
        }

        void add(FrameMatrix file, int frame) {
            cepstra.levels(file.values(), frame * file.dims(), level);
            for (int b = 0; b < level.length; b++) {
                sum[b] += level[b];
                squares[b] += level[b] * level[b];
                power[b] += Math.pow(10, level[b] / 10);
                loudest = Math.max(loudest, level[b]);
                summed[b] += level[b] / step;
            }
            frames++;
            if (frames % step == 0) {
                int at = frames / step - 1;
                for (int b = 0; b < level.length; b++) {
                    onsets[at] += at == 0 ? 0 : Math.max(0, summed[b] - before[b]);
                    before[b] = summed[b];
                    summed[b] = 0;
                }
            }
        }

        double movement() {
            double movement = 0;
            for (int b = 0; b < level.length; b++) {
                double mean = sum[b] / frames;
                double variance = Math.max(0, squares[b] / frames - mean * mean);
                movement += power[b] * Math.sqrt(variance);
            }
            return movement / Arrays.stream(power).sum();
        }
    }

    private static int lag(double seconds, double rate) {
        return (int) Math.ceil(seconds * rate);
    }

    /** Over three: a player's beats are not on the hundredth of a second. */
    private static double[] widened(double[] onsets) {
        double[] wide = onsets.clone();
        for (int t = 1; t < onsets.length - 1; t++) {
            wide[t] = (onsets[t - 1] + onsets[t] + onsets[t + 1]) / 3;
        }
        return wide;
    }

    /** Of onsets with themselves, from the shortest period on. */
    private static double[] correlation(double[] onsets, double rate) {
        int shortest = lag(SHORTEST_PERIOD, rate);
        int longest = Math.min(lag(LONGEST_PERIOD, rate), onsets.length / 2);
        double mean = Arrays.stream(onsets).average().orElse(0);
        double all = Arrays.stream(onsets).map(o -> (o - mean) * (o - mean)).sum();
        double[] similar = new double[Math.max(0, longest - shortest)];
        for (int k = 0; k < similar.length && all > 0; k++) {
            int lag = shortest + k;
            double sum = 0;
            for (int t = lag; t < onsets.length; t++) {
                sum += (onsets[t] - mean) * (onsets[t - lag] - mean);
            }
            similar[k] = sum / all * onsets.length / (onsets.length - lag);
        }
        return similar;
    }
}
