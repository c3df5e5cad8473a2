// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.SpecJson;

/**
 * What a checkpoint says of the frames it learned from.
 *
 * @param spec how they were made
 * @param levels of the sounds
 * @param voiced their fundamentals; null if they have none
 */
record ModelFeatures(FeatureSpec spec, BandLevels levels, VoicedRange voiced) {

    /** The spec must be there and the levels have its bands. */
    ModelFeatures {
        for (double[] table : List.of(levels.meanDb(), levels.minDb(), levels.maxDb())) {
            if (table.length != spec.melBands()) {
                throw new IllegalArgumentException(
                        "levels of %d bands, but melBands is %d"
                                .formatted(table.length, spec.melBands()));
            }
        }
    }

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    String json() {
        try {
            ObjectNode tree = JSON.createObjectNode();
            tree.set("spec", SpecJson.write(spec));
            tree.set("levels", JSON.valueToTree(levels));
            if (voiced != null) {
                tree.set("voiced", JSON.valueToTree(voiced));
            }
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what {@link #json} gave.
     *
     * @throws IOException if it is something else
     */
    static ModelFeatures of(String json) throws IOException {
        try {
            JsonNode tree = JSON.readTree(json);
            return new ModelFeatures(
                    SpecJson.read(tree.path("spec")),
                    JSON.treeToValue(tree.path("levels"), BandLevels.class),
                    JSON.treeToValue(tree.path("voiced"), VoicedRange.class));
        } catch (JsonProcessingException e) {
            throw notUnderstood(e.getOriginalMessage().split("[;\n]", 2)[0], e);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e.getMessage(), e);
        }
    }

    private static IOException notUnderstood(String reason, Exception cause) {
        return new IOException("its features are not understood: " + reason, cause);
    }

    /** The spec without extras: a network learns and makes what a sound is made again from. */
    static FeatureSpec learned(FeatureSpec spec) {
        return spec.extras().isEmpty()
                ? spec
                : SpecJson.read(SpecJson.write(spec).set("extras", JSON.createArrayNode()));
    }

    /**
     * What differs, "coefficients 20, not 40"; empty if nothing does. Extras do not count.
     *
     * @param want without extras
     */
    static String difference(FeatureSpec have, FeatureSpec want) {
        JsonNode mine = SpecJson.write(learned(have));
        JsonNode others = SpecJson.write(want);
        StringJoiner text = new StringJoiner(", ");
        others.properties()
                .forEach(
                        field -> {
                            JsonNode here = mine.path(field.getKey());
                            if (!here.equals(field.getValue())) {
                                text.add(
                                        "%s %s, not %s"
                                                .formatted(
                                                        field.getKey(),
                                                        words(here),
                                                        words(field.getValue())));
                            }
                        });
        return text.toString();
    }

    /** {@code {"minHz":50.0,"maxHz":2000.0}} as "minHz 50.0 maxHz 2000.0", and null as "none". */
    private static String words(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> field.getKey() + " " + field.getValue().asText())
                    .collect(Collectors.joining(" "));
        }
        return value.isNull() ? "none" : value.asText();
    }
}
