// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a texture of recorded frames: every sound's linear part, then what it leaves as the bank,
 * in clusters, and the ranges that frames and levels had.
 */
public final class TextureFit {

    /** Of the mean variance: what a direction without any counts as having. */
    private static final double VARIANCE_FLOOR = 1e-6;

    private final TextureSpec spec;
    private final int dims;
    private final LevelMap levels;
    private final List<List<float[]>> sounds;

    private TextureFit(TextureSpec spec, int dims, LevelMap levels, List<List<float[]>> sounds) {
        this.spec = spec;
        this.dims = dims;
        this.levels = levels;
        this.sounds = sounds;
    }

    /**
     * Fits a texture.
     *
     * @param dims D
     * @param levels of normalised frames that are kept in range, and in which innovations are
     *     clustered; {@link LevelMap#NONE}: values alone
     * @param sounds [C], each with its pieces [T,D]: normalised frames that follow each other
     * @throws IllegalArgumentException if a sound has no piece that is longer than the past, or one
     *     that is no whole number of finite frames, or if the levels are of other frames
     */
    public static Texture of(
            TextureSpec spec, int dims, LevelMap levels, List<List<float[]>> sounds) {
        Matrices.atLeast("dims", dims, 1);
        Matrices.atLeast("sounds", sounds.size(), 1);
        Matrices.require("matrix", levels.matrix(), "[D,B]", (long) dims * levels.count());
        TextureFit fit = new TextureFit(spec, dims, levels, sounds);
        LinearPart linear = fit.linear();
        return new Texture(linear, fit.bank(linear), fit.limits(), spec.run());
    }

    /**
     * Adds one more sound. What the others have stays, number for number: their linear parts, bank,
     * clusters and limits, and the whitening. The new one's innovations join the clusters that
     * there are.
     *
     * @param pieces of the new sound [T,D], normalised as the others were
     * @throws IllegalArgumentException if no piece is longer than the past, or one is no whole
     *     number of finite frames
     */
    public static Texture extended(Texture texture, List<float[]> pieces) {
        List<Float> timeConstants = new ArrayList<>();
        for (float steps : texture.linear().timeConstants()) {
            timeConstants.add(steps);
        }
        int clusters = texture.bank().clusters();
        TextureSpec spec =
                new TextureSpec(texture.linear().past(), timeConstants, clusters, texture.run(), 0);
        LevelMap levels = texture.limits().map();
        TextureFit fit = new TextureFit(spec, texture.dims(), levels, List.of(pieces));
        LinearPart linear = fit.linear();
        Recorded recorded = fit.record(linear);
        InnovationBank own =
                recorded.bank(
                        texture.dims(),
                        1,
                        clusters,
                        texture.bank().whitening(),
                        new InnovationClusters(texture).of(recorded.innovations));
        return TextureJoin.of(texture, new Texture(linear, own, fit.limits(), texture.run()));
    }

    private LinearPart linear() {
        float[] steps = new float[spec.timeConstants().size()];
        for (int s = 0; s < steps.length; s++) {
            steps[s] = spec.timeConstants().get(s);
        }
        int depth = (spec.past() + steps.length) * dims;
        float[] mean = new float[sounds.size() * dims];
        float[] gains = new float[sounds.size() * depth * dims];
        for (int c = 0; c < sounds.size(); c++) {
            LinearFit sound = fit(c, steps);
            System.arraycopy(sound.mean(), 0, mean, c * dims, dims);
            double[] own = sound.gains();
            for (int k = 0; k < own.length; k++) {
                gains[c * own.length + k] = (float) own[k];
            }
        }
        return new LinearPart(dims, spec.past(), sounds.size(), steps, mean, gains);
    }

    private LinearFit fit(int sound, float... timeConstants) {
        try {
            return new LinearFit(dims, spec.past(), timeConstants, sounds.get(sound));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sound %d: %s".formatted(sound, e.getMessage()), e);
        }
    }

    private InnovationBank bank(LinearPart linear) {
        Recorded recorded = record(linear);
        float[] points = InnovationClusters.points(levels, dims, recorded.innovations);
        int width = InnovationClusters.width(levels, dims);
        int[] cluster = new KMeans(spec.clusters(), width, spec.seed(), points).assigned(points);
        return recorded.bank(
                dims, sounds.size(), spec.clusters(), whitening(recorded.innovations), cluster);
    }

