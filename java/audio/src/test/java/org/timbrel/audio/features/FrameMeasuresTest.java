// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.filter.Biquad;

/**
 * Energy, onset strength, centroid and loudness against their formulas, computed here in double
 * precision, for one profile of each convention.
 */
class FrameMeasuresTest {

    /** A sound, its padded frames and what was measured of them. */
    private static final class Measured {

        private final FeatureSpec spec;
        private final float[] samples;
        private final Features features;

        private Measured(FeatureSpec spec, float[] samples) throws IOException {
            this.spec = spec;
            this.samples = samples;
            features =
                    new FeatureExtractor(spec)
                            .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
        }

        static Measured of(Profile profile, boolean center, Extra extra) throws IOException {
            FeatureSpec spec =
                    profile.builder().center(center).topDb(null).extras(List.of(extra)).build();
            return new Measured(spec, sound(6000, spec.sampleRateHz()));
        }

        float value(int t) {
            return features.extras().at(t, 0);
        }

        /** The samples under frame t, [windowSamples]. */
        double[] frame(int t) {
            double[] frame = new double[spec.windowSamples()];
            for (int n = 0; n < frame.length; n++) {
                frame[n] = sample(t * spec.hopSamples() - spec.leadSamples() + n);
            }
            return frame;
        }

        /** Sample i, also beyond the ends. */
        private double sample(int i) {
            int last = samples.length - 1;
            if (i >= 0 && i <= last) {
                return samples[i];
            }
            return switch (spec.convention().padding()) {
                case ZEROS -> 0;
                case REFLECT -> samples[i < 0 ? -i : 2 * last - i];
                case MIRROR -> samples[i < 0 ? -1 - i : 2 * last + 1 - i];
            };
        }
    }

    /** A tone that comes and goes in noise, over a little DC. */
    private static float[] sound(int length, int rate) {
        float[] samples = BlockReader.noise(length, 3);
        for (int i = 0; i < length; i++) {
            double swell = Math.sin(2 * Math.PI * 30 * i / rate);
            double tone = Math.sin(2 * Math.PI * 220 * i / rate);
            samples[i] = (float) (0.05 + 0.1 * samples[i] + 0.4 * Math.max(0, swell) * tone);
        }
        return samples;
    }

    @ParameterizedTest
    @CsvSource({"TEXTURE, true", "TORCHAUDIO, true", "KALDI, true", "KALDI, false", "HTK, true"})
    void energyIsTheRootMeanSquareUnderTheWindow(Profile profile, boolean center)
            throws IOException {
        Measured measured = Measured.of(profile, center, Extra.ENERGY);
        for (int t = 0; t < measured.features.frames(); t++) {
            double sum = 0;
            double[] frame = measured.frame(t);
            for (double x : frame) {
                sum += x * x;
            }
            assertEquals(Math.sqrt(sum / frame.length), measured.value(t), 1e-7);
        }
    }

    /** Magnitudes, powers, and each convention's floor: always dB of power. */
    @ParameterizedTest
    @CsvSource({
        "TEXTURE, 10, 1e-10",
        "TORCHAUDIO, 10, 1e-10",
        "KALDI, 10, 1.1920929e-7",
        "HTK, 20, 1"
    })
    void onsetIsTheMeanRiseOfTheBands(Profile profile, double decade, double floor)
            throws IOException {
        Measured measured = Measured.of(profile, true, Extra.ONSET);
        FrameMatrix mel = measured.features.mel();
        assertEquals(0, measured.value(0));
        for (int t = 1; t < mel.frames(); t++) {
            double rise = 0;
            for (int b = 0; b < mel.dims(); b++) {
                double now = decade * Math.log10(Math.max(floor, mel.at(t, b)));
                double before = decade * Math.log10(Math.max(floor, mel.at(t - 1, b)));
                rise += Math.max(0, now - before) / mel.dims();
            }
            assertEquals(rise, measured.value(t), 1e-5);
        }
    }

    /** Of the frame as it goes into the transform: by the profile, without mean, pre-emphasised. */
    @ParameterizedTest
    @CsvSource({
        "TEXTURE, true, false, 0",
        "TORCHAUDIO, true, false, 0",
        "KALDI, true, true, 0.97",
        "KALDI, false, true, 0.97",
        "HTK, true, false, 0.97"
    })
    void centroidIsTheMeanFrequencyOfTheMagnitudes(
            Profile profile, boolean center, boolean removesMean, double preEmphasis)
            throws IOException {
        Measured measured = Measured.of(profile, center, Extra.CENTROID);
        FeatureSpec spec = measured.spec;
        double[] window = spec.analysisWindow();
        for (int t = 0; t < measured.features.frames(); t++) {
            double[] x = measured.frame(t);
            double mean = 0;
            for (double value : x) {
                mean += removesMean ? value / x.length : 0;
            }
            double[] y = new double[x.length];
            for (int n = 0; n < x.length; n++) {
                y[n] = window[n] * (x[n] - mean - preEmphasis * (x[Math.max(0, n - 1)] - mean));
            }
            // A float's last bit at 10 kHz is 1e-3.
            assertEquals(centroid(y, spec.fftSize(), spec.sampleRateHz()), measured.value(t), 2e-3);
        }
    }

    private static double centroid(double[] y, int size, int rate) {
        double sum = 0;
        double moment = 0;
        for (int k = 0; k <= size / 2; k++) {
            double re = 0;
            double im = 0;
            for (int n = 0; n < y.length; n++) {
                double turn = 2 * Math.PI * (k * n % size) / size;
                re += y[n] * Math.cos(turn);
                im -= y[n] * Math.sin(turn);
            }
            sum += Math.hypot(re, im);
            moment += (double) k * rate / size * Math.hypot(re, im);
        }
        return moment / sum;
    }

    /** What stands before the clip is not heard, after it what the profile puts there is. */
    @ParameterizedTest
    @CsvSource({"TEXTURE, true", "TORCHAUDIO, true", "KALDI, true", "KALDI, false", "HTK, true"})
    void loudnessIsOfTheClipFromItsBeginning(Profile profile, boolean center) throws IOException {
        Measured measured = Measured.of(profile, center, Extra.LOUDNESS);
        FeatureSpec spec = measured.spec;
        Biquad shelf = Biquad.kShelf(spec.sampleRateHz());
        Biquad highPass = Biquad.kHighPass(spec.sampleRateHz());
        // The clip is shorter than 400 ms, so that all of it counts.
        double length = 0.4 * spec.sampleRateHz();
        double power = 0;
        int next = 0;
        for (int t = 0; t < measured.features.frames(); t++) {
            int end = t * spec.hopSamples() - spec.leadSamples() + spec.windowSamples();
            for (; next < end; next++) {
                double y = highPass.next(shelf.next((float) measured.sample(next)));
                power += y * y;
            }
            double expected = -0.691 + 10 * Math.log10(Math.max(1e-10, power / length));
            assertEquals(expected, measured.value(t), 1e-4);
        }
    }
}
