// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FfmpegReaderTest {

    private static final int SAMPLES = 100_003;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(
            value = TestEncoder.class,
            names = {"FLAC_16", "FLAC_24", "OGG_FLAC", "ALAC", "ALAC_24"})
    void losslessFormatsComeBackExactly(TestEncoder encoder) throws IOException {
        float[] left = TestSounds.noise(1, encoder.bits, SAMPLES);
        float[] right = TestSounds.noise(2, encoder.bits, SAMPLES);
        Path mono = encoder.encode(folder, TestSounds.RATE_HZ, left);
        assertArrayEquals(left, TestSounds.read(mono));
        AudioInfo info = AudioFiles.info(mono);
        assertEquals(SAMPLES, info.lengthFrames());
        assertEquals(1, info.channels());
        Path stereo = encoder.encode(folder, TestSounds.RATE_HZ, left, right);
        assertArrayEquals(TestSounds.mean(left, right), TestSounds.read(stereo));
    }

    @ParameterizedTest
    @EnumSource(
            value = TestEncoder.class,
            names = {"VORBIS", "OPUS", "MP3", "AAC"})
    void lossyFormatsComeBackAlignedAtTheirLevel(TestEncoder encoder) throws IOException {
        int rate = encoder == TestEncoder.OPUS ? 48_000 : TestSounds.RATE_HZ;
        float[] left = TestSounds.sine(997, 0.5, rate, SAMPLES);
        // In phase, since FFmpeg's Vorbis encoder makes noise of anything else.
        float[] right = TestSounds.sine(997, 0.25, rate, SAMPLES);
        Path file = encoder.encode(folder, rate, left, right);
        float[] decoded = TestSounds.read(file);
        float[] expected = TestSounds.mean(left, right);
        // Vorbis ends with a whole packet, M4A gives its length in milliseconds.
        assertEquals(SAMPLES, decoded.length, 64.0);
        // Measured 41 dB and more; one sample of delay would leave 17.
        double snr = TestSounds.snrDb(expected, decoded, 4_096, SAMPLES - 4_096);
        assertTrue(snr > 35, encoder + ": " + snr + " dB");
        double level =
                TestSounds.rms(decoded, 4_096, SAMPLES - 4_096)
                        / TestSounds.rms(expected, 4_096, SAMPLES - 4_096);
        assertEquals(1, level, 0.02);
        AudioInfo info = AudioFiles.info(file);
        assertEquals(2, info.channels());
        assertEquals(rate, info.sampleRateHz());
        assertEquals(decoded.length, info.lengthFrames());
    }

    @ParameterizedTest
    @EnumSource
    void blocksOfAnySizeGiveTheSameSamples(TestEncoder encoder) throws IOException {
        Path file = encoder.encode(folder, 48_000, TestSounds.noise(3, 16, 20_000));
        float[] whole = TestSounds.read(file);
        for (int block : new int[] {1, 311, 50_000}) {
            assertArrayEquals(whole, BlockReading.all(AudioFiles.open(file), block));
        }
    }

    @Test
    void sixChannelsAreMixedToTheirMean() throws IOException {
        float[][] channels = new float[6][];
        double[] sum = new double[5_000];
        for (int c = 0; c < 6; c++) {
            channels[c] = TestSounds.noise(c, 16, sum.length);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += channels[c][i];
            }
        }
        float[] decoded = TestSounds.read(TestEncoder.FLAC_16.encode(folder, 48_000, channels));
        for (int i = 0; i < sum.length; i++) {
            assertEquals((float) (sum[i] / 6), decoded[i]);
        }
    }

    @Test
    void theContentDecidesNotTheName() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 5_000);
        Path flac = TestEncoder.FLAC_16.encode(folder, 8_000, noise);
        Path renamed = Files.move(flac, folder.resolve("héllo % \u266b.wav"));
        assertArrayEquals(noise, TestSounds.read(renamed));
    }

    @Test
    void anId3TagBeforeFlacIsPassed() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 5_000);
        byte[] flac = Files.readAllBytes(TestEncoder.FLAC_16.encode(folder, 8_000, noise));
        byte[] tag = {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 0};
        byte[] tagged = Arrays.copyOf(tag, tag.length + 128 + flac.length);
        System.arraycopy(flac, 0, tagged, tag.length + 128, flac.length);
        assertArrayEquals(
                noise, TestSounds.read(Files.write(folder.resolve("tagged.flac"), tagged)));
    }

    @Test
    void coverArtIsLeftAlone() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 5_000);
        byte[] flac = Files.readAllBytes(TestEncoder.FLAC_16.encode(folder, 8_000, noise));
        byte[] image = TestSounds.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer picture = ByteBuffer.allocate(4 + 32 + 9 + image.length);
        picture.putInt(6 << 24 | (picture.capacity() - 4)).putInt(3).putInt(9);
        picture.put("image/png".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        picture.putInt(0).putInt(1).putInt(1).putInt(24).putInt(0).putInt(image.length).put(image);
        // Behind the marker and STREAMINFO, which is not the last block here.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(flac, 0, 42);
        out.write(picture.array());
        out.write(flac, 42, flac.length - 42);
        Path file = Files.write(folder.resolve("cover.flac"), out.toByteArray());
        assertArrayEquals(noise, TestSounds.read(file));
    }

    @Test
    void joinedMp3FilesAreReadThrough() throws IOException {
        Path one = TestEncoder.MP3.encode(folder, 44_100, TestSounds.noise(1, 16, 44_100));
        Path both = folder.resolve("both.mp3");
        Files.write(both, Files.readAllBytes(one));
        Files.write(both, Files.readAllBytes(one), java.nio.file.StandardOpenOption.APPEND);
        // The encoder's delay and padding stay at the seam.
        assertEquals(88_200, TestSounds.read(both).length, 3_000.0);
    }

    @Test
    void aChangeOfRateIsRefused() throws IOException {
        Path file = TestEncoder.MP3.encode(folder, 44_100, TestSounds.noise(1, 16, 44_100));
        byte[] first = Files.readAllBytes(file);
        byte[] second =
                Files.readAllBytes(
                        TestEncoder.MP3.encode(folder, 22_050, TestSounds.noise(2, 16, 44_100)));
        Path both = Files.write(folder.resolve("both.mp3"), first);
        Files.write(both, second, java.nio.file.StandardOpenOption.APPEND);
        AudioFormatException e =
                assertThrows(AudioFormatException.class, () -> TestSounds.read(both));
        assertEquals(
                "changes from 44100 Hz, 1 channels to 22050 Hz, 1 channels; split it there",
                e.getMessage());
    }

    @Test
    void aClosedReaderSaysSo() throws IOException {
        Path file = TestEncoder.FLAC_16.encode(folder, 8_000, TestSounds.noise(1, 16, 5_000));
        SampleReader reader = AudioFiles.open(file);
        reader.close();
        reader.close();
        assertThrows(IOException.class, () -> reader.read(new float[4], 0, 4));
    }
}
