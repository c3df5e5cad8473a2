// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Arrays;

/** One texture of the sounds of two, those of the first before those of the second. */
final class TextureJoin {

    private TextureJoin() {}

    /**
     * Joins textures of the same values, past, averages, clusters and levels.
     *
     * @param first whose whitening, levels and runs stay
     */
    static Texture of(Texture first, Texture second) {
        int sounds = first.sounds() + second.sounds();
        LinearPart linear = first.linear();
        return new Texture(
                new LinearPart(
                        first.dims(),
                        linear.past(),
                        sounds,
                        linear.timeConstants(),
                        joined(linear.mean(), second.linear().mean()),
                        joined(linear.gains(), second.linear().gains())),
                bank(sounds, first.bank(), second.bank()),
                limits(sounds, first.limits(), second.limits()),
                first.run());
    }

    private static InnovationBank bank(int sounds, InnovationBank first, InnovationBank second) {
        int before = first.size();
        int[] sound = new int[before + second.size()];
        int[] cluster = new int[sound.length];
        boolean[] ends = new boolean[sound.length];
        for (int j = 0; j < sound.length; j++) {
            InnovationBank bank = j < before ? first : second;
            int own = j < before ? j : j - before;
            sound[j] = bank.sound(own) + (j < before ? 0 : first.sounds());
            cluster[j] = bank.cluster(own);
            ends[j] = bank.ends(own);
        }
        return new InnovationBank(
                first.dims(),
                sounds,
                first.clusters(),
                joined(first.innovations(), second.innovations()),
                first.whitening(),
                sound,
                cluster,
                ends);
    }

    private static FrameLimits limits(int sounds, FrameLimits first, FrameLimits second) {
        return new FrameLimits(
                first.dims(),
                sounds,
                joined(first.low(), second.low()),
                joined(first.high(), second.high()),
                first.map(),
                joined(first.levelLow(), second.levelLow()),
                joined(first.levelHigh(), second.levelHigh()));
    }

    private static float[] joined(float[] first, float... second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
