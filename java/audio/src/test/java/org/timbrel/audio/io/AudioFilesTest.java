// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AudioFilesTest {

    @Test
    void extensionsAreKnownInAnyCase() {
        for (String name : new String[] {"a.wav", "a.FLAC", "a.b.ogg", "a.Opus", "d/a.m4a"}) {
            assertTrue(AudioFiles.hasAudioExtension(Path.of(name)), name);
        }
        for (String name : new String[] {"wav", ".wav", "a.mid", "a.wav.txt", "a.", "/"}) {
            assertFalse(AudioFiles.hasAudioExtension(Path.of(name)), name);
        }
    }

    @Test
    void aClipReadsBackWhole() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 200_001);
        AudioClip clip = new AudioClip(noise, 8_000);
        assertArrayEquals(noise, BlockReading.all(clip.reader(), 7));
        AudioClip again = AudioFiles.readAll(clip.reader());
        assertEquals(clip, again);
        assertEquals(clip.hashCode(), again.hashCode());
        assertNotEquals(clip, new AudioClip(noise, 8_001));
        assertEquals("AudioClip[200001 samples, 8000 Hz]", clip.toString());
        assertEquals(200_001 / 8_000.0, clip.durationSeconds());
    }

    @Test
    void nothingIsNoSound() {
        SampleReader empty = new AudioClip(new float[0], 8_000).reader();
        assertEquals(
                "no sound: 0 samples",
                assertThrows(AudioFormatException.class, () -> AudioFiles.readAll(empty))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new AudioClip(new float[1], 0));
    }

    @Test
    void durationIsUnknownWhereTheLengthIs() {
        assertEquals(1.5, new AudioInfo("WAV", "PCM 16-bit", 8_000, 1, 12_000).durationSeconds());
        assertTrue(Double.isNaN(new AudioInfo("MP3", "MP3", 8_000, 1, -1).durationSeconds()));
    }
}
