// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Random;
import org.timbrel.nn.texture.FrameLimits;
import org.timbrel.nn.texture.InnovationBank;
import org.timbrel.nn.texture.LevelMap;
import org.timbrel.nn.texture.LinearPart;
import org.timbrel.nn.texture.Texture;

/** Seeded textures that tests generate with. */
final class SomeTextures {

    private SomeTextures() {}

    /** Sizes of a texture. */
    record Sizes(
            int dims, int past, int averages, int sounds, int clusters, int entries, int levels) {

        Texture texture(long seed, float run) {
            Random random = new Random(seed);
            return new Texture(linear(random), bank(random), limits(random), run);
        }

        /** Gains that keep frames from growing. */
        private LinearPart linear(Random random) {
            float[] steps = new float[averages];
            for (int s = 0; s < averages; s++) {
                steps[s] = 1 << (2 * s);
            }
            int depth = (past + averages) * dims;
            float limit = (float) (1.2 / Math.sqrt(depth));
            float[] mean = uniform(random, sounds * dims, 0.5f);
            float[] gains = uniform(random, sounds * depth * dims, limit);
            return new LinearPart(dims, past, sounds, steps, mean, gains);
        }

        /** A sound lacks some of the clusters where it has fewer entries, or by chance. */
        private InnovationBank bank(Random random) {
            int[] sound = new int[entries];
            int[] cluster = new int[entries];
            boolean[] ends = new boolean[entries];
            for (int j = 0; j < entries; j++) {
                sound[j] = j * sounds / entries;
                cluster[j] = Math.min(clusters - 1, random.nextInt(clusters + 1));
                ends[j] = random.nextInt(6) == 0 || (j + 1) * sounds / entries != sound[j];
            }
            return new InnovationBank(
                    dims,
                    sounds,
                    clusters,
                    uniform(random, entries * dims, 1),
                    uniform(random, dims * dims, (float) (1 / Math.sqrt(dims))),
                    sound,
                    cluster,
                    ends);
        }

        /** Which some values and levels of most frames are outside of. */
        private FrameLimits limits(Random random) {
            return new FrameLimits(
                    dims,
                    sounds,
                    plus(-1, uniform(random, sounds * dims, 0.2f)),
                    plus(1, uniform(random, sounds * dims, 0.2f)),
                    new LevelMap(
                            uniform(random, dims * levels, (float) (1.5 / Math.sqrt(dims))),
                            uniform(random, levels, 0.3f),
                            uniform(random, levels * dims, (float) (0.7 / Math.sqrt(dims)))),
                    plus(-0.8f, uniform(random, sounds * levels, 0.2f)),
                    plus(0.8f, uniform(random, sounds * levels, 0.2f)));
        }
    }

    private static float[] uniform(Random random, int count, float limit) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (2 * random.nextFloat() - 1) * limit;
        }
        return values;
    }

    private static float[] plus(float offset, float... values) {
        for (int k = 0; k < values.length; k++) {
            values[k] += offset;
        }
        return values;
    }

    /** Shares of [rows] sums of 1; some are 0, and some rows are of one sound alone. */
    static float[] weights(Random random, int rows, int sounds) {
        float[] weights = new float[rows * sounds];
        for (int row = 0; row < rows; row++) {
            int only = random.nextInt(2 * sounds);
            float sum = 0;
            for (int c = 0; c < sounds; c++) {
                boolean has =
                        only < sounds ? c == only : c == only - sounds || random.nextBoolean();
                weights[row * sounds + c] = has ? 0.1f + random.nextFloat() : 0;
                sum += weights[row * sounds + c];
            }
            for (int c = 0; c < sounds; c++) {
                weights[row * sounds + c] /= sum;
            }
        }
        return weights;
    }
}
