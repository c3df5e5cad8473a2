// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/**
 * Which cluster of a texture an innovation belongs to, in its bank or not: that whose members' mean
 * is nearest, in the levels of the texture where it has some.
 */
public final class InnovationClusters {

    private final LevelMap levels;
    private final int dims;
    private final KMeans clusters;

    /** The clusters of a texture's bank. */
    public InnovationClusters(Texture texture) {
        InnovationBank bank = texture.bank();
        levels = texture.limits().map();
        dims = texture.dims();
        int[] members = new int[bank.size()];
        for (int j = 0; j < members.length; j++) {
            members[j] = bank.cluster(j);
        }
        float[] points = points(levels, dims, bank.innovations());
        clusters = new KMeans(bank.clusters(), width(levels, dims), members, points);
    }

    /** Innovations where their distances are measured. */
    static float[] points(LevelMap levels, int dims, float... innovations) {
        return levels.count() == 0 ? innovations : levels.levels(dims, false, innovations);
    }

    static int width(LevelMap levels, int dims) {
        return levels.count() == 0 ? dims : levels.count();
    }

    /**
     * The clusters of innovations.
     *
     * @param innovations [T,D]
     * @return [T], 0..K−1
     */
    public int[] of(float... innovations) {
        return clusters.assigned(points(levels, dims, innovations));
    }
}
