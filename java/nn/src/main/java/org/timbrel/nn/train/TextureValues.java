// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.texture.InnovationClusters;
import org.timbrel.nn.texture.Texture;

/**
 * Frames with the whitened innovations that they were, and their sound, of which each predicts the
 * cluster of the next innovation.
 */
final class TextureValues implements StepValues {

    /** Of one span. */
    private static final class Values {
        final int sound;
        final float[] whitened; // [T,D]
        final int[] clusters; // [T]

        Values(int sound, float[] whitened, int[] clusters) {
            this.sound = sound;
            this.whitened = whitened;
            this.clusters = clusters;
        }
    }

    private final TextureDataset data;
    private final Texture texture;
    private final Map<Span, Values> spans = new HashMap<>();

    TextureValues(TextureDataset data) {
        this.data = data;
        texture = data.texture();
        InnovationClusters clusters = new InnovationClusters(texture);
        SequenceDataset frames = data.frames();
        for (List<Span> part : List.of(frames.training(), frames.validation(), frames.test())) {
            for (Span span : part) {
                spans.put(span, values(data.soundOf(span), data.normalised(span), clusters));
            }
        }
    }

    private Values values(int sound, float[] frames, InnovationClusters clusters) {
        float[] innovations = texture.linear().innovations(sound, frames);
        float[] whitened = texture.bank().whitened(innovations);
        // Where the past is not known nothing was predicted: generation begins likewise.
        Arrays.fill(
                whitened,
                0,
                Math.min(whitened.length, texture.linear().past() * texture.dims()),
                0);
        return new Values(sound, whitened, clusters.of(innovations));
    }

    /**
     * The mean loss of who knows a sound's clusters by how often they come, and nothing else.
     *
     * @param known where they are counted
     * @param judged what is to be predicted
     */
    double lossByFrequency(List<Span> known, List<Span> judged) {
        int count = texture.bank().clusters();
        double[][] seen = new double[texture.sounds()][count];
        double[] all = new double[texture.sounds()];
        for (double[] sound : seen) {
            Arrays.fill(sound, 1); // Laplace: none is impossible.
        }
        Arrays.fill(all, count);
        for (Span span : known) {
            Values values = spans.get(span);
            for (int cluster : values.clusters) {
                seen[values.sound][cluster]++;
                all[values.sound]++;
            }
        }
        double loss = 0;
        long steps = 0;
        for (Span span : judged) {
            Values values = spans.get(span);
            for (int t = 1; t < values.clusters.length; t++) {
                loss -= Math.log(seen[values.sound][values.clusters[t]] / all[values.sound]);
                steps++;
            }
        }
        return loss / steps;
    }

    @Override
    public int framesPerStep() {
        return 1;
    }

    @Override
    public int inputSize() {
        return texture.inputSize();
    }

    @Override
    public int noisySize() {
        return 2 * texture.dims();
    }

    @Override
    public int targetSize() {
        return 1;
    }

    @Override
    public void input(Span span, int step, float[] to, int at) {
        Values values = spans.get(span);
        int dims = texture.dims();
        // Normalised when they are needed: kept, they would be as much again as the sound's frames.
        data.normalised(span, step, to, at);
        System.arraycopy(values.whitened, step * dims, to, at + dims, dims);
        for (int c = 0; texture.sounds() > 1 && c < texture.sounds(); c++) {
            to[at + 2 * dims + c] = c == values.sound ? 1 : 0;
        }
    }

    @Override
    public void target(Span span, int step, float[] to, int at) {
        to[at] = spans.get(span).clusters[step];
    }
}
