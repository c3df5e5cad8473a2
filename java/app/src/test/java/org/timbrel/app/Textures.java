// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.texture.ProceduralTexture;

/** Procedural textures as files, for tests. */
public final class Textures {

    private Textures() {}

    /** A 16-bit WAV file at 44.1 kHz; its folders are made. */
    public static Path write(Path file, ProceduralTexture texture, long seed, double seconds)
            throws IOException {
        try (SampleReader sound = texture.open(seed, seconds)) {
            WavWriter.write(file, sound, WavEncoding.PCM_16);
        }
        return file;
    }
}
