// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchRange;

/** Extras and pitch against their formulas, computed here in double precision. */
class ExtrasTest {

    private static final List<Extra> ALL = List.of(Extra.values());

    private static Features extract(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
    }

    private static Features extract(FeatureSpec spec, Extra extra, float[] samples)
            throws IOException {
        FeatureSpec.Builder builder = Profile.TEXTURE.builder().sampleRateHz(spec.sampleRateHz());
        return extract(builder.extras(List.of(extra)).build(), samples);
    }

    /** A tone that comes and goes in noise. */
    private static float[] sound(int length, int rate) {
        float[] samples = BlockReader.noise(length, 3);
        for (int i = 0; i < length; i++) {
            double swell = Math.sin(2 * Math.PI * 3 * i / rate);
            double tone = Math.sin(2 * Math.PI * 220 * i / rate);
            samples[i] = (float) (0.1 * samples[i] + 0.4 * Math.max(0, swell) * tone);
        }
        return samples;
    }

    private static FeatureSpec everything(Profile profile) {
        FeatureSpec.Builder builder = profile.builder();
        PitchRange range = new PitchRange(60, Math.min(1000, builder.build().sampleRateHz() / 4));
        return builder.pitch(range).extras(ALL).topDb(null).build();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsTheSameBitsAsAFileWhateverItsBlocks(Profile profile) throws IOException {
        FeatureSpec spec = everything(profile);
        float[] samples = sound(30_000, spec.sampleRateHz());
        Features whole = extract(spec, samples);
        for (int longestBlock : new int[] {1, 17, 513, 100_000}) {
            int[] frame = new int[1];
            new FeatureExtractor(spec)
                    .stream(
                            new BlockReader(samples, spec.sampleRateHz(), longestBlock),
                            (vector, mel, extras) -> {
                                assertArrayEquals(whole.vectors().row(frame[0]), vector);
                                assertArrayEquals(whole.mel().row(frame[0]), mel);
                                assertArrayEquals(whole.extras().row(frame[0]), extras);
                                frame[0]++;
                            });
            assertEquals(spec.frames(samples.length), frame[0]);
            assertEquals(whole.frames(), frame[0]);
        }
    }

    /** What was asked for beside changes neither coefficients nor mel, and each stands alone. */
    @ParameterizedTest
    @EnumSource
    void nothingDependsOnWhatElseIsAskedFor(Extra extra) throws IOException {
        FeatureSpec spec = everything(Profile.TEXTURE);
        float[] samples = sound(10_000, spec.sampleRateHz());
        Features all = extract(spec, samples);
        Features plain = extract(Profile.TEXTURE.spec(), samples);
        assertEquals(plain.mfcc(), all.mfcc());
        assertEquals(plain.mel(), all.mel());
        int column = 0;
        for (Extra before : ALL.subList(0, ALL.indexOf(extra))) {
            column += before.size(spec);
        }
        assertEquals(
                all.extras().columns(column, extra.size(spec)),
                extract(spec, extra, samples).extras());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIBROSA", "KALDI"})
    void bothHalvesOfAnExtractionMakeTheWhole(Profile profile) throws IOException {
        FeatureSpec spec = profile.builder().extras(ALL).topDb(60.0).build();
        float[] samples = sound(20_000, spec.sampleRateHz());
        Features whole = extract(spec, samples);
        FeatureCollector measured = new FeatureCollector(spec);
        new FeatureExtractor(spec)
                .measure(new BlockReader(samples, spec.sampleRateHz(), 999), measured);
        FeatureCollector finished = new FeatureCollector(spec);
        CoefficientStage stage =
                new CoefficientStage(spec, spec.lowestCell(measured.loudest()), finished);
        measured.replay(stage);
        stage.finish();
        assertEquals(whole, finished.features());
        Features plain = extract(profile.builder().topDb(60.0).extras(List.of()).build(), samples);
        assertEquals(plain.mfcc(), whole.mfcc());
    }

    @Test
    void energyIsTheRootMeanSquareUnderTheWindow() throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        float[] samples = sound(5000, 44100);
        FrameMatrix energy = extract(spec, Extra.ENERGY, samples).extras();
        for (int t = 0; t < energy.frames(); t++) {
            double sum = 0;
            for (int i = t * 128 - 256; i < t * 128 + 256; i++) {
                double x = i >= 0 && i < samples.length ? samples[i] : 0;
                sum += x * x;
            }
            assertEquals(Math.sqrt(sum / 512), energy.at(t, 0), 1e-7);
        }
    }

    @Test
    void onsetIsTheMeanRiseOfTheBands() throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        float[] samples = sound(5000, 44100);
        Features features = extract(spec, Extra.ONSET, samples);
        assertEquals(0, features.extras().at(0, 0));
        for (int t = 1; t < features.frames(); t++) {
            double rise = 0;
            for (int b = 0; b < 64; b++) {
                double now = 10 * Math.log10(Math.max(1e-10, features.mel().at(t, b)));
                double before = 10 * Math.log10(Math.max(1e-10, features.mel().at(t - 1, b)));
                rise += Math.max(0, now - before) / 64;
            }
            assertEquals(rise, features.extras().at(t, 0), 1e-5);
        }
    }

