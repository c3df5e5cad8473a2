// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as checkpoints hold it: no name twice, nothing after the end. */
final class Json {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * @throws IllegalArgumentException if {@code text} is not the JSON of one object
     */
    static ObjectNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("it is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
        }
    }

    static double number(JsonNode json, String field) {
        return require(json, field, json.path(field).isNumber(), "number").doubleValue();
    }

    static long integer(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return require(json, field, value.isIntegralNumber() && value.canConvertToLong(), "integer")
                .longValue();
    }

    static int smallInteger(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return require(
                        json,
                        field,
                        value.isIntegralNumber() && value.canConvertToInt(),
                        "32-bit integer")
                .intValue();
    }

    static boolean flag(JsonNode json, String field) {
        return require(json, field, json.path(field).isBoolean(), "boolean").booleanValue();
    }

    static String text(JsonNode json, String field) {
        return require(json, field, json.path(field).isTextual(), "string").textValue();
    }

    private static JsonNode require(JsonNode json, String field, boolean right, String type) {
        if (!right) {
            throw new IllegalArgumentException(
                    "%s is %s, not a %s".formatted(field, json.path(field), type));
        }
        return json.path(field);
    }

    /**
     * Whether a resumed run has what it began with.
     *
     * @throws IllegalArgumentException naming the first value that differs
     */
    static void requireKept(ObjectNode begun, ObjectNode now) {
        begun.properties()
                .forEach(
                        field -> {
                            JsonNode value = now.get(field.getKey());
                            if (!field.getValue().equals(value)) {
                                throw new IllegalArgumentException(
                                        ("%s was %s when the run began and is now %s: a resumed"
                                                        + " run keeps it")
                                                .formatted(
                                                        field.getKey(), field.getValue(), value));
                            }
                        });
    }

    static String pretty(JsonNode node) {
        return node.toPrettyString();
    }
}
