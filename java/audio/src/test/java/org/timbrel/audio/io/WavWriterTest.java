// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavWriterTest {

    @TempDir Path folder;

    private float[] roundTrip(WavEncoding encoding, float... samples) throws IOException {
        Path file = folder.resolve("x.wav");
        assertEquals(
                samples.length,
                WavWriter.write(file, new AudioClip(samples, 22_050).reader(), encoding).samples());
        return TestSounds.read(file);
    }

    @Test
    void floatsKeepTheirBitsBeyondFullScaleToo() throws IOException {
        float[] samples = {0.1f, -1.5f, Float.MIN_VALUE, -0f, 1};
        assertArrayEquals(samples, roundTrip(WavEncoding.FLOAT_32, samples));
    }

    @Test
    void everyPcmValueComesBackUnchanged() throws IOException {
        float[] samples = new float[65_536];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (i - 32_768) / 32_768f;
        }
        assertArrayEquals(samples, roundTrip(WavEncoding.PCM_16, samples));
    }

    @Test
    void pcmIsClippedAndRoundedToTheNearestStep() throws IOException {
        float step = 1 / 32_768f;
        assertArrayEquals(
                new float[] {1 - step, -1, 1 - step, step, 0, -step, 2 * step},
                roundTrip(
                        WavEncoding.PCM_16,
                        1.2f,
                        -7,
                        1,
                        0.51f * step,
                        -0.49f * step,
                        -0.51f * step,
                        1.5f * step));
    }

    /** Full scale itself is no clipping, though its nearest step is one too many. */
    @Test
    void whatIsClippedIsCounted() throws IOException {
        float[] samples = {1.2f, -7, 1, -1, 0.5f, Math.nextUp(1f)};
        for (WavEncoding encoding : WavEncoding.values()) {
            assertEquals(
                    new WavWriter.Written(6, encoding == WavEncoding.PCM_16 ? 3 : 0),
                    WavWriter.write(
                            folder.resolve("x.wav"),
                            new AudioClip(samples, 22_050).reader(),
                            encoding));
        }
    }

    @Test
    void aFileHoldsFourGibibytes() {
        assertEquals((0xFFFF_FFFEL + 8 - 44) / 2, WavWriter.maxSamples(WavEncoding.PCM_16));
        assertEquals((0xFFFF_FFFEL + 8 - 58) / 4, WavWriter.maxSamples(WavEncoding.FLOAT_32));
    }

    @Test
    void otherProgramsReadTheHeader() throws Exception {
        for (WavEncoding encoding : WavEncoding.values()) {
            roundTrip(encoding, 0.5f, -0.5f, 0.25f);
            try (AudioInputStream in =
                    AudioSystem.getAudioInputStream(folder.resolve("x.wav").toFile())) {
                assertEquals(3, in.getFrameLength(), encoding.name());
                assertEquals(22_050, in.getFormat().getSampleRate());
                assertEquals(encoding.bytesPerSample(), in.getFormat().getFrameSize());
                assertEquals(1, in.getFormat().getChannels());
            }
        }
    }

    @Test
    void whatCannotBeWrittenLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("x.wav");
        float[] old = roundTrip(WavEncoding.FLOAT_32, 0.5f, 0.25f);
        float[] nan = new float[40_000];
        nan[30_000] = Float.NaN;
        AudioFormatException e =
                assertThrows(
                        AudioFormatException.class,
                        () ->
                                WavWriter.write(
                                        file,
                                        new AudioClip(nan, 1_000).reader(),
                                        WavEncoding.PCM_16));
        assertEquals("sample 30000 (30.000 s) is NaN", e.getMessage());
        SampleReader empty = new AudioClip(new float[0], 1_000).reader();
        assertThrows(
                AudioFormatException.class, () -> WavWriter.write(file, empty, WavEncoding.PCM_16));
        assertArrayEquals(old, TestSounds.read(file));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void moreThanTheHeaderCanSayIsRefused() throws IOException {
        Path file = folder.resolve("long.wav");
        float[] samples = new float[1_000];
        SampleReader reader = new AudioClip(samples, 1_000).reader();
        AudioFormatException e =
                assertThrows(
                        AudioFormatException.class,
                        () -> WavWriter.write(file, reader, WavEncoding.PCM_16, 2_034));
        assertTrue(e.getMessage().contains("more than 999 samples"), e.getMessage());
        assertFalse(Files.exists(file));
        assertEquals(
                1_000,
                WavWriter.write(
                                file,
                                new AudioClip(samples, 1_000).reader(),
                                WavEncoding.PCM_16,
                                2_036)
                        .samples());
    }
}
