// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpyFile;

/** Every fixture of other toolkits: golden/toolkits/README.md says how they were made. */
class GoldenToolkitTest {

    private static final double TOLERANCE = 1e-3;

    private static final Path FOLDER = Path.of("src/test/resources/golden/toolkits");

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        JsonMapper.builder()
                .build()
                .readTree(FOLDER.resolve("manifest.json").toFile())
                .get("cases")
                .forEach(cases::add);
        assertEquals(11, cases.size());
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheToolkit(JsonNode parameters) throws IOException {
        String name = parameters.get("case").asText();
        NpyArray expected = NpyFile.read(FOLDER.resolve(name + ".npy"));
        FrameMatrix actual;
        try (SampleReader source =
                AudioFiles.open(FOLDER.resolve(parameters.get("wav").asText()))) {
            actual =
                    new FeatureExtractor(spec(parameters, source.sampleRateHz()))
                            .extract(source)
                            .mfcc();
        }
        assertArrayEquals(expected.shape(), new int[] {actual.frames(), actual.dims()}, name);
        float[] values = expected.floats();
        double worst = 0;
        for (int i = 0; i < values.length; i++) {
            worst = Math.max(worst, Math.abs(values[i] - actual.values()[i]));
        }
        assertTrue(worst <= TOLERANCE, name + ": off by " + worst + ", at most " + TOLERANCE);
    }

    /** The profile at the sound's rate, with what the case changes. */
    private static FeatureSpec spec(JsonNode parameters, int sampleRateHz) {
        Profile profile =
                JsonMapper.builder().build().convertValue(parameters.get("profile"), Profile.class);
        ObjectNode json = SpecJson.write(profile.builder().sampleRateHz(sampleRateHz).build());
        ObjectNode convention = (ObjectNode) json.get("convention");
        for (Map.Entry<String, JsonNode> option : parameters.get("options").properties()) {
            ObjectNode holder = json.has(option.getKey()) ? json : convention;
            holder.set(option.getKey(), option.getValue());
        }
        return SpecJson.read(json);
    }
}
