// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: sound or one clear line, soon and in bounded memory. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadFilesTest {

    private static final String NOT_SOUND =
            "not a sound file that Timbrel reads (WAV, FLAC, Ogg Vorbis, Opus, MP3, M4A)";

    @TempDir Path folder;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static String refusal(Path file) {
        String message =
                assertThrows(AudioFormatException.class, () -> TestSounds.read(file)).getMessage();
        assertEquals(1, message.lines().count(), message);
        assertFalse(message.contains(file.toString()), message);
        return message;
    }

    @Test
    void filesThatAreNoneAreNamedForWhatTheyAre() throws IOException {
        assertEquals("no such file", refusal(folder.resolve("missing.wav")));
        assertEquals("is a folder, not a sound file", refusal(folder));
        assertEquals("empty file", refusal(file("empty.wav", new byte[0])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.wav", "x.mp3", "x.flac", "x.m4a"})
    void playlistsAndTextsAreNoSound(String name) throws IOException {
        Path secret = TestEncoder.FLAC_16.encode(folder, 8_000, new float[100]);
        String[] texts = {
            "ffconcat version 1.0\nfile '" + secret + "'\n",
            "#EXTM3U\n" + secret + "\n",
            "<!DOCTYPE html><html></html>",
            "RIFF but no sound at all",
            "x"
        };
        for (String text : texts) {
            assertEquals(
                    NOT_SOUND, refusal(file(name, text.getBytes(StandardCharsets.UTF_8))), text);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAndPipesAreNotOpened() throws Exception {
        Path fifo = folder.resolve("fifo.wav");
        Process mkfifo = new ProcessBuilder("mkfifo", fifo.toString()).start();
        Assumptions.assumeTrue(mkfifo.waitFor() == 0, "no mkfifo here");
        for (Path path : new Path[] {fifo, Path.of("/dev/zero")}) {
            assertTrue(refusal(path).startsWith("not a regular file"));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anUnreadableFileSaysWhy() throws IOException {
        Path file = file("x.wav", new byte[10]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");
        assertEquals("cannot be read: permission denied", refusal(file));
    }

    @ParameterizedTest
    // FFmpeg's Vorbis encoder never ends without input.
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VORBIS")
    void filesOfNoSamplesAreRefused(TestEncoder encoder) throws IOException {
        Path file = encoder.encode(folder, 48_000, new float[0]);
        assertFalse(refusal(file).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void truncationAnywhereIsRefused(TestEncoder encoder) throws IOException {
        byte[] whole = Files.readAllBytes(encoded(encoder, 30_000));
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 60; i++) {
            int length = i < 20 ? i * 12 : random.nextInt(whole.length - 1);
            Path cut = file("cut", Arrays.copyOf(whole, length));
            try {
                // Only what lies behind the sound may be cut off: the tags of an M4A file; and the
                // last frame of an MP3 file, since encoders differ in how they count.
                int tolerated = encoder == TestEncoder.MP3 ? 1_152 : 0;
                int read = TestSounds.read(cut).length;
                assertTrue(read >= 30_000 - tolerated, read + " samples of a cut to " + length);
            } catch (IOException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void flippedBytesAreHeardOrRefused(TestEncoder encoder) throws IOException {
        flip(Files.readAllBytes(encoded(encoder, 12_000)), 150);
    }

    @ParameterizedTest
    @EnumSource
    void flippedBytesInWavFilesAreHeardOrRefused(WavEncoding encoding) throws IOException {
        Path wav = folder.resolve("x.wav");
        WavWriter.write(wav, new AudioClip(TestSounds.noise(1, 16, 500), 8_000).reader(), encoding);
        flip(Files.readAllBytes(wav), 1_500);
    }

    private Path encoded(TestEncoder encoder, int samples) throws IOException {
        return encoder.encode(folder, 48_000, TestSounds.noise(1, 16, samples), new float[samples]);
    }

    private void flip(byte[] whole, int rounds) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        long before = Pointer.physicalBytes();
        for (int i = 0; i < rounds; i++) {
            byte[] damaged = whole.clone();
            // Half of them in the header, where the sizes are.
            int range = i % 2 == 0 ? Math.min(512, whole.length) : whole.length;
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            outcome(file("damaged", damaged));
        }
        long grown = Pointer.physicalBytes() - before;
        assertTrue(grown < 400L << 20, "grew by " + grown + " bytes");
    }

    /** Reads with a small buffer; anything but sound or an IOException fails the test. */
    private static void outcome(Path file) {
        try (SampleReader reader = AudioFiles.open(file)) {
            float[] block = new float[4_096];
            for (int n = reader.read(block, 0, 4_096); n >= 0; n = reader.read(block, 0, 4_096)) {
                for (int i = 0; i < n; i++) {
                    assertTrue(Float.isFinite(block[i]));
                }
            }
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }
}