    @Test
    void centroidIsTheMeanFrequencyOfTheMagnitudes() throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        float[] samples = sound(2000, 44100);
        FrameMatrix centroid = extract(spec, Extra.CENTROID, samples).extras();
        for (int t = 0; t < centroid.frames(); t++) {
            double sum = 0;
            double moment = 0;
            for (int k = 0; k <= 256; k++) {
                double re = 0;
                double im = 0;
                for (int n = 0; n < 512; n++) {
                    int i = t * 128 - 256 + n;
                    double x = i >= 0 && i < samples.length ? samples[i] : 0;
                    double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / 512);
                    re += w * x * Math.cos(2 * Math.PI * k * n / 512);
                    im -= w * x * Math.sin(2 * Math.PI * k * n / 512);
                }
                sum += Math.hypot(re, im);
                moment += k * 44100 / 512.0 * Math.hypot(re, im);
            }
            // A float's last bit at 10 kHz is 1e-3.
            assertEquals(moment / sum, centroid.at(t, 0), 2e-3);
        }
    }

    /** Fitted by the normal equations of a line and of a parabola over the nine nearest frames. */
    @ParameterizedTest
    @ValueSource(ints = {5000, 1400, 1030, 400, 200, 10})
    void deltasAreSlopeAndCurvatureOfTheNearestPolynomials(int length) throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        float[] samples = sound(length, 44100);
        Features features = extract(spec, Extra.DELTA, samples);
        FrameMatrix curvature = extract(spec, Extra.DELTA2, samples).extras();
        int frames = features.frames();
        int width = Math.min(9, frames);
        for (int t = 0; t < frames; t++) {
            int first = Math.max(0, Math.min(frames - width, t - 4));
            for (int d = 0; d < 40; d++) {
                double[] x = new double[width];
                for (int i = 0; i < width; i++) {
                    x[i] = features.mfcc().at(first + i, d);
                }
                assertEquals(slope(x), features.extras().at(t, d), 1e-4);
                assertEquals(curvature(x), curvature.at(t, d), 1e-4);
            }
        }
    }

    /** Cov(i, x) / Var(i). */
    private static double slope(double[] x) {
        double si = 0;
        double sx = 0;
        double sii = 0;
        double six = 0;
        int n = x.length;
        for (int i = 0; i < n; i++) {
            si += i;
            sx += x[i];
            sii += (double) i * i;
            six += i * x[i];
        }
        return n < 2 ? 0 : (n * six - si * sx) / (n * sii - si * si);
    }

    /** Twice the leading coefficient, from what a line leaves of i² and of x. */
    private static double curvature(double[] x) {
        double[] squares = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            squares[i] = i * i;
        }
        double[] q = withoutLine(squares);
        double[] rest = withoutLine(x);
        double products = 0;
        double power = 0;
        for (int i = 0; i < x.length; i++) {
            products += q[i] * rest[i];
            power += q[i] * q[i];
        }
        return x.length < 3 ? 0 : 2 * products / power;
    }

    private static double[] withoutLine(double[] x) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double slope = slope(x);
        double[] rest = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            rest[i] = x[i] - mean - slope * (i - (x.length - 1) / 2.0);
        }
        return rest;
    }

    /** EBU Tech 3341: a mono sine of full scale at 997 Hz reads -3.01 LUFS, at any rate. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 22050, 44100, 48000, 96000, 192_000})
    void aSineOfFullScaleReadsMinusThreeLufs(int rate) throws IOException {
        float[] samples = new float[rate];
        for (int i = 0; i < rate; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * 997 * i / rate);
        }
        FeatureSpec spec =
                Profile.TEXTURE
                        .builder()
                        .sampleRateHz(rate)
                        .melBands(20)
                        .coefficients(9)
                        .extras(List.of(Extra.LOUDNESS))
                        .build();
        FrameMatrix loudness = extract(spec, samples).extras();
        int end = loudness.frames() - 1 - 256 / 128;
        // A meter may be 0.1 off.
        assertEquals(-3.01, loudness.at(end, 0), 0.1);
        // A quarter of the 400 ms, so far.
        int quarter = rate / 10 / 128;
        double share = (quarter * 128 + 256) / (0.4 * rate);
        assertEquals(-3.01 + 10 * Math.log10(share), loudness.at(quarter, 0), 0.1);
    }

    /** The coefficients that BS.1770 prints for 48 kHz, through their responses to an impulse. */
    @Test
    void theWeightingIsThatOfTheStandard() {
        Biquad shelf = Biquad.kShelf(48000);
        Biquad printedShelf =
                new Biquad(
                        1.53512485958697,
                        -2.69169618940638,
                        1.19839281085285,
                        -1.69065929318241,
                        0.73248077421585);
        Biquad highPass = Biquad.kHighPass(48000);
        Biquad printedHighPass = new Biquad(1, -2, 1, -1.99004745483398, 0.99007225036621);
        for (int i = 0; i < 2000; i++) {
            double x = i == 0 ? 1 : 0;
            // Both as far as they are printed, 1e-14, times how long the high-pass rings.
            assertEquals(printedShelf.next(x), shelf.next(x), 1e-10);
            assertEquals(printedHighPass.next(x), highPass.next(x), 1e-10);
        }
    }

    @Test
    void silenceHasFiniteExtras() throws IOException {
        FeatureSpec spec = everything(Profile.PITCHED);
        Features silence = extract(spec, new float[44100]);
        for (int t = 0; t < silence.frames(); t++) {
            float[] extras = silence.extras().row(t);
            int at = 2 * spec.coefficients();
            for (int i = 0; i < at; i++) {
                assertEquals(0, extras[i], 1e-6);
            }
            assertEquals(0, extras[at]);
            assertEquals(0, extras[at + 1]);
            assertEquals(0, extras[at + 2]);
            assertEquals(-100.691f, extras[at + 3], 1e-4);
            float[] vector = silence.vectors().row(t);
            assertTrue(Float.isFinite(vector[spec.coefficients()]));
            for (int i = PitchFrame.VOICING; i < PitchFrame.SIZE; i++) {
                assertEquals(0, vector[spec.coefficients() + i]);
            }
        }
    }

    /** Loud, then silent for long: the meter falls to its floor, whatever rounding has left. */
    @Test
    void loudnessFallsToItsFloor() throws IOException {
        float[] samples = new float[4 * 44100];
        System.arraycopy(BlockReader.noise(44100, 8), 0, samples, 0, 44100);
        FrameMatrix loudness = extract(Profile.TEXTURE.spec(), Extra.LOUDNESS, samples).extras();
        assertEquals(-100.691f, loudness.at(loudness.frames() - 1, 0), 1e-4);
    }

    /** The frame whose middle is where a tone begins: centred frames and others alike. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pitchBelongsToTheFramesMiddle(boolean center) throws IOException {
        FeatureSpec spec = Profile.PITCHED.builder().center(center).build();
        float[] samples = new float[44100];
        for (int i = 22050; i < samples.length; i++) {
            for (int k = 1; k <= 20; k++) {
                samples[i] += (float) (0.2 / k * Math.sin(2 * Math.PI * 330 * k * i / 44100.0));
            }
        }
        Features features = extract(spec, samples);
        double middle = center ? 0 : 512;
        int onset = -1;
        for (int t = 0; t < features.frames(); t++) {
            float[] vector = features.vectors().row(t);
            double at = t * 256 + middle;
            if (vector[80 + PitchFrame.VOICING] > 0.5) {
                onset = onset < 0 ? t : onset;
            }
            if (at > 22050 + 2000 && at < 44100 - 2000) {
                assertEquals(Math.log(330), vector[80], 1e-4);
                assertEquals(1, vector[80 + PitchFrame.VOICING], 1e-3);
            } else if (at < 22050 - 2000) {
                assertEquals(0, vector[80 + PitchFrame.VOICING]);
            }
        }
        assertEquals(22050, onset * 256 + middle, 1500);
    }
}
