// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as it goes over the wire. */
final class Wire {

    /** No request of ours is deeper than a list of keyframes of weights. */
    private static final int MOST_DEPTH = 8;

    private static final int MOST_DIGITS = 64;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(MOST_DEPTH)
                                .maxNumberLength(MOST_DIGITS)
                                .build());
    }

    private Wire() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A record, a map or a list as a tree. */
    static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }

    /** On one line. */
    static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an object.
     *
     * @throws Problem if it is none
     */
    static ObjectNode read(byte[] body) {
        try {
            return object(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an object.
     *
     * @throws Problem if it is none
     */
    static ObjectNode read(String message) {
        try {
            return object(JSON.readTree(message));
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private static ObjectNode object(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new Problem(
                ProblemType.MALFORMED_JSON, "it must be a JSON object, such as {\"seed\": 7}");
    }

    private static Problem malformed(JsonProcessingException e) {
        String where =
                e.getLocation() == null
                        ? ""
                        : " (line %d, column %d)"
                                .formatted(
                                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        // What Jackson adds for those who program it.
        String plain = reason.replaceFirst("( \\(start marker|[:,] (enable|from) `).*", "");
        return new Problem(ProblemType.MALFORMED_JSON, plain + where);
    }
}
