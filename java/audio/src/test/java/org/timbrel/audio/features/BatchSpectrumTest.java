// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.fourier.WindowShape;

class BatchSpectrumTest {

    private static FeatureSpec spec(int size, int hop) {
        return Profile.TEXTURE
                .builder()
                .fftSize(size)
                .hopSamples(hop)
                .melBands(4)
                .coefficients(4)
                .window(WindowShape.HAMMING)
                .build();
    }

    private static FrameBatch batch(FeatureSpec spec, float[] samples, int first, int frames) {
        FrameBatch batch = new FrameBatch(spec, frames);
        for (int i = first; i < first + frames; i++) {
            int at = i * spec.hopSamples();
            batch.add(Arrays.copyOfRange(samples, at, at + spec.fftSize()));
        }
        return batch;
    }

    /** Both ways against the definition, at hops that divide nothing and batches of one frame. */
    @ParameterizedTest
    @CsvSource({
        "16, 16, 1",
        "16, 1, 9",
        "32, 7, 5",
        "64, 64, 3",
        "128, 33, 2",
        "256, 64, 17",
        "18, 5, 4",
        "22, 22, 3",
        "100, 30, 1"
    })
    void equalsTheDefinition(int size, int hop, int frames) {
        FeatureSpec spec = spec(size, hop);
        float[] samples = BlockReader.noise(size + (frames - 1) * hop, size);
        double[][] power = BatchSpectrum.of(spec, frames).of(batch(spec, samples, 0, frames));
        double[] window = spec.window().samples(size);
        for (int t = 0; t < frames; t++) {
            for (int k = 0; k <= size / 2; k++) {
                double re = 0;
                double im = 0;
                for (int n = 0; n < size; n++) {
                    double x = window[n] * samples[t * hop + n];
                    re += x * Math.cos(2 * Math.PI * k * n / size);
                    im -= x * Math.sin(2 * Math.PI * k * n / size);
                }
                // The sums above round more than the transform does.
                double expected = re * re + im * im;
                assertEquals(expected, power[k][t], 1e-12 * size, "bin " + k + ", frame " + t);
            }
        }
    }

    /** At the sizes in use, against JTransforms. */
    @ParameterizedTest
    @CsvSource({"512, 128", "1024, 256", "2048, 512", "4096, 1000"})
    void equalsJTransforms(int size, int hop) {
        FeatureSpec spec = spec(size, hop);
        int frames = 5;
        float[] samples = BlockReader.noise(size + (frames - 1) * hop, size);
        FrameBatch batch = batch(spec, samples, 0, frames);
        double[][] expected = new SerialSpectrum(spec, frames).of(batch);
        double[][] actual = new LaneSpectrum(spec, frames).of(batch);
        for (int k = 0; k <= size / 2; k++) {
            assertArrayEquals(expected[k], Arrays.copyOf(actual[k], frames), 1e-12 * size);
        }
    }

    /** A stream's batches are as large as what is at hand; its bits must not show it. */
    @ParameterizedTest
    @CsvSource({"64, 16", "1024, 256", "512, 512", "50, 7"})
    void bitsDoNotDependOnTheBatch(int size, int hop) {
        FeatureSpec spec = spec(size, hop);
        int frames = 41;
        float[] samples = BlockReader.noise(size + (frames - 1) * hop, 3);
        double[][] whole = BatchSpectrum.of(spec, frames).of(batch(spec, samples, 0, frames));
        BatchSpectrum spectrum = BatchSpectrum.of(spec, frames);
        int first = 0;
        for (int part = 1; first + part <= frames; part += 3) {
            double[][] power = spectrum.of(batch(spec, samples, first, part));
            for (int k = 0; k <= size / 2; k++) {
                for (int i = 0; i < part; i++) {
                    assertEquals(whole[k][first + i], power[k][i], 0.0);
                }
            }
            first += part;
        }
    }

    /** Beside a frame of full scale, silence is 0, and quiet sound is as exact as alone. */
    @Test
    void framesDoNotTouchEachOther() {
        FeatureSpec spec = spec(256, 256);
        float[] samples = BlockReader.noise(3 * 256, 8);
        for (int n = 256; n < 512; n++) {
            samples[n] *= 1e-20f;
        }
        Arrays.fill(samples, 512, 768, 0f);
        double[][] together = BatchSpectrum.of(spec, 3).of(batch(spec, samples, 0, 3));
        double[][] alone = BatchSpectrum.of(spec, 1).of(batch(spec, samples, 1, 1));
        for (int k = 0; k <= 128; k++) {
            assertEquals(alone[k][0], together[k][1], 0.0);
            assertEquals(0, together[k][2], 0.0);
        }
    }
}
