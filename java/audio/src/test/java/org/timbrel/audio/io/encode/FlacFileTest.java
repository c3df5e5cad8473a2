// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** FLAC in memory against the reader of FLAC files, and against WAV. */
class FlacFileTest {

    @TempDir Path folder;

    /** One sample, less than a frame, no multiple of one, and many. */
    @ParameterizedTest
    @CsvSource({"1,44100", "100,8000", "44101,44100", "200000,22050", "5000,11025"})
    void everyStepComesBack(int samples, int rate) throws IOException {
        AudioClip clip = sound(samples, rate);
        Path file = Files.write(folder.resolve("x.flac"), FlacFile.encode(clip));
        Path wav = folder.resolve("x.wav");
        WavWriter.write(wav, clip.reader(), WavEncoding.PCM_16);
        assertEquals(samples, AudioFiles.info(file).lengthFrames());
        try (SampleReader flac = AudioFiles.open(file);
                SampleReader pcm = AudioFiles.open(wav)) {
            AudioClip decoded = AudioFiles.readAll(flac);
            assertEquals(rate, decoded.sampleRateHz());
            assertArrayEquals(AudioFiles.readAll(pcm).samples(), decoded.samples());
        }
    }

    @Test
    void aToneTakesHalfOfItsWav() throws IOException {
        int rate = 22_050;
        float[] samples = new float[5 * rate];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * i / rate));
        }
        assertTrue(FlacFile.encode(new AudioClip(samples, rate)).length < samples.length);
    }

    @Test
    void refusesWhatIsNoSound() {
        assertThrows(
                AudioFormatException.class,
                () -> FlacFile.encode(new AudioClip(new float[0], 44_100)));
        assertThrows(
                AudioFormatException.class,
                () -> FlacFile.encode(new AudioClip(new float[] {0, Float.NaN}, 44_100)));
    }

    private static AudioClip sound(int samples, int rate) {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[samples];
        for (int i = 0; i < samples; i++) {
            // A little of it is beyond full scale.
            values[i] = (float) (1.01 * Math.sin(0.03 * i) + 0.01 * (random.nextDouble() - 0.5));
        }
        return new AudioClip(values, rate);
    }
}
