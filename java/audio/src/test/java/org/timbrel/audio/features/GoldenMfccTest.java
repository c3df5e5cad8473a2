// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpyFile;

/** Every fixture of librosa 0.11: golden/mfcc/README.md says how they were made. */
class GoldenMfccTest {

    // librosa computes in float32; its own float32 and float64 results differ by up to 1.2e-4.
    private static final double MFCC_TOLERANCE = 1e-3;
    // Of the clip's maximum: mel powers span ten decades.
    private static final double MEL_TOLERANCE = 1e-6;

    private static final Path FOLDER = Path.of("src/test/resources/golden/mfcc");

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        JsonMapper.builder()
                .build()
                .readTree(FOLDER.resolve("manifest.json").toFile())
                .get("cases")
                .forEach(cases::add);
        assertEquals(19, cases.size());
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsLibrosa(JsonNode parameters) throws IOException {
        String name = parameters.get("case").asText();
        FeatureSpec spec = spec(parameters);
        Features features;
        try (SampleReader source =
                AudioFiles.open(FOLDER.resolve(parameters.get("wav").asText()))) {
            features = new FeatureExtractor(spec).extract(source);
        }
        assertEquals(parameters.get("frames").asInt(), features.frames());
        NpyArray mel = NpyFile.read(FOLDER.resolve(name + ".mel.npy"));
        assertClose(name + " mel", mel, features.mel(), MEL_TOLERANCE * max(mel.floats()));
        NpyArray mfcc = NpyFile.read(FOLDER.resolve(name + ".mfcc.npy"));
        assertClose(name + " mfcc", mfcc, features.mfcc(), MFCC_TOLERANCE);
    }

    private static FeatureSpec spec(JsonNode p) {
        return Profile.LIBROSA
                .builder()
                .sampleRateHz(p.get("sample_rate").asInt())
                .fftSize(p.get("n_fft").asInt())
                .hopSamples(p.get("hop_length").asInt())
                .window(
                        p.get("window").asText().equals("hann")
                                ? WindowShape.HANN
                                : WindowShape.HAMMING)
                .melBands(p.get("n_mels").asInt())
                .coefficients(p.get("n_mfcc").asInt())
                .fminHz(p.get("fmin").asDouble())
                .fmaxHz(p.get("fmax").isNull() ? null : (Double) p.get("fmax").asDouble())
                .melScale(p.get("htk").asBoolean() ? MelScale.HTK : MelScale.SLANEY)
                .melNorm(p.get("norm").isNull() ? MelNorm.NONE : MelNorm.SLANEY)
                .dctType(p.get("dct_type").asInt())
                .lifter(p.get("lifter").asInt())
                .topDb(p.get("top_db").isNull() ? null : (Double) p.get("top_db").asDouble())
                .center(p.get("center").asBoolean())
                .build();
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** librosa's arrays are [dims, frames]. */
    private static void assertClose(
            String name, NpyArray expected, FrameMatrix actual, double tolerance)
            throws IOException {
        int frames = expected.shape()[1];
        assertEquals(expected.shape()[0], actual.dims(), name);
        assertEquals(frames, actual.frames(), name);
        float[] values = expected.floats();
        double worst = 0;
        for (int d = 0; d < actual.dims(); d++) {
            for (int t = 0; t < frames; t++) {
                worst = Math.max(worst, Math.abs(values[d * frames + t] - actual.at(t, d)));
            }
        }
        assertTrue(worst <= tolerance, name + ": off by " + worst + ", at most " + tolerance);
    }
}
