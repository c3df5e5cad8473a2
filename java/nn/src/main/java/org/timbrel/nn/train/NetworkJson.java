// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;

/**
 * A {@link NetworkSpec} in the metadata of a checkpoint. What the first checkpoints did not have
 * (layer norm, recurrent dropout, an embedding, another input, conditions) may be missing: it then
 * was not there.
 */
final class NetworkJson {

    private NetworkJson() {}

    static ObjectNode write(NetworkSpec spec) {
        ObjectNode json =
                Json.object()
                        .put("cell", spec.cell().toString())
                        .put("frameSize", spec.frameSize())
                        .put("inputSize", spec.inputSize())
                        .put("embeddingSize", spec.embeddingSize())
                        .put("conditionSize", spec.conditionSize())
                        .put("layers", spec.layers())
                        .put("hiddenSize", spec.hiddenSize())
                        .put("denseSize", spec.denseSize())
                        .put("layerNorm", spec.layerNorm())
                        .put("dropout", (double) spec.dropout())
                        .put("recurrentDropout", (double) spec.recurrentDropout());
        json.set("head", write(spec.head()));
        return json;
    }

    private static ObjectNode write(Head head) {
        ObjectNode json = Json.object();
        if (head instanceof Head.MixtureDensity mixture) {
            json.put("kind", "mdn")
                    .put("components", mixture.components())
                    .put("scaleFloor", (double) mixture.scaleFloor());
        } else if (head instanceof Head.Categorical tokens) {
            json.put("kind", "categorical").put("categories", tokens.categories());
        } else {
            json.put("kind", head instanceof Head.Bernoulli ? "bernoulli" : "mse");
        }
        return json;
    }

    /**
     * @throws IllegalArgumentException if {@code json} describes no network that can be built here
     */
    static NetworkSpec read(JsonNode json) {
        return new NetworkSpec(
                cell(Json.text(json, "cell")),
                Json.smallInteger(json, "frameSize"),
                json.has("inputSize") ? Json.smallInteger(json, "inputSize") : 0,
                json.has("embeddingSize") ? Json.smallInteger(json, "embeddingSize") : 0,
                json.has("conditionSize") ? Json.smallInteger(json, "conditionSize") : 0,
                Json.smallInteger(json, "layers"),
                Json.smallInteger(json, "hiddenSize"),
                Json.smallInteger(json, "denseSize"),
                json.has("layerNorm") && Json.flag(json, "layerNorm"),
                (float) Json.number(json, "dropout"),
                json.has("recurrentDropout") ? (float) Json.number(json, "recurrentDropout") : 0,
                head(json.path("head")));
    }

    private static Cell cell(String name) {
        return Arrays.stream(Cell.values())
                .filter(cell -> cell.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "cell %s is not known here; %s are"
                                                .formatted(name, names())));
    }

    private static String names() {
        return Arrays.stream(Cell.values()).map(Cell::toString).collect(Collectors.joining(", "));
    }

    private static Head head(JsonNode json) {
        String kind = Json.text(json, "kind");
        return switch (kind) {
            case "mdn" ->
                    new Head.MixtureDensity(
                            Json.smallInteger(json, "components"),
                            (float) Json.number(json, "scaleFloor"));
            case "mse" -> new Head.MeanSquared();
            case "categorical" -> new Head.Categorical(Json.smallInteger(json, "categories"));
            case "bernoulli" -> new Head.Bernoulli();
            default ->
                    throw new IllegalArgumentException(
                            "head %s is not known here; mdn, mse, categorical and bernoulli are"
                                    .formatted(kind));
        };
    }
}
