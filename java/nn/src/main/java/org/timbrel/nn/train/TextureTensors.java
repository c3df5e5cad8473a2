// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.List;
import java.util.Map;
import org.timbrel.nn.safetensors.NamedTensor;
import org.timbrel.nn.texture.FrameLimits;
import org.timbrel.nn.texture.InnovationBank;
import org.timbrel.nn.texture.LevelMap;
import org.timbrel.nn.texture.LinearPart;
import org.timbrel.nn.texture.Texture;

/**
 * A texture in a checkpoint. Frames are normalised as the checkpoint says; matrices lie by what
 * goes in, so that {@code y = x @ matrix} in Python. Numbers of sounds and clusters are whole, a
 * flag is 0 or 1.
 *
 * <pre>
 * texture.run                     [1]           mean length of runs
 * texture.linear.time_constants   [S]           of the averages, in steps
 * texture.linear.mean             [C,D]
 * texture.linear.gains            [C,(P+S)D,D]  of the past, newest first, then of the averages
 * texture.bank.innovations        [J,D]         in the order of time
 * texture.bank.whitening          [D,D]
 * texture.bank.sound              [J]           0..C-1
 * texture.bank.cluster            [J]           0..K-1, a category of the network
 * texture.bank.ends               [J]           1: the next one did not follow this one
 * texture.limits.low, .high       [C,D]
 * texture.limits.levels           [D,B]
 * texture.limits.level_offset     [B]
 * texture.limits.level_back       [B,D]
 * texture.limits.level_low, .level_high [C,B]
 * </pre>
 */
final class TextureTensors {

    static final String PREFIX = "texture.";
    static final String RUN = PREFIX + "run";
    private static final String LINEAR = PREFIX + "linear.";
    private static final String BANK = PREFIX + "bank.";
    private static final String LIMITS = PREFIX + "limits.";

    private TextureTensors() {}

    static NamedTensor run(float run) {
        return NamedTensor.of(RUN, new float[] {run}, 1);
    }

    static List<NamedTensor> of(Texture texture) {
        LinearPart linear = texture.linear();
        InnovationBank bank = texture.bank();
        FrameLimits limits = texture.limits();
        int sounds = texture.sounds();
        int dims = texture.dims();
        int entries = bank.size();
        int levels = limits.map().count();
        float[] sound = new float[entries];
        float[] cluster = new float[entries];
        float[] ends = new float[entries];
        for (int j = 0; j < entries; j++) {
            sound[j] = bank.sound(j);
            cluster[j] = bank.cluster(j);
            ends[j] = bank.ends(j) ? 1 : 0;
        }
        return List.of(
                run(texture.run()),
                NamedTensor.of(
                        LINEAR + "time_constants", linear.timeConstants(), linear.averages()),
                NamedTensor.of(LINEAR + "mean", linear.mean(), sounds, dims),
                NamedTensor.of(LINEAR + "gains", linear.gains(), sounds, linear.depth(), dims),
                NamedTensor.of(BANK + "innovations", bank.innovations(), entries, dims),
                NamedTensor.of(BANK + "whitening", bank.whitening(), dims, dims),
                NamedTensor.of(BANK + "sound", sound, entries),
                NamedTensor.of(BANK + "cluster", cluster, entries),
                NamedTensor.of(BANK + "ends", ends, entries),
                NamedTensor.of(LIMITS + "low", limits.low(), sounds, dims),
                NamedTensor.of(LIMITS + "high", limits.high(), sounds, dims),
                NamedTensor.of(LIMITS + "levels", limits.map().matrix(), dims, levels),
                NamedTensor.of(LIMITS + "level_offset", limits.map().offset(), levels),
                NamedTensor.of(LIMITS + "level_back", limits.map().back(), levels, dims),
                NamedTensor.of(LIMITS + "level_low", limits.levelLow(), sounds, levels),
                NamedTensor.of(LIMITS + "level_high", limits.levelHigh(), sounds, levels));
    }

    /**
     * The texture among a checkpoint's tensors; null: there is none.
     *
     * @param clusters K, categories of the network
     * @throws IllegalArgumentException saying what is missing or wrong
     */
    static Texture read(Map<String, NamedTensor> tensors, int clusters) {
        if (!tensors.containsKey(RUN)) {
            return null;
        }
        NamedTensor mean = ranked(tensors, LINEAR + "mean", 2);
        int sounds = size(mean, 0);
        int dims = size(mean, 1);
        float[] timeConstants = values(tensors, LINEAR + "time_constants");
        NamedTensor gains = ranked(tensors, LINEAR + "gains", 3);
        int past = size(gains, 1) / dims - timeConstants.length;
        float[] ends = values(tensors, BANK + "ends");
        boolean[] flags = new boolean[ends.length];
        for (int j = 0; j < flags.length; j++) {
            flags[j] = ends[j] != 0;
        }
        return new Texture(
                new LinearPart(dims, past, sounds, timeConstants, mean.values(), gains.values()),
                new InnovationBank(
                        dims,
                        sounds,
                        clusters,
                        values(tensors, BANK + "innovations"),
                        values(tensors, BANK + "whitening"),
                        whole(tensors, BANK + "sound"),
                        whole(tensors, BANK + "cluster"),
                        flags),
                new FrameLimits(
                        dims,
                        sounds,
                        values(tensors, LIMITS + "low"),
                        values(tensors, LIMITS + "high"),
                        new LevelMap(
                                values(tensors, LIMITS + "levels"),
                                values(tensors, LIMITS + "level_offset"),
                                values(tensors, LIMITS + "level_back")),
                        values(tensors, LIMITS + "level_low"),
                        values(tensors, LIMITS + "level_high")),
                ranked(tensors, RUN, 1).values()[0]);
    }

    /** One that has values, in so many dimensions. */
    private static NamedTensor ranked(Map<String, NamedTensor> tensors, String name, int rank) {
        NamedTensor tensor = tensor(tensors, name);
        if (tensor.shape().size() != rank || tensor.values().length == 0) {
            throw new IllegalArgumentException(
                    "%s has the shape %s, but must have values in %d dimensions"
                            .formatted(name, tensor.shape(), rank));
        }
        return tensor;
    }

    private static int size(NamedTensor tensor, int index) {
        return Math.toIntExact(tensor.shape().get(index));
    }

    private static float[] values(Map<String, NamedTensor> tensors, String name) {
        return tensor(tensors, name).values();
    }

    private static int[] whole(Map<String, NamedTensor> tensors, String name) {
        float[] values = values(tensors, name);
        int[] whole = new int[values.length];
        for (int k = 0; k < whole.length; k++) {
            whole[k] = (int) values[k];
            if (whole[k] != values[k]) {
                throw new IllegalArgumentException(
                        "%s holds %s at %d, no whole number".formatted(name, values[k], k));
            }
        }
        return whole;
    }

    private static NamedTensor tensor(Map<String, NamedTensor> tensors, String name) {
        NamedTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("%s is missing".formatted(name));
        }
        return tensor;
    }
}
