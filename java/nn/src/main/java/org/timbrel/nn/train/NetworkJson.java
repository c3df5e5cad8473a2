// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;

/** A {@link NetworkSpec} in the metadata of a checkpoint. */
final class NetworkJson {

    private static final String CELL = "lstm";

    private NetworkJson() {}

    static ObjectNode write(NetworkSpec spec) {
        ObjectNode json =
                Json.object()
                        .put("cell", CELL)
                        .put("frameSize", spec.frameSize())
                        .put("layers", spec.layers())
                        .put("hiddenSize", spec.hiddenSize())
                        .put("denseSize", spec.denseSize())
                        .put("dropout", (double) spec.dropout());
        ObjectNode head = json.putObject("head");
        if (spec.head() instanceof Head.MixtureDensity mixture) {
            head.put("kind", "mdn")
                    .put("components", mixture.components())
                    .put("scaleFloor", (double) mixture.scaleFloor());
        } else {
            head.put("kind", "mse");
        }
        return json;
    }

    /**
     * @throws IllegalArgumentException if {@code json} describes no network that can be built here
     */
    static NetworkSpec read(JsonNode json) {
        String cell = Json.text(json, "cell");
        if (!cell.equals(CELL)) {
            throw new IllegalArgumentException(
                    "cell %s is not known here; %s is".formatted(cell, CELL));
        }
        return new NetworkSpec(
                Json.smallInteger(json, "frameSize"),
                Json.smallInteger(json, "layers"),
                Json.smallInteger(json, "hiddenSize"),
                Json.smallInteger(json, "denseSize"),
                (float) Json.number(json, "dropout"),
                head(json.path("head")));
    }

    private static Head head(JsonNode json) {
        String kind = Json.text(json, "kind");
        return switch (kind) {
            case "mdn" ->
                    new Head.MixtureDensity(
                            Json.smallInteger(json, "components"),
                            (float) Json.number(json, "scaleFloor"));
            case "mse" -> new Head.MeanSquared();
            default ->
                    throw new IllegalArgumentException(
                            "head %s is not known here; mdn and mse are".formatted(kind));
        };
    }
}
