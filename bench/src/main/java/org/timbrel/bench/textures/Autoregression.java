// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.app.TextureLevelMap;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.vocoder.VocoderReader;
import org.timbrel.audio.vocoder.VocoderType;
import org.timbrel.nn.texture.FrameLimits;
import org.timbrel.nn.texture.LevelMap;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.texture.TextureFit;
import org.timbrel.nn.texture.TextureSpec;

/**
 * The linear baseline: a vector autoregression in closed form that draws its innovations from the
 * recorded ones, all of which make one cluster, so that there is nothing for a network to choose.
 */
final class Autoregression implements LearnedTexture {

    private static final int PAST = 4;
    private static final int SHIFTS = 4;

    private final Texture texture;
    private final float[] mean;
    private final float[] deviation;
    private final double trainingSeconds;

    private Autoregression(
            Texture texture, float[] mean, float[] deviation, double trainingSeconds) {
        this.texture = texture;
        this.mean = mean;
        this.deviation = deviation;
        this.trainingSeconds = trainingSeconds;
    }

    /**
     * Fits one.
     *
     * @param run mean length of the runs in which innovations follow each other as recorded
     * @param clamped whether frames and their mel levels stay in the range that was learned
     */
    static Autoregression learn(TextureSound sound, int run, boolean clamped) throws IOException {
        long start = System.nanoTime();
        List<FrameMatrix> frames = LearnedFrames.shifted(sound.learned(), SHIFTS);
        int dims = frames.get(0).dims();
        float[] mean = new float[dims];
        float[] deviation = new float[dims];
        standardise(frames, mean, deviation);
        List<float[]> pieces = new ArrayList<>();
        for (FrameMatrix piece : frames) {
            float[] normalised = new float[piece.values().length];
            for (int k = 0; k < normalised.length; k++) {
                normalised[k] = (piece.values()[k] - mean[k % dims]) / deviation[k % dims];
            }
            pieces.add(normalised);
        }
        LevelMap levels =
                clamped
                        ? TextureLevelMap.of(LearnedFrames.SPEC).ofNormalised(mean, deviation)
                        : LevelMap.NONE;
        TextureSpec spec = new TextureSpec(PAST, List.of(), 1, run, 0);
        Texture fitted = TextureFit.of(spec, dims, levels, List.of(pieces));
        Texture texture =
                clamped
                        ? fitted
                        : new Texture(fitted.linear(), fitted.bank(), unlimited(dims), run);
        return new Autoregression(texture, mean, deviation, (System.nanoTime() - start) * 1e-9);
    }

    private static void standardise(List<FrameMatrix> frames, float[] mean, float[] deviation) {
        int dims = mean.length;
        for (int d = 0; d < dims; d++) {
            double sum = 0;
            double squares = 0;
            long count = 0;
            for (FrameMatrix piece : frames) {
                for (int t = 0; t < piece.frames(); t++) {
                    double value = piece.values()[t * dims + d];
                    sum += value;
                    squares += value * value;
                }
                count += piece.frames();
            }
            mean[d] = (float) (sum / count);
            double variance = squares / count - (sum / count) * (sum / count);
            deviation[d] = variance > 0 ? (float) Math.sqrt(variance) : 1;
        }
    }

    private static FrameLimits unlimited(int dims) {
        float[] low = new float[dims];
        float[] high = new float[dims];
        Arrays.fill(low, -Float.MAX_VALUE);
        Arrays.fill(high, Float.MAX_VALUE);
        return FrameLimits.ofValues(dims, 1, low, high);
    }

    @Override
    public double trainingSeconds() {
        return trainingSeconds;
    }

    @Override
    public SampleReader open(long seed, double seconds) {
        AutoregressionStream stream = stream(seed, count(seconds));
        return new ClosingReader(
                new VocoderReader(
                        VocoderType.auto(LearnedFrames.SPEC).open(LearnedFrames.SPEC, seed),
                        stream),
                stream);
    }

    private AutoregressionStream stream(long seed, long frames) {
        return new AutoregressionStream(texture, mean, deviation, seed, frames);
    }

    @Override
    public FrameMatrix frames(long seed, double seconds) {
        int count = Math.toIntExact(count(seconds));
        int dims = mean.length;
        float[] all = new float[Math.multiplyExact(count, dims)];
        float[] one = new float[dims];
        try (AutoregressionStream stream = stream(seed, count)) {
            for (int t = 0; stream.next(one); t++) {
                System.arraycopy(one, 0, all, t * dims, dims);
            }
        }
        return new FrameMatrix(all, count, dims);
    }

    private static long count(double seconds) {
        return (long) Math.ceil(seconds * LearnedFrames.SPEC.framesPerSecond());
    }
}
