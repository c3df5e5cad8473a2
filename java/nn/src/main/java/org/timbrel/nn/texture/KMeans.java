// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Arrays;
import java.util.Random;

/**
 * Lloyd's k-means from the seeds of k-means++ (Arthur and Vassilvitskii 2007). Of many points the
 * centers are found from some thousand that lie evenly among them: neighbours in time are much
 * alike.
 */
final class KMeans {

    private static final int MOST_ROUNDS = 25;

    /** More points than this a cluster move its center by little. */
    private static final int POINTS_A_CLUSTER = 256;

    private final int dims;
    private final double[] centers;
    private final int clusters;

    /**
     * @param clusters K; some stay empty where there are fewer different points
     * @param all points [J,W]
     * @param seed the same points and seed give the same clusters
     */
    KMeans(int clusters, int dims, long seed, float... all) {
        this.clusters = clusters;
        this.dims = dims;
        float[] points = some(all);
        centers = seeds(points, new Random(seed));
        int[] before = new int[0];
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int[] now = assigned(points);
            if (Arrays.equals(before, now)) {
                break;
            }
            center(points, now);
            before = now;
        }
    }

    /** Clusters as their members have them; an empty one lies where no point is. */
    KMeans(int clusters, int dims, int[] members, float... points) {
        this.clusters = clusters;
        this.dims = dims;
        centers = new double[clusters * dims];
        Arrays.fill(centers, Double.MAX_VALUE);
        center(points, members);
    }

    private float[] some(float... all) {
        int count = all.length / dims;
        int kept = Math.min(count, clusters * POINTS_A_CLUSTER);
        float[] points = new float[kept * dims];
        for (int j = 0; j < kept; j++) {
            int from = (int) ((long) j * count / kept);
            System.arraycopy(all, from * dims, points, j * dims, dims);
        }
        return points;
    }

    private double[] seeds(float[] points, Random random) {
        int count = points.length / dims;
        double[] chosen = new double[clusters * dims];
        double[] distances = new double[count];
        Arrays.fill(distances, 1);
        for (int k = 0; k < clusters; k++) {
            double total = Arrays.stream(distances).sum();
            double left = random.nextDouble() * total;
            int next = 0;
            for (int j = 0; j < count && left >= 0; j++) {
                next = distances[j] > 0 ? j : next;
                left -= distances[j];
            }
            for (int d = 0; d < dims; d++) {
                chosen[k * dims + d] = points[next * dims + d];
            }
            for (int j = 0; j < count; j++) {
                double limit = k == 0 ? Double.POSITIVE_INFINITY : distances[j];
                distances[j] = Math.min(limit, distance(points, j, chosen, k, limit));
            }
        }
        return chosen;
    }

    private void center(float[] points, int... members) {
        double[] sums = new double[centers.length];
        long[] counts = new long[clusters];
        for (int j = 0; j < members.length; j++) {
            counts[members[j]]++;
            for (int d = 0; d < dims; d++) {
                sums[members[j] * dims + d] += points[j * dims + d];
            }
        }
        for (int k = 0; k < centers.length; k++) {
            long count = counts[k / dims];
            centers[k] = count > 0 ? sums[k] / count : centers[k];
        }
    }

    /** Squared; cut short where it is above a limit already. */
    private double distance(float[] points, int j, double[] of, int k, double limit) {
        double sum = 0;
        for (int d = 0; d < dims && sum < limit; d++) {
            double difference = points[j * dims + d] - of[k * dims + d];
            sum += difference * difference;
        }
        return sum;
    }

    /** [J]: the nearest cluster of every point, the first of equals. */
    int[] assigned(float... points) {
        int[] nearest = new int[points.length / dims];
        Arrays.parallelSetAll(nearest, j -> nearest(points, j));
        return nearest;
    }

    private int nearest(float[] points, int j) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < clusters; k++) {
            double distance = distance(points, j, centers, k, least);
            if (distance < least) {
                least = distance;
                nearest = k;
            }
        }
        return nearest;
    }
}
