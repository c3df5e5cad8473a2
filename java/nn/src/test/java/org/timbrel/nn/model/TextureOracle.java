// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.timbrel.nn.device.RecurrentOracle;
import org.timbrel.nn.texture.FrameLimits;
import org.timbrel.nn.texture.InnovationBank;
import org.timbrel.nn.texture.LinearPart;
import org.timbrel.nn.texture.Texture;

/**
 * One step of one stream of a texture in double precision, its network and its draws with it, from
 * the state that a device had before. Slow and obvious, what devices are compared with.
 */
final class TextureOracle {

    private final Texture texture;
    private final LinearPart linear;
    private final InnovationBank bank;
    private final FrameLimits limits;
    private final int dims;
    private final double[] weights;

    /** [P+S][D], newest first, then the averages; changed by a step. */
    final double[][] past;

    /** [D], the last whitened innovation. */
    final double[] whitened;

    int last;
    double[] h;
    double[] c;

    /** [D], what the step made. */
    double[] frame;

    /**
     * @param state as a device has it, of one slot
     * @param weights [C]
     */
    TextureOracle(
            Texture texture, float[] state, long last, float[] h, float[] c, float... weights) {
        this.texture = texture;
        linear = texture.linear();
        bank = texture.bank();
        limits = texture.limits();
        dims = texture.dims();
        this.weights = NetworkCase.doubles(weights);
        double[] all = NetworkCase.doubles(state);
        past = new double[linear.past() + linear.averages()][];
        for (int k = 0; k < past.length; k++) {
            past[k] = Arrays.copyOfRange(all, k * dims, (k + 1) * dims);
        }
        whitened = Arrays.copyOfRange(all, past.length * dims, all.length);
        this.last = (int) last;
        this.h = NetworkCase.doubles(h);
        this.c = NetworkCase.doubles(c);
    }

    /** A step whose frame is given. */
    void force(NetworkSpec spec, double[] parameters, float... given) {
        network(spec, parameters);
        double[] predicted = predicted();
        double[] innovation = new double[dims];
        for (int d = 0; d < dims; d++) {
            innovation[d] = given[d] - predicted[d];
        }
        for (int d = 0; d < dims; d++) {
            whitened[d] = 0;
            for (int k = 0; k < dims; k++) {
                whitened[d] += innovation[k] * bank.whitening()[k * dims + d];
            }
        }
        last = -1;
        follow(NetworkCase.doubles(given));
    }

    /** A step that draws. */
    void draw(
            NetworkSpec spec,
            double[] parameters,
            Sampling sampling,
            long seed,
            long stream,
            long position) {
        double[] logits = network(spec, parameters);
        double[] next = predicted();
        last = entry(logits, sampling, seed, stream, position);
        float[] recorded = bank.innovations();
        float[] white = bank.whitened(recorded);
        for (int d = 0; d < dims; d++) {
            next[d] += recorded[last * dims + d];
            whitened[d] = white[last * dims + d];
        }
        limit(next);
        follow(next);
    }

    /** Moves h and c on; the head's outputs. One layer, without layer norm. */
    private double[] network(NetworkSpec spec, double[] parameters) {
        double[] x = new double[texture.inputSize()];
        System.arraycopy(past[0], 0, x, 0, dims);
        System.arraycopy(whitened, 0, x, dims, dims);
        if (texture.sounds() > 1) {
            System.arraycopy(weights, 0, x, 2 * dims, weights.length);
        }
        double[][] arrays =
                spec.parameterShapes().stream()
                        .map(s -> Arrays.copyOfRange(parameters, (int) s.offset(), (int) s.end()))
                        .toArray(double[][]::new);
        RecurrentOracle.Weights layer =
                new RecurrentOracle.Weights(arrays[0], arrays[1], arrays[2], arrays[3], null, null);
        double[] ones = new double[h.length];
        Arrays.fill(ones, 1);
        RecurrentOracle step =
                new RecurrentOracle(spec.cell(), layer, ones, new double[][] {x}, h, c);
        h = step.h[1];
        c = step.c == null ? c : step.c[1];
        double[] logits = arrays[5].clone();
        for (int k = 0; k < logits.length; k++) {
            for (int j = 0; j < h.length; j++) {
                logits[k] += arrays[4][k * h.length + j] * h[j];
            }
        }
        return logits;
    }

    private double mixed(float[] rows, int width, int d) {
        return IntStream.range(0, weights.length)
                .mapToDouble(s -> weights[s] * rows[s * width + d])
                .sum();
    }

