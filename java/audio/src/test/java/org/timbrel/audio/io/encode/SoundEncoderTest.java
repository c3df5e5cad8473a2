// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.AudioInfo;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** What is streamed against the readers of files. */
class SoundEncoderTest {

    private static final int WAV_HEADER_BYTES = 44;

    @TempDir Path folder;

    /** A tone that glides, some hiss, and a little beyond full scale. */
    private static float[] sound(int samples) {
        SplittableRandom random = new SplittableRandom(5);
        float[] sound = new float[samples];
        for (int n = 0; n < samples; n++) {
            double hiss = 0.02 * (random.nextDouble() - 0.5);
            sound[n] = (float) (1.005 * Math.sin(0.03 * n + 1e-6 * n * n) + hiss);
        }
        return sound;
    }

    private static byte[] encoded(StreamFormat format, int rate, float... sound)
            throws IOException {
        return encoded(format, rate, -1, sound.length, sound);
    }

    /** The whole file, of a sound in random blocks up to the longest. */
    private static byte[] encoded(
            StreamFormat format, int rate, long promised, int longestBlock, float... sound)
            throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SoundEncoder encoder = SoundEncoder.open(format, rate, promised)) {
            file.writeBytes(encoder.header());
            for (int n = 0; n < sound.length; ) {
                int count = Math.min(random.nextInt(longestBlock + 1), sound.length - n);
                file.writeBytes(encoder.encode(sound, n, count));
                n += count;
            }
            file.writeBytes(encoder.finish());
        }
        return file.toByteArray();
    }

    private float[] decoded(byte[] file, int rate) throws IOException {
        try (SampleReader reader = AudioFiles.open(Files.write(folder.resolve("file"), file))) {
            assertEquals(rate, reader.sampleRateHz());
            return AudioFiles.readAll(reader).samples();
        }
    }

    private float[] rounded(int rate, float... sound) throws IOException {
        Path wav = folder.resolve("rounded.wav");
        WavWriter.write(wav, new AudioClip(sound, rate).reader(), WavEncoding.PCM_16);
        return decoded(Files.readAllBytes(wav), rate);
    }

    @ParameterizedTest
    @CsvSource({
        "FLAC, 1, 44100",
        "FLAC, 100, 8000",
        "FLAC, 1024, 44100",
        "FLAC, 44101, 44100",
        "FLAC, 20000, 11025",
        "FLAC, 20000, 16000",
        "FLAC, 20000, 22050",
        "FLAC, 20000, 32000",
        "FLAC, 20000, 48000",
        "FLAC, 3000, 1000",
        "FLAC, 20000, 96000",
        "FLAC, 20000, 100003",
        "FLAC, 20000, 384000",
        "WAV, 1, 44100",
        "WAV, 20000, 48000"
    })
    void everyStepComesBack(StreamFormat format, int samples, int rate) throws IOException {
        float[] sound = sound(samples);
        float[] rounded = rounded(rate, sound);
        assertArrayEquals(rounded, decoded(encoded(format, rate, sound), rate));
        assertArrayEquals(rounded, decoded(encoded(format, rate, samples, 999, sound), rate));
    }

    @Test
    void pcmIsAWavWithoutItsHeader() throws IOException {
        float[] sound = sound(10_000);
        Path wav = folder.resolve("x.wav");
        WavWriter.write(wav, new AudioClip(sound, 8_000).reader(), WavEncoding.PCM_16);
        byte[] file = Files.readAllBytes(wav);
        assertArrayEquals(file, encoded(StreamFormat.WAV, 8_000, sound.length, 77, sound));
        assertArrayEquals(
                Arrays.copyOfRange(file, WAV_HEADER_BYTES, file.length),
                encoded(StreamFormat.PCM, 8_000, sound));
    }

    @ParameterizedTest
    @CsvSource({
        "FLAC, 1, 44100",
        "FLAC, 1500, 8000",
        "OPUS, 1, 44100",
        "OPUS, 441, 44100",
        "OPUS, 7000, 8000",
        "OPUS, 3000, 48000",
        "WAV, 5000, 22050",
        "PCM, 5000, 22050"
    })
    void blocksDoNotMatter(StreamFormat format, int longestBlock, int rate) throws IOException {
        float[] sound = sound(30_000);
        assertArrayEquals(
                encoded(format, rate, sound), encoded(format, rate, -1, longestBlock, sound));
    }

    /** As long as it was, nothing lost at its ends, and no click where frames or blocks meet. */
    @ParameterizedTest
    @CsvSource({
        "1, 44100",
        "2, 48000",
        "647, 48000", // with what the codec is late by a sample less than a packet, then as long
        "648, 48000",
        "649, 48000",
        "44100, 44100",
        "100003, 44100",
        "100003, 48000",
        "20000, 8000",
        "30000, 11025",
        "30000, 16000",
        "50000, 22050",
        "50000, 32000",
        "100003, 96000"
    })
    void opusIsAsLongAndAlike(int samples, int rate) throws IOException {
        float[] sine = new float[samples];
        double turns = 440.0 / rate;
        for (int n = 0; n < samples; n++) {
            sine[n] = (float) (0.5 * Math.cos(2 * Math.PI * turns * n));
        }
        float[] heard = decoded(encoded(StreamFormat.OPUS, rate, sine), 48_000);
        assertEquals((samples * 48_000L + rate - 1) / rate, heard.length);
        double signal = 0;
        double error = 0;
        for (int n = 0; n < heard.length; n++) {
            double expected = 0.5 * Math.cos(2 * Math.PI * 440 * n / 48_000);
            signal += expected * expected;
            error += Math.pow(heard[n] - expected, 2);
        }
        double snr = 10 * Math.log10(signal / error);
        // Measured 36 to 43 dB; 5 in a single sample, which is a click to a codec.
        assertTrue(snr > (samples == 1 ? 3 : 30), snr + " dB");
    }

    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000})
    void opusKeepsTheLevelOfNoise(int rate) throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        float[] noise = new float[2 * rate];
        for (int n = 0; n < noise.length; n++) {
            noise[n] = (float) (random.nextDouble() - 0.5);
        }
        float[] heard = decoded(encoded(StreamFormat.OPUS, rate, noise), 48_000);
        double change = 20 * Math.log10(rms(heard) / rms(noise));
        // Measured -0.4 and -0.8 dB: what lies above 20 kHz is not sent.
        assertEquals(-0.6, change, 0.4);
    }

    /** Silence, full scale to and fro, and what is far beyond it. */
    @ParameterizedTest
    @CsvSource({"FLAC, 44100", "OPUS, 44100", "OPUS, 48000"})
    void extremesAreEncoded(StreamFormat format, int rate) throws IOException {
        float[] sound = new float[3 * rate];
        for (int n = 0; n < rate; n++) {
            sound[rate + n] = n / 100 % 2 == 0 ? 1 : -1;
            sound[2 * rate + n] = n / 100 % 2 == 0 ? 1e30f : -1e30f;
        }
        int heardRate = format.sampleRateHz(rate);
        float[] heard = decoded(encoded(format, rate, sound), heardRate);
        assertEquals(3 * heardRate, heard.length);
        assertEquals(0, rms(Arrays.copyOf(heard, heardRate - 500)), 1e-4);
        // A codec's ringing at the edges of a square, within half of it.
        assertEquals(1, rms(Arrays.copyOfRange(heard, heardRate, heard.length)), 0.1);
        for (float sample : heard) {
            assertTrue(Math.abs(sample) < 1.5, () -> sample + " came back");
        }
    }

    private static double rms(float... sound) {
        double sum = 0;
        for (float sample : sound) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / sound.length);
    }

    /** Sound goes out as it comes: no more than this stays inside. */
    @ParameterizedTest
    @CsvSource({"WAV, 0", "PCM, 0", "FLAC, 0.025", "OPUS, 0.1"})
    void soundIsNotHeldBack(StreamFormat format, double seconds) throws IOException {
        for (int rate : new int[] {8_000, 44_100, 48_000}) {
            float[] sound = sound(rate);
            int step = Math.max(1, (int) (seconds * rate));
            try (SoundEncoder encoder = SoundEncoder.open(format, rate)) {
                for (int n = 0; n + step <= sound.length; n += step) {
                    assertTrue(encoder.encode(sound, n, step).length > 0, "nothing by sample " + n);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StreamFormat.class)
    void noSoundIsAnEmptyFile(StreamFormat format) throws IOException {
        byte[] file = encoded(format, 44_100);
        if (format == StreamFormat.PCM) {
            assertEquals(0, file.length);
        } else {
            assertThrows(AudioFormatException.class, () -> decoded(file, 44_100));
        }
    }

    @ParameterizedTest
    @EnumSource(StreamFormat.class)
    void whatIsNoNumberIsRefusedAndNotTaken(StreamFormat format) throws IOException {
        float[] sound = sound(5_000);
        float[] bad = sound.clone();
        bad[4_000] = Float.NaN;
        try (SoundEncoder encoder = SoundEncoder.open(format, 8_000)) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(encoder.header());
            AudioFormatException refused =
                    assertThrows(AudioFormatException.class, () -> encoder.encode(bad, 0, 5_000));
            assertEquals("sample 4000 (0.500 s) is NaN", refused.getMessage());
            file.writeBytes(encoder.encode(sound, 0, 5_000));
            bad[4_000] = Float.NEGATIVE_INFINITY;
            assertThrows(AudioFormatException.class, () -> encoder.encode(bad, 4_000, 1));
            file.writeBytes(encoder.finish());
            assertArrayEquals(encoded(format, 8_000, sound), file.toByteArray());
        }
    }

    @ParameterizedTest
    @EnumSource(StreamFormat.class)
    void whatHasEndedStaysEnded(StreamFormat format) throws IOException {
        SoundEncoder encoder = SoundEncoder.open(format, 44_100);
        encoder.finish();
        assertThrows(IllegalStateException.class, encoder::finish);
        assertThrows(IllegalStateException.class, () -> encoder.encode(new float[1], 0, 1));
        encoder.close();
        encoder.close();
        SoundEncoder closed = SoundEncoder.open(format, 44_100);
        closed.encode(sound(5_000), 0, 5_000);
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, closed::finish);
    }

    @Test
    void theHeaderSaysTheLengthIfItIsKnown() throws IOException {
        for (StreamFormat format : List.of(StreamFormat.WAV, StreamFormat.FLAC)) {
            byte[] known = encoded(format, 44_100, 5_000, 5_000, sound(5_000));
            AudioInfo info = AudioFiles.info(Files.write(folder.resolve("known"), known));
            assertEquals(5_000, info.lengthFrames(), format.label());
        }
        byte[] flac = encoded(StreamFormat.FLAC, 44_100, sound(5_000));
        assertEquals(-1, AudioFiles.info(Files.write(folder.resolve("x"), flac)).lengthFrames());
        byte[] wav = encoded(StreamFormat.WAV, 44_100, sound(5_000));
        ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(-1, header.getInt(4));
        assertEquals(-1, header.getInt(40));
        assertEquals(WAV_HEADER_BYTES + 10_000, wav.length);
        // Ten hours at 96 kHz have no size of 32 bits.
        try (SoundEncoder encoder = SoundEncoder.open(StreamFormat.WAV, 96_000, 36_000L * 96_000)) {
            assertEquals(
                    -1, ByteBuffer.wrap(encoder.header()).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        }
    }

    @ParameterizedTest
    @EnumSource(StreamFormat.class)
    void aKnownLengthIsKept(StreamFormat format) throws IOException {
        try (SoundEncoder encoder = SoundEncoder.open(format, 44_100, 10)) {
            assertThrows(IllegalStateException.class, encoder::finish);
            encoder.encode(new float[9], 0, 9);
            assertThrows(IllegalStateException.class, () -> encoder.encode(new float[2], 0, 2));
            encoder.encode(new float[1], 0, 1);
            encoder.finish();
        }
    }

    @Test
    void wrongValuesAreRefused() {
        for (int rate : new int[] {-1, 0, 999, 384_001}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SoundEncoder.open(StreamFormat.WAV, rate));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> SoundEncoder.open(StreamFormat.FLAC, 44_100, -2));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> StreamFormat.named("mp3"));
        assertEquals("format \"mp3\" is none of wav, flac, opus, pcm", refused.getMessage());
        for (StreamFormat format : StreamFormat.values()) {
            assertEquals(format, StreamFormat.named(format.label()));
        }
    }

    @Test
    void manyThreadsDoNotDisturbEachOther() throws Exception {
        float[] sound = sound(40_000);
        byte[] flac = encoded(StreamFormat.FLAC, 44_100, sound);
        byte[] opus = encoded(StreamFormat.OPUS, 44_100, sound);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<byte[]>> files = new ArrayList<>();
            for (int k = 0; k < 32; k++) {
                StreamFormat format = k % 2 == 0 ? StreamFormat.FLAC : StreamFormat.OPUS;
                files.add(threads.submit(() -> encoded(format, 44_100, -1, 3_000, sound)));
            }
            for (int k = 0; k < files.size(); k++) {
                assertArrayEquals(k % 2 == 0 ? flac : opus, files.get(k).get());
            }
        } finally {
            threads.shutdown();
        }
    }
}
