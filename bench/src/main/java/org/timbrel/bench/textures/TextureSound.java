// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.util.Arrays;
import org.timbrel.audio.io.AudioClip;

/**
 * A texture in two halves.
 *
 * @param name of the sound
 * @param learned its first half, which systems learn from
 * @param heldOut its second half, which judges them
 */
public record TextureSound(String name, AudioClip learned, AudioClip heldOut) {

    /** The halves of a sound. */
    static TextureSound of(String name, AudioClip clip) {
        float[] samples = clip.samples();
        int half = samples.length / 2;
        return new TextureSound(
                name,
                new AudioClip(Arrays.copyOf(samples, half), clip.sampleRateHz()),
                new AudioClip(Arrays.copyOfRange(samples, half, 2 * half), clip.sampleRateHz()));
    }
}
