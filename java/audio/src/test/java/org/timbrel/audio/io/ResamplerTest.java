// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

    private static final double AMPLITUDE = 0.5;

    @TempDir Path folder;

    private static float[] resample(float[] samples, int from, int to) throws IOException {
        return BlockReading.all(new Resampler(new AudioClip(samples, from).reader(), to), 8_192);
    }

    /** Input and output of a tone at a share of the lower rate's Nyquist frequency. */
    private static float[] tone(double share, int from, int to) throws IOException {
        double frequency = share * Math.min(from, to) / 2;
        return resample(TestSounds.sine(frequency, AMPLITUDE, from, from / 4), from, to);
    }

    @ParameterizedTest
    @CsvSource({
        "44100, 22050",
        "48000, 44100",
        "44100, 48000",
        "22050, 44100",
        "96000, 16000",
        "44100, 22051", // no exact phase: interpolated
        "44101, 44100"
    })
    void tonesPassUnchangedAndInPlace(int from, int to) throws IOException {
        for (double share = 0.01; share <= 0.91; share += 0.09) {
            double frequency = share * Math.min(from, to) / 2;
            float[] out = tone(share, from, to);
            float[] expected = TestSounds.sine(frequency, AMPLITUDE, to, out.length);
            // Ripple, delay, images and rounding together; measured 100 to 107 dB.
            double snr = TestSounds.snrDb(expected, out, out.length / 4, 3 * out.length / 4);
            assertTrue(snr > 95, "%s of Nyquist: %.1f dB".formatted(share, snr));
        }
    }

    @ParameterizedTest
    @CsvSource({"44100, 22050", "48000, 44100", "96000, 16000", "44100, 22051"})
    void whatTheLowerRateCannotHoldIsRemoved(int from, int to) throws IOException {
        for (double share = 1.0; share < 0.99 * from / to; share += 0.0531) {
            float[] out = tone(share, from, to);
            double alias =
                    20
                            * Math.log10(
                                    TestSounds.rms(out, out.length / 4, 3 * out.length / 4)
                                            * Math.sqrt(2)
                                            / AMPLITUDE);
            // Measured -105 dB at worst, just above the Nyquist frequency.
            assertTrue(alias < -100, "%s of Nyquist: %.1f dB".formatted(share, alias));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 44100, 22050",
        "2, 44100, 22050",
        "3, 44100, 22050",
        "1, 8000, 48000",
        "4095, 48000, 44100",
        "4096, 48000, 44100",
        "12289, 44100, 48000",
        "100003, 44100, 16000",
        "1000, 384000, 1000",
        "7, 1000, 384000",
        "50000, 383999, 1000",
        "50000, 11025, 383999",
        "5000, 1, 1000",
        "50000, 1000000, 1000"
    })
    void theLengthIsTheRatioRoundedUp(int samples, int from, int to) throws IOException {
        long expected = Math.round(Math.ceil((double) samples * to / from));
        assertEquals(expected, resample(TestSounds.noise(1, 16, samples), from, to).length);
    }

    @Test
    void anImpulseStaysWhereItWas() throws IOException {
        for (int at : new int[] {0, 2, 10_000, 19_998}) {
            float[] impulse = new float[20_000];
            impulse[at] = 1;
            float[] out = resample(impulse, 44_100, 22_050);
            int peak = 0;
            for (int i = 0; i < out.length; i++) {
                peak = Math.abs(out[i]) > Math.abs(out[peak]) ? i : peak;
            }
            assertEquals(at / 2, peak);
            // The centre tap: cutoff times the ratio.
            assertEquals(0.965 / 2, out[peak], 1e-3);
        }
    }

    @Test
    void silenceStaysSilenceAndNothingStaysNothing() throws IOException {
        for (float sample : resample(new float[10_000], 48_000, 44_100)) {
            assertEquals(0f, sample);
        }
        assertEquals(0, resample(new float[0], 48_000, 44_100).length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1_000, 4_096, 60_000})
    void bitsDoNotDependOnBlocks(int block) throws IOException {
        float[] noise = TestSounds.noise(5, 16, 30_000);
        float[] whole = resample(noise, 48_000, 44_100);
        SampleReader source = new StingyReader(new AudioClip(noise, 48_000).reader(), block);
        assertArrayEquals(whole, BlockReading.all(new Resampler(source, 44_100), block));
    }

    @Test
    void openResamplesOnlyWhereRatesDiffer() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 10_000);
        Path file = folder.resolve("x.wav");
        WavWriter.write(file, new AudioClip(noise, 44_100).reader(), WavEncoding.PCM_16);
        assertArrayEquals(noise, BlockReading.all(AudioFiles.open(file, 44_100), 4_096));
        assertArrayEquals(
                resample(noise, 44_100, 22_050),
                BlockReading.all(AudioFiles.open(file, 22_050), 4_096));
        for (int rate : new int[] {-1, 0, 999, 384_001}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> AudioFiles.open(file, rate));
            assertEquals("sampleRateHz " + rate + " is outside 1000..384000", e.getMessage());
        }
    }

    /** Hands out fewer samples than asked for, as live inputs do. */
    private record StingyReader(SampleReader source, int most) implements SampleReader {
        @Override
        public int sampleRateHz() {
            return source.sampleRateHz();
        }

        @Override
        public int read(float[] out, int offset, int length) throws IOException {
            return source.read(out, offset, Math.min(length, most));
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
