// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A {@link TrainingSpec} in the metadata of a checkpoint. */
final class TrainingSpecJson {

    private TrainingSpecJson() {}

    static ObjectNode write(TrainingSpec spec) {
        return Json.object()
                .put("optimizer", name(spec.optimizer()))
                .put("learningRate", spec.learningRate())
                .put("schedule", name(spec.schedule()))
                .put("warmUp", spec.warmUp())
                .put("steps", spec.steps())
                .put("epochs", spec.epochs())
                .put("maxSeconds", spec.maxSeconds())
                .put("batch", spec.batch())
                .put("sequenceLength", spec.sequenceLength())
                .put("unscoredSteps", spec.unscoredSteps())
                .put("clip", spec.clip())
                .put("weightDecay", spec.weightDecay())
                .put("momentum", spec.momentum())
                .put("inputNoise", spec.inputNoise())
                .put("seed", spec.seed())
                .put("validateEvery", spec.validateEvery())
                .put("checkpointEvery", spec.checkpointEvery())
                .put("patience", spec.patience());
    }

    /**
     * @throws IllegalArgumentException if {@code json} is not what {@link #write} gives
     */
    static TrainingSpec read(JsonNode json) {
        return TrainingSpec.builder()
                .optimizer(constant(TrainingSpec.Optimizer.class, json, "optimizer"))
                .learningRate(Json.number(json, "learningRate"))
                .schedule(constant(Schedule.class, json, "schedule"))
                .warmUp(Json.number(json, "warmUp"))
                .steps(Json.integer(json, "steps"))
                .epochs(Json.smallInteger(json, "epochs"))
                .maxSeconds(Json.number(json, "maxSeconds"))
                .batch(Json.smallInteger(json, "batch"))
                .sequenceLength(Json.smallInteger(json, "sequenceLength"))
                .unscoredSteps(Json.smallInteger(json, "unscoredSteps"))
                .clip(Json.number(json, "clip"))
                .weightDecay(Json.number(json, "weightDecay"))
                .momentum(Json.number(json, "momentum"))
                .inputNoise(json.has("inputNoise") ? Json.number(json, "inputNoise") : 0)
                .seed(Json.integer(json, "seed"))
                .validateEvery(Json.smallInteger(json, "validateEvery"))
                .checkpointEvery(Json.smallInteger(json, "checkpointEvery"))
                .patience(Json.smallInteger(json, "patience"))
                .build();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String field) {
        return Enum.valueOf(type, Json.text(json, field).toUpperCase(Locale.ROOT));
    }
}
