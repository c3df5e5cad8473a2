// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.timbrel.nn.model.NetworkSpec;

/**
 * What a checkpoint says about its weights.
 *
 * @param network what they are of
 * @param features how frames were made, JSON that only the caller understands
 * @param framesPerStep F, frames that make one step
 * @param normalisation of frames
 * @param dataFingerprint of the data learned from
 * @param training how
 * @param position and how far
 */
record CheckpointHeader(
        NetworkSpec network,
        String features,
        int framesPerStep,
        Normalisation normalisation,
        String dataFingerprint,
        TrainingSpec training,
        TrainingPosition position) {

    private static final String FORMAT = "timbrel.checkpoint";
    private static final String VERSION = "1";

    CheckpointHeader at(TrainingPosition newPosition) {
        return new CheckpointHeader(
                network,
                features,
                framesPerStep,
                normalisation,
                dataFingerprint,
                training,
                newPosition);
    }

    CheckpointHeader withFeatures(String newFeatures) {
        return new CheckpointHeader(
                network,
                newFeatures,
                framesPerStep,
                normalisation,
                dataFingerprint,
                training,
                position);
    }

    Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("formatVersion", VERSION);
        metadata.put("network", NetworkJson.write(network).toString());
        metadata.put("features", features);
        metadata.put(
                "data",
                Json.object()
                        .put("framesPerStep", framesPerStep)
                        .put("fingerprint", dataFingerprint)
                        .toString());
        metadata.put("normalisation", normalisation.toJson().toString());
        metadata.put("training", TrainingSpecJson.write(training).toString());
        metadata.put("position", position.toJson().toString());
        return metadata;
    }

    /**
     * @throws IllegalArgumentException saying what is missing or wrong
     */
    static CheckpointHeader fromMetadata(Map<String, String> metadata) {
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new IllegalArgumentException("it is not a checkpoint of Timbrel");
        }
        if (!VERSION.equals(metadata.get("formatVersion"))) {
            throw new IllegalArgumentException(
                    "its format version is %s; this program knows %s"
                            .formatted(metadata.get("formatVersion"), VERSION));
        }
        ObjectNode data = object(metadata, "data");
        CheckpointHeader header =
                new CheckpointHeader(
                        NetworkJson.read(object(metadata, "network")),
                        text(metadata, "features"),
                        Json.smallInteger(data, "framesPerStep"),
                        Normalisation.fromJson(object(metadata, "normalisation")),
                        Json.text(data, "fingerprint"),
                        TrainingSpecJson.read(object(metadata, "training")),
                        TrainingPosition.fromJson(object(metadata, "position")));
        if (header.network.inputSize() == 0
                && (long) header.framesPerStep * header.normalisation.dims()
                        != header.network.frameSize()) {
            throw new IllegalArgumentException(
                    "its network takes %d values a step, but %d frames of %d make a step"
                            .formatted(
                                    header.network.frameSize(),
                                    header.framesPerStep,
                                    header.normalisation.dims()));
        }
        return header;
    }

    private static ObjectNode object(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "metadata %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static String text(Map<String, String> metadata, String name) {
        String text = metadata.get(name);
        if (text == null) {
            throw new IllegalArgumentException("its metadata have no " + name);
        }
        return text;
    }
}
