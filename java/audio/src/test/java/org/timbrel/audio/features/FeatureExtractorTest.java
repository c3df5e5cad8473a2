// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioFormatException;

class FeatureExtractorTest {

    private static Features extract(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
    }

    @ParameterizedTest
    @CsvSource({
        "1, TEXTURE",
        "17, TEXTURE",
        "128, TEXTURE",
        "513, TEXTURE",
        "100000, TEXTURE",
        "1, KALDI",
        "401, KALDI",
        "163, HTK",
        "57, TORCHAUDIO"
    })
    void aStreamIsTheSameBitsAsAFile(int longestBlock, Profile profile) throws IOException {
        FeatureSpec spec = profile.builder().topDb(null).build();
        float[] samples = BlockReader.noise(30_000, 5);
        Features whole = extract(spec, samples);
        int[] frame = new int[1];
        new FeatureExtractor(spec)
                .stream(
                        new BlockReader(samples, spec.sampleRateHz(), longestBlock),
                        (mfcc, mel, extras) -> {
                            assertArrayEquals(whole.mel().row(frame[0]), mel);
                            assertArrayEquals(whole.mfcc().row(frame[0]), mfcc);
                            frame[0]++;
                        });
        assertEquals(spec.frames(samples.length), frame[0]);
        assertEquals(whole.frames(), frame[0]);
    }

    @Test
    void anExtractorCarriesNothingFromClipToClip() throws IOException {
        FeatureExtractor extractor = new FeatureExtractor(Profile.LIBROSA.spec());
        float[] samples = BlockReader.noise(9000, 1);
        Features first = extractor.extract(new BlockReader(samples, 22050, 100));
        extractor.extract(new BlockReader(BlockReader.noise(3000, 2), 22050, 100));
        assertEquals(first, extractor.extract(new BlockReader(samples, 22050, 333)));
    }

    /** Silence is the floor in every cell: -100 dB, whose DCT is -100 √bands at 0 and 0 beyond. */
    @Test
    void silenceIsTheFloor() throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        Features silence = extract(spec, new float[4410]);
        for (int t = 0; t < silence.frames(); t++) {
            float[] row = silence.mfcc().row(t);
            assertEquals(-100 * Math.sqrt(spec.melBands()), row[0], 1e-3);
            for (int n = 1; n < row.length; n++) {
                assertEquals(0, row[n], 1e-4);
            }
        }
    }

    /** Parseval: a full set of coefficients holds the energy of the log-mel frame, both types. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theTransformIsOrthonormalAndOfItsType(int type) throws IOException {
        FeatureSpec spec =
                Profile.TEXTURE.builder().dctType(type).melBands(33).coefficients(33).build();
        Features features = extract(spec, BlockReader.noise(2000, 9));
        for (int t = 0; t < features.frames(); t++) {
            double[] db = new double[33];
            for (int b = 0; b < 33; b++) {
                db[b] = 10 * Math.log10(Math.max(1e-10, features.mel().at(t, b)));
            }
            for (int n = 0; n < 33; n++) {
                assertEquals(dct(db, n, type), features.mfcc().at(t, n), 1e-3, "coefficient " + n);
            }
        }
    }

    /** The orthonormal DCT-II and DCT-III by their definitions. */
    private static double dct(double[] x, int n, int type) {
        int size = x.length;
        double sum = 0;
        for (int b = 0; b < size; b++) {
            int constant = type == 2 ? n : b;
            double scale = Math.sqrt((constant == 0 ? 1.0 : 2.0) / size);
            double angle = type == 2 ? n * (b + 0.5) : b * (n + 0.5);
            sum += scale * x[b] * Math.cos(Math.PI * angle / size);
        }
        return sum;
    }

    @Test
    void topDbLiftsTheQuietCells() throws IOException {
        FeatureSpec spec = Profile.LIBROSA.builder().coefficients(128).build();
        float[] samples = BlockReader.noise(22050, 4);
        Arrays.fill(samples, 11025, 22050, 0f);
        Features features = extract(spec, samples);
        double loudest = 0;
        for (float cell : features.mel().values()) {
            loudest = Math.max(loudest, cell);
        }
        float[] last = features.mfcc().row(features.frames() - 1);
        double expected = (10 * Math.log10(loudest) - 80) * Math.sqrt(128);
        assertEquals(expected, last[0], 1e-3);
    }

    @Test
    void aStreamRefusesTopDb() {
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                new FeatureExtractor(Profile.LIBROSA.spec())
                                        .stream(
                                                new BlockReader(new float[9], 22050, 9),
                                                (mfcc, mel, extras) -> {}));
        assertEquals(
                "topDb 80.0 needs the whole clip: a stream needs topDb off", refused.getMessage());
    }

    @Test
    void badClipsAreRefusedInOneLine() {
        FeatureSpec spec = Profile.TEXTURE.builder().center(false).build();
        assertRefused(spec, new BlockReader(new float[0], 44100, 1), "no sound: 0 samples");
        assertRefused(
                Profile.TEXTURE.spec(),
                new BlockReader(new float[0], 44100, 1),
                "no sound: 0 samples");
        assertRefused(
                spec,
                new BlockReader(new float[511], 44100, 9),
                "511 samples are fewer than one window of 512:"
                        + " center the frames or use a shorter FFT");
        float[] huge = BlockReader.noise(999, 1);
        huge[700] = 1e30f;
        assertRefused(
                spec,
                new BlockReader(huge, 44100, 9),
                "samples as large as 1.0E30 are beyond any level: sounds lie in -1..1");
        assertRefused(
                spec,
                new BlockReader(new float[999], 48000, 9),
                "the sound is at 48000 Hz, the features need 44100 Hz: resample it");
    }

    private static void assertRefused(FeatureSpec spec, BlockReader source, String message) {
        assertEquals(
                message,
                assertThrows(
                                AudioFormatException.class,
                                () -> new FeatureExtractor(spec).extract(source))
                        .getMessage());
    }

    @Test
    void emptyMelBandsAreSaidAndStayAtTheFloor() throws IOException {
        FeatureSpec spec =
                Profile.LIBROSA.builder().sampleRateHz(192_000).fftSize(512).topDb(null).build();
        List<String> warnings = new FeatureExtractor(spec).warnings();
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0).matches("[1-9]\\d* of 128 mel bands hold no FFT bin.*"),
                warnings.get(0));
        Features features = extract(spec, BlockReader.noise(2000, 2));
        MelFilterbank bank = new MelFilterbank(spec);
        int floors = 0;
        for (int b = 0; b < 128; b++) {
            floors += features.mel().at(1, b) == 0 ? 1 : 0;
        }
        assertEquals(bank.emptyBands(), floors);
        for (float value : features.mfcc().values()) {
            assertTrue(Float.isFinite(value));
        }
        assertEquals(List.of(), new FeatureExtractor(Profile.TEXTURE.spec()).warnings());
    }
}
