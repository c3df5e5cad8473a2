// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields of a spec: each must be there, of its type, and no other. */
public final class SpecFields {

    /** What says which spec it is. */
    public static final String REPRESENTATION = "representation";

    private final JsonNode json;
    private final Set<String> read = new HashSet<>();

    /**
     * @throws IllegalArgumentException if {@code json} is no object
     */
    public SpecFields(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("a spec is a JSON object, not %s".formatted(json));
        }
        this.json = json;
    }

    /** An object that begins with the name of its representation. */
    public static ObjectNode object(String representation) {
        return JsonNodeFactory.instance.objectNode().put(REPRESENTATION, representation);
    }

    /**
     * A string.
     *
     * @throws IllegalArgumentException if it is missing or no string
     */
    public String text(String field) {
        return require(field, get(field).isTextual(), "string").textValue();
    }

    /**
     * A 32-bit integer.
     *
     * @throws IllegalArgumentException if it is missing or no 32-bit integer
     */
    public int integer(String field) {
        JsonNode value = get(field);
        boolean right = value.isIntegralNumber() && value.canConvertToInt();
        return require(field, right, "32-bit integer").intValue();
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException if it is missing or no number
     */
    public double number(String field) {
        return require(field, get(field).isNumber(), "number").doubleValue();
    }

    /**
     * True or false.
     *
     * @throws IllegalArgumentException if it is missing or neither true nor false
     */
    public boolean flag(String field) {
        return require(field, get(field).isBoolean(), "boolean").booleanValue();
    }

    /**
     * A list of strings.
     *
     * @throws IllegalArgumentException if it is missing or no list of strings
     */
    public List<String> texts(String field) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : require(field, get(field).isArray(), "list")) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException("%s holds %s".formatted(field, value));
            }
            values.add(value.textValue());
        }
        return values;
    }

    /**
     * A list of 32-bit integers.
     *
     * @throws IllegalArgumentException if it is missing or no list of 32-bit integers
     */
    public List<Integer> integers(String field) {
        List<Integer> values = new ArrayList<>();
        for (JsonNode value : require(field, get(field).isArray(), "list")) {
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw new IllegalArgumentException("%s holds %s".formatted(field, value));
            }
            values.add(value.intValue());
        }
        return values;
    }

    /**
     * After all were read.
     *
     * @throws IllegalArgumentException if there is a field that nobody asked for
     */
    public void requireNoOther() {
        json.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!read.contains(name)) {
                                throw new IllegalArgumentException(
                                        "%s is no field of this spec".formatted(name));
                            }
                        });
    }

    private JsonNode get(String field) {
        read.add(field);
        return json.path(field);
    }

    private JsonNode require(String field, boolean right, String type) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            throw new IllegalArgumentException("%s is missing".formatted(field));
        }
        if (!right) {
            throw new IllegalArgumentException("%s is %s, not a %s".formatted(field, value, type));
        }
        return value;
    }
}
