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

/** What is measured beside the coefficients: streams as files, each alone as with all others. */
class ExtrasTest {

    private static final List<Extra> ALL = List.of(Extra.values());

    private static Features extract(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
    }

    private static Features extract(FeatureSpec spec, Extra extra, float[] samples)
            throws IOException {
        FeatureSpecBuilder builder = Profile.TEXTURE.builder().sampleRateHz(spec.sampleRateHz());
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
        FeatureSpecBuilder builder = profile.builder();
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
