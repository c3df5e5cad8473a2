// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpyFile;

/** How far our coefficients are from librosa's, which the tests of the features come with. */
public final class GoldenMfcc {

    /** Below the clone's root. */
    public static final Path FOLDER = Path.of("java/audio/src/test/resources/golden/mfcc");

    private GoldenMfcc() {}

    /** The largest |difference| over all cases of a folder's manifest. */
    public static double worst(Path folder) throws IOException {
        double worst = 0;
        JsonNode manifest = new ObjectMapper().readTree(folder.resolve("manifest.json").toFile());
        for (JsonNode one : manifest.get("cases")) {
            worst = Math.max(worst, difference(folder, one));
        }
        return worst;
    }

    private static double difference(Path folder, JsonNode one) throws IOException {
        FrameMatrix ours;
        try (SampleReader source = AudioFiles.open(folder.resolve(one.get("wav").asText()))) {
            ours = new FeatureExtractor(spec(one)).extract(source).mfcc();
        }
        // librosa's arrays are [coefficients, frames].
        NpyArray theirs = NpyFile.read(folder.resolve(one.get("case").asText() + ".mfcc.npy"));
        float[] values = theirs.floats();
        if (values.length != ours.frames() * ours.dims()) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int d = 0; d < ours.dims(); d++) {
            for (int t = 0; t < ours.frames(); t++) {
                worst = Math.max(worst, Math.abs(values[d * ours.frames() + t] - ours.at(t, d)));
            }
        }
        return worst;
    }

    private static FeatureSpec spec(JsonNode p) {
        boolean hann = p.get("window").asText().equals("hann");
        return Profile.LIBROSA
                .builder()
                .sampleRateHz(p.get("sample_rate").asInt())
                .fftSize(p.get("n_fft").asInt())
                .hopSamples(p.get("hop_length").asInt())
                .window(hann ? WindowShape.HANN : WindowShape.HAMMING)
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
}
