// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

class TextureSoundsTest {

    @TempDir private Path folder;

    private float[] write(String name, double seconds) throws IOException {
        Random random = new Random(1);
        float[] samples = new float[(int) (44_100 * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.1 * random.nextGaussian());
        }
        WavWriter.write(
                folder.resolve(name),
                new AudioClip(samples, 44_100).reader(),
                WavEncoding.FLOAT_32);
        return samples;
    }

    private String refused() {
        return assertThrows(IOException.class, () -> TextureSounds.folder(folder, 8, 120))
                .getMessage();
    }

    @Test
    void soundsAreHalvedAndCutAtTheirLength() throws IOException {
        float[] b = write("b.wav", 30);
        write("a.wav", 25);
        Files.writeString(folder.resolve("notes.txt"), "no sound");
        List<TextureSound> sounds = TextureSounds.folder(folder, 8, 26);
        assertEquals(List.of("a", "b"), sounds.stream().map(TextureSound::name).toList());
        int half = 13 * 44_100;
        assertArrayEquals(Arrays.copyOf(b, half), sounds.get(1).learned().samples());
        assertArrayEquals(Arrays.copyOfRange(b, half, 2 * half), sounds.get(1).heldOut().samples());
        assertEquals(1, TextureSounds.folder(folder, 1, 26).size());
    }

    @Test
    void badFoldersAreRefusedByName() throws IOException {
        assertEquals(folder + " holds no sound", refused());
        Path missing = folder.resolve("missing");
        assertEquals(
                missing + " is no folder of sounds",
                assertThrows(IOException.class, () -> TextureSounds.folder(missing, 8, 120))
                        .getMessage());
        write("short.wav", 5);
        assertTrue(
                refused().startsWith(folder.resolve("short.wav") + ": 5.0 s are too short"),
                refused());
        Files.writeString(folder.resolve("short.wav"), "no sound");
        assertTrue(refused().startsWith(folder.resolve("short.wav") + ": "), refused());
    }

    @Test
    void proceduralTexturesAreThoseOfTimbrelSamples() throws IOException {
        List<TextureSound> sounds = TextureSounds.procedural(2, 1);
        assertEquals(List.of("rain", "fire"), sounds.stream().map(TextureSound::name).toList());
        assertEquals(22_050, sounds.get(0).heldOut().samples().length);
    }
}
