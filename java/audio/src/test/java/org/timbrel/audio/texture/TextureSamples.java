// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.timbrel.audio.io.SampleReader;

/** Reads textures whole, in blocks of any size. */
final class TextureSamples {

    private TextureSamples() {}

    static float[] of(ProceduralTexture texture, long seed, double seconds) {
        return of(texture, seed, seconds, () -> 4096);
    }

    static float[] of(
            ProceduralTexture texture, long seed, double seconds, IntSupplier blockSamples) {
        float[] samples = new float[(int) Math.ceil(seconds * 44_100) + 1];
        int count = 0;
        try (SampleReader reader = texture.open(seed, seconds)) {
            while (true) {
                int block = Math.min(blockSamples.getAsInt(), samples.length - count);
                int read = reader.read(samples, count, block);
                if (read < 0) {
                    return Arrays.copyOf(samples, count);
                }
                count += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
