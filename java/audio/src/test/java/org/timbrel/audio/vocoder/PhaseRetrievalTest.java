// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.features.FourierTransform;
import org.timbrel.audio.features.WindowShape;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/** Phases from exact magnitudes, Hann 1024/128: how much of the STFT comes back. */
class PhaseRetrievalTest {

    private static final int SIZE = 1024;
    private static final int HOP = 128;
    private static final int BINS = SIZE / 2 + 1;
    private static final Path FOLDER = Path.of("src/test/resources/golden/mfcc");

    @ParameterizedTest
    @CsvSource({
        // Measured: 20.7, 19.4 and 31.3 dB; 29.1, 36.1 and 40.7 after 32 rounds.
        "amen, 0, 20", "choir, 0, 19", "synth, 0, 30",
        "amen, 32, 28", "choir, 32, 35", "synth, 32, 39"
    })
    void theMagnitudesComeBack(String name, int rounds, double leastDb) throws IOException {
        float[] samples;
        try (SampleReader reader = AudioFiles.open(FOLDER.resolve(name + ".wav"))) {
            samples = AudioFiles.readAll(reader).samples();
        }
        double[] window = WindowShape.HANN.samples(SIZE);
        double[] padded = new double[samples.length + 2 * SIZE];
        for (int i = 0; i < samples.length; i++) {
            padded[SIZE + i] = samples[i];
        }
        int columns = 1 + (padded.length - SIZE) / HOP;
        int[] starts = new int[columns];
        for (int n = 0; n < columns; n++) {
            starts[n] = n * HOP;
        }
        Spectrogram exact = new Spectrogram(magnitudes(padded, starts, window), BINS, starts);
        float[] phases = HeapPhases.of(exact, new PhaseGradient(WindowShape.HANN, SIZE), 1);
        double[] sound = new FastGriffinLim(exact, phases, window, 0.3).run(rounds);
        double db = convergenceDb(exact.magnitude(), magnitudes(sound, starts, window));
        assertTrue(db >= leastDb, name + " after " + rounds + " rounds: " + db + " dB");
    }

    private static float[] magnitudes(double[] samples, int[] starts, double[] window) {
        DoubleFFT_1D fft = FourierTransform.of(SIZE);
        float[] magnitude = new float[starts.length * BINS];
        double[] frame = new double[SIZE];
        for (int n = 0; n < starts.length; n++) {
            for (int i = 0; i < SIZE; i++) {
                frame[i] = window[i] * samples[starts[n] + i];
            }
            fft.realForward(frame);
            magnitude[n * BINS] = (float) Math.abs(frame[0]);
            magnitude[n * BINS + SIZE / 2] = (float) Math.abs(frame[1]);
            for (int m = 1; m < SIZE / 2; m++) {
                magnitude[n * BINS + m] = (float) Math.hypot(frame[2 * m], frame[2 * m + 1]);
            }
        }
        return magnitude;
    }

    /** −20 log10 of the relative error of the magnitudes. */
    private static double convergenceDb(float[] expected, float[] actual) {
        double error = 0;
        double energy = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = expected[i] - actual[i];
            error += d * d;
            energy += (double) expected[i] * expected[i];
        }
        return -10 * Math.log10(error / energy);
    }
}
