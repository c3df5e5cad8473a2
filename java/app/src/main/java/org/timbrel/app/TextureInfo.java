// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.texture.LinearPart;
import org.timbrel.nn.texture.Texture;

/**
 * The texture of a checkpoint.
 *
 * @param sounds their names, if it has some
 * @param soundCount how many there are
 * @param innovations in the bank
 * @param clusters of them
 * @param run mean number that follow each other as recorded
 * @param past frames that the linear part looks back at
 * @param averages time constants of its slow averages, in frames
 */
public record TextureInfo(
        List<String> sounds,
        int soundCount,
        int innovations,
        int clusters,
        double run,
        int past,
        List<Double> averages) {

    public TextureInfo {
        sounds = List.copyOf(sounds);
        averages = List.copyOf(averages);
    }

    /** Null of none. */
    static TextureInfo of(Texture texture, List<String> sounds) {
        if (texture == null) {
            return null;
        }
        LinearPart linear = texture.linear();
        List<Double> averages = new ArrayList<>();
        for (float steps : linear.timeConstants()) {
            averages.add((double) steps);
        }
        return new TextureInfo(
                sounds,
                texture.sounds(),
                texture.bank().size(),
                texture.bank().clusters(),
                texture.run(),
                linear.past(),
                averages);
    }
}
