// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A spec as feature files and models keep it: JSON with the fields of {@link FeatureSpec}. */
public final class SpecJson {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    private SpecJson() {}

    /** As a tree. */
    public static ObjectNode write(FeatureSpec spec) {
        return JSON.valueToTree(spec);
    }

    /**
     * From a tree; what was not known when older files were written is as it was then.
     *
     * @throws IllegalArgumentException if a field is missing, unknown or out of its range, with one
     *     line that names it
     */
    public static FeatureSpec read(JsonNode tree) {
        try {
            return JSON.treeToValue(
                    tree instanceof ObjectNode object ? completed(object) : tree,
                    FeatureSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    private static ObjectNode completed(ObjectNode older) {
        ObjectNode node = older.deepCopy();
        if (!node.has("pitch")) {
            node.putNull("pitch");
        }
        if (!node.has("extras")) {
            node.putArray("extras");
        }
        if (!node.has("convention")) {
            node.set("convention", JSON.valueToTree(Convention.LIBROSA));
        }
        return node;
    }

    /** The spec's own refusal where there is one, else Jackson's message without its hints. */
    private static String reason(JsonProcessingException e) {
        return e.getCause() instanceof IllegalArgumentException refusal
                ? refusal.getMessage()
                : e.getOriginalMessage().split("[;\n]", 2)[0];
    }
}
