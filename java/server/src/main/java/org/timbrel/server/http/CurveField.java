// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.timbrel.app.Keyframes;
import org.timbrel.app.TextureModel;

/** Fields that are one value, or a list of values over time. */
final class CurveField {

    private static final String AT = "at_s";

    /** Later than any stream's end. */
    static final double MOST_SECONDS = 1e9;

    private CurveField() {}

    /**
     * Numbers over time: a number, or {@code [{"at_s": 0, "value": -6}, …]}.
     *
     * @param mostPoints keyframes at most
     */
    static Keyframes numbers(
            String name, JsonNode node, double least, double most, int mostPoints) {
        return curve(
                name,
                node,
                "value",
                mostPoints,
                (where, value) -> new double[] {JsonFields.number(where, value, least, most)});
    }

    /**
     * What a model's sounds weigh over time: {@code "rain"}, {@code "rain=0.3,fire=0.7"}, {@code
     * {"rain": 0.3, "fire": 0.7}}, or {@code [{"at_s": 0, "condition": "rain"}, …]}.
     *
     * @param mostPoints keyframes at most
     */
    static Keyframes sounds(String name, JsonNode node, TextureModel model, int mostPoints) {
        return curve(
                name, node, "condition", mostPoints, (where, value) -> shares(where, value, model));
    }

    /** [C] weights of one time, 1 together. */
    static double[] shares(String name, JsonNode node, TextureModel model) {
        if (model.sounds().isEmpty()) {
            throw Problem.invalid(name, "this model tells no sounds apart: leave it out");
        }
        String text =
                node instanceof ObjectNode weights
                        ? joined(name, weights)
                        : JsonFields.text(name, node);
        try {
            return model.shares(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(name, e.getMessage());
        }
    }

    private static String joined(String name, ObjectNode weights) {
        return weights.properties().stream()
                .map(
                        entry -> {
                            String sound = entry.getKey();
                            if (sound.contains("=") || sound.contains(",")) {
                                throw Problem.invalid(name, "there is no sound '" + sound + "'");
                            }
                            double weight =
                                    JsonFields.number(name + "." + sound, entry.getValue(), 0, 1e6);
                            return sound + "=" + weight;
                        })
                .collect(Collectors.joining(","));
    }

    private static Keyframes curve(
            String name,
            JsonNode node,
            String valueName,
            int mostPoints,
            BiFunction<String, JsonNode, double[]> value) {
        if (!node.isArray()) {
            return new Keyframes(List.of(new Keyframes.Point(0, value.apply(name, node))));
        }
        if (node.isEmpty() || node.size() > mostPoints) {
            throw Problem.invalid(
                    name, "%d keyframes are outside 1..%d".formatted(node.size(), mostPoints));
        }
        List<Keyframes.Point> points = new ArrayList<>();
        for (int k = 0; k < node.size(); k++) {
            String where = name + "[" + k + "]";
            if (!(node.get(k) instanceof ObjectNode keyframe)) {
                throw Problem.invalid(
                        where, "must be {\"%s\": SECONDS, \"%s\": …}".formatted(AT, valueName));
            }
            JsonFields fields = new JsonFields(keyframe, List.of(AT, valueName));
            JsonNode there =
                    fields.node(valueName)
                            .orElseThrow(() -> Problem.invalid(where, "has no " + valueName));
            points.add(
                    new Keyframes.Point(
                            fields.number(AT, 0, MOST_SECONDS)
                                    .orElseThrow(() -> Problem.invalid(where, "has no " + AT)),
                            value.apply(where + "." + valueName, there)));
        }
        try {
            return new Keyframes(points);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(name, e.getMessage());
        }
    }
}