    /** Innovations in the order of time, as a bank has them, before there are clusters. */
    private static final class Recorded {
        final float[] innovations; // [J,D]
        final int[] sound; // [J]
        final boolean[] ends; // [J]

        Recorded(int entries, int dims) {
            innovations = new float[Math.multiplyExact(entries, dims)];
            sound = new int[entries];
            ends = new boolean[entries];
        }

        InnovationBank bank(int dims, int sounds, int clusters, float[] whitening, int... cluster) {
            return new InnovationBank(
                    dims, sounds, clusters, innovations, whitening, sound, cluster, ends);
        }
    }

    /** Of the first frames of a piece the past is not known: they leave no innovation. */
    private Recorded record(LinearPart linear) {
        List<float[]> kept = new ArrayList<>();
        List<Integer> soundOf = new ArrayList<>();
        int entries = 0;
        for (int c = 0; c < sounds.size(); c++) {
            for (float[] piece : sounds.get(c)) {
                if (piece.length > spec.past() * dims) {
                    float[] all = linear.innovations(c, piece);
                    kept.add(Arrays.copyOfRange(all, spec.past() * dims, all.length));
                    soundOf.add(c);
                    entries = Math.addExact(entries, kept.get(kept.size() - 1).length / dims);
                }
            }
        }
        Recorded recorded = new Recorded(entries, dims);
        int at = 0;
        for (int p = 0; p < kept.size(); p++) {
            float[] piece = kept.get(p);
            System.arraycopy(piece, 0, recorded.innovations, at * dims, piece.length);
            Arrays.fill(recorded.sound, at, at + piece.length / dims, soundOf.get(p));
            at += piece.length / dims;
            recorded.ends[at - 1] = true;
        }
        return recorded;
    }

    /** [D,D]: the transposed inverse of the factor of the innovations' covariance. */
    private float[] whitening(float... innovations) {
        int count = innovations.length / dims;
        double[] covariance = new double[dims * dims];
        for (int t = 0; t < innovations.length; t += dims) {
            for (int i = 0; i < dims; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i * dims + j] +=
                            (double) innovations[t + i] * innovations[t + j] / count;
                }
            }
        }
        double trace = 0;
        for (int d = 0; d < dims; d++) {
            trace += covariance[d * dims + d];
        }
        for (int d = 0; d < dims; d++) {
            covariance[d * dims + d] += trace > 0 ? VARIANCE_FLOOR * trace / dims : 1;
        }
        Cholesky factor = new Cholesky(dims, covariance);
        float[] whitening = new float[dims * dims];
        for (int k = 0; k < dims; k++) {
            double[] column = new double[dims];
            column[k] = 1;
            factor.forward(column);
            for (int d = 0; d < dims; d++) {
                whitening[k * dims + d] = (float) column[d];
            }
        }
        return whitening;
    }

    private FrameLimits limits() {
        int count = levels.count();
        float[] low = filled(dims, Float.MAX_VALUE);
        float[] high = filled(dims, -Float.MAX_VALUE);
        float[] levelLow = filled(count, Float.MAX_VALUE);
        float[] levelHigh = filled(count, -Float.MAX_VALUE);
        for (int c = 0; c < sounds.size(); c++) {
            for (float[] piece : sounds.get(c)) {
                widen(c, dims, low, high, piece);
                widen(c, count, levelLow, levelHigh, levels.levels(dims, true, piece));
            }
        }
        return new FrameLimits(dims, sounds.size(), low, high, levels, levelLow, levelHigh);
    }

    private float[] filled(int width, float value) {
        float[] values = new float[sounds.size() * width];
        Arrays.fill(values, value);
        return values;
    }

    private static void widen(int sound, int width, float[] low, float[] high, float... rows) {
        for (int k = 0; k < rows.length; k++) {
            int place = sound * width + k % width;
            low[place] = Math.min(low[place], rows[k]);
            high[place] = Math.max(high[place], rows[k]);
        }
    }
}