    private double[] predicted() {
        int depth = linear.depth();
        double[] sum = new double[dims];
        for (int d = 0; d < dims; d++) {
            sum[d] = mixed(linear.mean(), dims, d);
            for (int s = 0; s < weights.length; s++) {
                for (int k = 0; k < depth; k++) {
                    double from = past[k / dims][k % dims] - mixed(linear.mean(), dims, k % dims);
                    sum[d] += weights[s] * linear.gains()[(s * depth + k) * dims + d] * from;
                }
            }
        }
        return sum;
    }

    private static double uniform(long word) {
        return ((word >>> 9) + 0.5) * 0x1p-23;
    }

    private int entry(double[] logits, Sampling how, long seed, long stream, long position) {
        int clusters = bank.clusters();
        long[] words = PhiloxOracle.draw(2, seed, stream, position, (clusters + 3) / 4);
        if (last >= 0 && !bank.ends(last) && uniform(words[0]) >= 1 / (double) texture.run()) {
            return last + 1;
        }
        int sound = 0;
        double sum = weights[0];
        while (sum <= uniform(words[1])) {
            sum += weights[++sound];
        }
        int chosen = sound;
        int cluster =
                cluster(logits, k -> members(chosen, k).length > 0, how, seed, stream, position);
        int[] members = members(sound, cluster);
        return members[(int) (uniform(words[2]) * members.length)];
    }

    private int[] members(int sound, int cluster) {
        return IntStream.range(0, bank.size())
                .filter(j -> bank.sound(j) == sound && bank.cluster(j) == cluster)
                .toArray();
    }

    /** As timbrel.h has the draw of a category, of those that have members. */
    private static int cluster(
            double[] logits,
            IntPredicate has,
            Sampling how,
            long seed,
            long stream,
            long position) {
        int[] likeliest =
                IntStream.range(0, logits.length)
                        .filter(has)
                        .boxed()
                        .sorted(Comparator.comparingDouble(k -> -logits[k]))
                        .mapToInt(k -> k)
                        .toArray();
        if (how.temperature() == 0) {
            return likeliest[0];
        }
        int count = how.topK() > 0 ? Math.min(how.topK(), likeliest.length) : likeliest.length;
        double[] odds = new double[count];
        for (int k = 0; k < count; k++) {
            odds[k] = Math.exp((logits[likeliest[k]] - logits[likeliest[0]]) / how.temperature());
        }
        double total = Arrays.stream(odds).sum();
        double before = 0;
        int best = likeliest[0];
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count && (how.topP() == 1 || before / total < how.topP()); k++) {
            int cluster = likeliest[k];
            long word = PhiloxOracle.draw(2, seed, stream, position, cluster / 4)[cluster % 4];
            double score = logits[cluster] / how.temperature() - Math.log(-Math.log(uniform(word)));
            best = score > highest ? cluster : best;
            highest = Math.max(highest, score);
            before += odds[k];
        }
        return best;
    }

    private void limit(double[] next) {
        for (int d = 0; d < dims; d++) {
            double low = mixed(limits.low(), dims, d);
            next[d] = Math.min(Math.max(next[d], low), mixed(limits.high(), dims, d));
        }
        int count = limits.map().count();
        double[] change = new double[dims];
        for (int b = 0; b < count; b++) {
            double level = limits.map().offset()[b];
            for (int d = 0; d < dims; d++) {
                level += next[d] * limits.map().matrix()[d * count + b];
            }
            double low = mixed(limits.levelLow(), count, b);
            double within = Math.min(Math.max(level, low), mixed(limits.levelHigh(), count, b));
            for (int d = 0; d < dims; d++) {
                change[d] += (within - level) * limits.map().back()[b * dims + d];
            }
        }
        for (int d = 0; d < dims; d++) {
            next[d] += change[d];
        }
    }

    private void follow(double[] next) {
        frame = next;
        for (int s = 0; s < linear.averages(); s++) {
            double[] average = past[linear.past() + s];
            for (int d = 0; d < dims; d++) {
                average[d] += (next[d] - average[d]) / linear.timeConstants()[s];
            }
        }
        for (int p = linear.past() - 1; p > 0; p--) {
            past[p] = past[p - 1];
        }
        past[0] = next;
    }

    /** The state as devices hold it. */
    double[] state() {
        double[] all = new double[(past.length + 1) * dims];
        for (int k = 0; k < past.length; k++) {
            System.arraycopy(past[k], 0, all, k * dims, dims);
        }
        System.arraycopy(whitened, 0, all, past.length * dims, dims);
        return all;
    }
}
