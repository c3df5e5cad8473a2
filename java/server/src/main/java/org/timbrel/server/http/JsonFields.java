// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.timbrel.app.Keyframes;

/** Fields of a request's object; each is what it must be, or a {@link Problem} that names it. */
final class JsonFields {

    private static final int SHOWN = 60;

    private final ObjectNode json;

    /**
     * @param known all that there may be
     * @throws Problem if there is another
     */
    JsonFields(ObjectNode json, List<String> known) {
        this.json = json;
        json.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                throw Problem.invalid(
                                        shortened(name),
                                        "there is no such field; there are: "
                                                + String.join(", ", known));
                            }
                        });
    }

    /** What is there; null counts as not there. */
    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(json.get(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name) {
        return node(name).map(node -> text(name, node));
    }

    /** A text of a few that may be. */
    String choice(String name, List<String> choices) {
        String value = text(name).orElse(choices.get(0));
        if (!choices.contains(value)) {
            throw Problem.invalid(
                    name,
                    "'%s' is none of: %s".formatted(shortened(value), String.join(", ", choices)));
        }
        return value;
    }

    Optional<Long> integer(String name) {
        return node(name)
                .map(
                        node -> {
                            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                                throw Problem.invalid(
                                        name,
                                        "%s is no whole number of %d..%d"
                                                .formatted(
                                                        shown(node),
                                                        Long.MIN_VALUE,
                                                        Long.MAX_VALUE));
                            }
                            return node.longValue();
                        });
    }

    Optional<Double> number(String name, double least, double most) {
        return node(name).map(node -> number(name, node, least, most));
    }

    /** A text; what is not there is none. */
    static String text(String name, JsonNode node) {
        if (node.isMissingNode()) {
            throw Problem.invalid(name, "is missing");
        }
        if (!node.isTextual()) {
            throw Problem.invalid(name, shown(node) + " is no text");
        }
        return node.textValue();
    }

    static double number(String name, JsonNode node, double least, double most) {
        if (!node.isNumber()) {
            throw Problem.invalid(name, shown(node) + " is no number");
        }
        double value = node.doubleValue();
        if (!(value >= least && value <= most)) {
            throw Problem.invalid(
                    name,
                    "%s is outside %s..%s"
                            .formatted(
                                    shown(node), Keyframes.number(least), Keyframes.number(most)));
        }
        return value;
    }

    /** A value as a message repeats it. */
    static String shown(JsonNode node) {
        return node.isContainerNode()
                ? node.isArray() ? "a list" : "an object"
                : shortened(node.toString());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
