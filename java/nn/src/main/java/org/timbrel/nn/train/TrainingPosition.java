// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where a training run stands. Order, dropout and learning rate follow from the step and the seed.
 *
 * @param step steps done
 * @param validatedStep the step after which the last validation was; -1 before the first
 * @param bestStep the step of the best validation; -1 before the first
 * @param bestLoss of the best validation, a frame; infinite before the first
 * @param worseValidations how many since the best
 * @param metricsBytes how much of metrics.csv belongs to these steps
 * @param seconds spent on them
 */
public record TrainingPosition(
        long step,
        long validatedStep,
        long bestStep,
        double bestLoss,
        int worseValidations,
        long metricsBytes,
        double seconds) {

    static final TrainingPosition START =
            new TrainingPosition(0, -1, -1, Double.POSITIVE_INFINITY, 0, 0, 0);

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public TrainingPosition {
        if (step < 0
                || validatedStep > step
                || bestStep > validatedStep
                || worseValidations < 0
                || metricsBytes < 0
                || !(seconds >= 0)
                || Double.isNaN(bestLoss)) {
            throw new IllegalArgumentException("no run stands at step %d so".formatted(step));
        }
    }

    TrainingPosition stepped() {
        return new TrainingPosition(
                step + 1,
                validatedStep,
                bestStep,
                bestLoss,
                worseValidations,
                metricsBytes,
                seconds);
    }

    /** After a validation of the current weights. */
    TrainingPosition validated(double loss) {
        boolean better = loss < bestLoss;
        return new TrainingPosition(
                step,
                step,
                better ? step : bestStep,
                better ? loss : bestLoss,
                better ? 0 : worseValidations + 1,
                metricsBytes,
                seconds);
    }

    TrainingPosition at(long bytes, double elapsedSeconds) {
        return new TrainingPosition(
                step, validatedStep, bestStep, bestLoss, worseValidations, bytes, elapsedSeconds);
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object()
                        .put("step", step)
                        .put("validatedStep", validatedStep)
                        .put("bestStep", bestStep);
        if (bestStep >= 0) {
            json.put("bestLoss", bestLoss);
        }
        return json.put("worseValidations", worseValidations)
                .put("metricsBytes", metricsBytes)
                .put("seconds", seconds);
    }

    /**
     * @throws IllegalArgumentException if {@code json} is not what {@link #toJson} gives
     */
    static TrainingPosition fromJson(JsonNode json) {
        long bestStep = Json.integer(json, "bestStep");
        return new TrainingPosition(
                Json.integer(json, "step"),
                Json.integer(json, "validatedStep"),
                bestStep,
                bestStep < 0 ? START.bestLoss : Json.number(json, "bestLoss"),
                Json.smallInteger(json, "worseValidations"),
                Json.integer(json, "metricsBytes"),
                Json.number(json, "seconds"));
    }
}
