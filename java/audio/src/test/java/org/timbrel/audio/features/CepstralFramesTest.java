// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CepstralFramesTest {

    private static Features noise(FeatureSpec spec) throws IOException {
        float[] samples = BlockReader.noise(2 * spec.sampleRateHz(), 6);
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
    }

    /** With every coefficient the mel cells come back, where nothing was cut off. */
    @ParameterizedTest
    @EnumSource
    void allCoefficientsAreAnExactInverse(Profile profile) throws IOException {
        FeatureSpec spec =
                profile.builder()
                        .coefficients(profile.spec().melBands())
                        .topDb(null)
                        .pitch(null)
                        .build();
        Features features = noise(spec);
        CepstralFrames cepstra = new CepstralFrames(spec);
        FrameMatrix vectors = features.vectors();
        double[] levelDb = new double[spec.melBands()];
        float[] mel = new float[spec.melBands()];
        // Kaldi keeps the frame's energy in place of the bands' mean level: within the
        // fluctuation of noise.
        double tolerance = spec.convention().energy() ? 1.5 : 1e-3;
        for (int t = 0; t < vectors.frames(); t++) {
            cepstra.levels(vectors.values(), t * vectors.dims(), levelDb);
            cepstra.cells(levelDb, mel);
            for (int b = 0; b < mel.length; b++) {
                double cell = Math.max(spec.lowestCell(0), features.mel().at(t, b));
                double offDb = 10 * Math.log10(mel[b] / cell);
                assertEquals(0, offDb, tolerance, profile + ", band " + b + ", frame " + t);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cepstraComeBackFromTheirLevels(Profile profile) throws IOException {
        FeatureSpec spec = profile.builder().pitch(null).build();
        FrameMatrix vectors = noise(spec).vectors();
        CepstralFrames cepstra = new CepstralFrames(spec);
        double[] levelDb = new double[spec.melBands()];
        float[] again = new float[vectors.dims()];
        for (int t = 0; t < vectors.frames(); t++) {
            cepstra.levels(vectors.values(), t * vectors.dims(), levelDb);
            cepstra.cepstra(levelDb, again, 0);
            assertArrayEquals(vectors.row(t), again, 1e-3f, profile + ", frame " + t);
        }
    }

    /** Power of white noise in -0.5..0.5: 1/12, whatever a toolkit scales, emphasises and logs. */
    @ParameterizedTest
    @EnumSource(names = {"KALDI", "TORCHAUDIO"})
    void levelsAreThePowerOfTheSamples(Profile profile) throws IOException {
        FeatureSpec spec =
                profile.builder().coefficients(profile.spec().melBands()).topDb(null).build();
        FrameMatrix vectors = noise(spec).vectors();
        CepstralFrames cepstra = new CepstralFrames(spec);
        MelFilterbank bank = new MelFilterbank(spec);
        double[] levelDb = new double[spec.melBands()];
        double p = spec.convention().preEmphasis();
        double windowPower = 0;
        for (double w : spec.analysisWindow()) {
            windowPower += w * w;
        }
        int band = spec.melBands() - 3;
        double expected = 0;
        for (int k = bank.firstBin(band); k < bank.firstBin(band) + bank.binCount(band); k++) {
            double emphasis = 1 + p * p - 2 * p * Math.cos(2 * Math.PI * k / spec.fftSize());
            expected += bank.weight(band, k) * emphasis * windowPower / 12;
        }
        double mean = 0;
        for (int t = 0; t < vectors.frames(); t++) {
            cepstra.levels(vectors.values(), t * vectors.dims(), levelDb);
            mean += Math.pow(10, levelDb[band] / 10) / vectors.frames();
        }
        // Noise over some hundred independent cells.
        assertEquals(10 * Math.log10(expected), 10 * Math.log10(mean), 0.6, profile.toString());
    }

    @Test
    void energyIsTheFramesWhateverItsShape() throws IOException {
        FeatureSpec spec = Profile.KALDI.spec();
        CepstralFrames cepstra = new CepstralFrames(spec);
        double[] levelDb = new double[spec.melBands()];
        FrameEnergy energy = new FrameEnergy(spec, new MelFilterbank(spec));
        float[] vector = {12, -9, 4, 30, -2, 0, 7, 1, 1, -20, 3, 2, 8};
        cepstra.levels(vector, 0, levelDb);
        double log = Math.log(energy.of(levelDb) * 32768 * 32768);
        assertEquals(12, log, 1e-9);
        vector[0] = (float) Math.log(Math.ulp(1f));
        cepstra.levels(vector, 0, levelDb);
        for (double db : levelDb) {
            assertTrue(db < -150, "silence is at " + db + " dB");
        }
    }
}
