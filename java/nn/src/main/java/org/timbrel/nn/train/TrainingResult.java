// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * How a training run ended. Losses are a frame's: nats of normalised values, or their mean squared
 * error.
 *
 * @param end why it ended
 * @param lossName {@code nll_per_frame} or {@code mse}
 * @param testLoss of the best weights on the test part, or on the validation part if there is no
 *     test part; NaN if the run was interrupted
 * @param testPart which of both: {@code test} or {@code validation}
 * @param validationLoss the best; infinite if there was no validation yet
 * @param bestStep the step of the best weights; -1 if there was no validation yet
 * @param steps done
 * @param epochs begun
 * @param parameters of the network
 * @param seconds of training, resumed runs added up
 * @param device that trained
 */
public record TrainingResult(
        End end,
        String lossName,
        double testLoss,
        String testPart,
        double validationLoss,
        long bestStep,
        long steps,
        long epochs,
        long parameters,
        double seconds,
        String device) {

    /** Why a run ended. */
    public enum End {
        /** All steps or epochs are done. */
        DONE,
        /** The time that was given is up. */
        TIME_UP,
        /** The validation had stopped getting better. */
        EARLY,
        /** It was told to stop, and can be resumed. */
        INTERRUPTED
    }

    String toJson() {
        ObjectNode json =
                Json.object()
                        .put("end", end.name().toLowerCase(Locale.ROOT))
                        .put("test_" + lossName, testLoss)
                        .put("test_part", testPart)
                        .put("validation_" + lossName, validationLoss)
                        .put("best_step", bestStep)
                        .put("steps", steps)
                        .put("epochs", epochs)
                        .put("parameters", parameters)
                        .put("seconds", seconds)
                        .put("device", device);
        return Json.pretty(json) + "\n";
    }
}
