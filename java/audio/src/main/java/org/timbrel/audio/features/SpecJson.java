// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.stream.Collectors;

/** A spec as feature files and models keep it: JSON with the fields of {@link FeatureSpec}. */
public final class SpecJson {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
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
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException("no object with the fields of a spec");
        }
        try {
            return JSON.treeToValue(completed(object), FeatureSpec.class);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
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

    /** The spec's own refusal where there is one, else the field, without Jackson's hints. */
    private static String reason(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException refusal) {
            return refusal.getMessage();
        }
        String field =
                e.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("."));
        if (e instanceof UnrecognizedPropertyException) {
            return field + " is no field of a spec";
        }
        if (e instanceof InvalidFormatException wrong) {
            return field + " " + wrong.getValue() + " is not understood";
        }
        return e.getOriginalMessage().startsWith("Missing creator property")
                ? field + " is missing"
                : field + " is not understood";
    }
}
