// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import org.timbrel.nn.model.Parameters;

/** Finds the likely cause of a loss that is no number any more. */
final class Divergence {

    /** Deviations from the mean that no sound reaches but a broken file does. */
    private static final float SUSPICIOUS = 1e4f;

    private Divergence() {}

    /**
     * @param step from 1
     * @param what is not finite, with its value
     */
    static TrainingDivergedException of(
            long step,
            String what,
            double learningRate,
            TrainingSpec spec,
            SequenceBatch batch,
            Parameters parameters,
            RunFolder folder,
            long savedStep) {
        return new TrainingDivergedException(
                step,
                "at step %d the %s; likely cause: %s; %s holds step %d"
                        .formatted(
                                step,
                                what,
                                cause(learningRate, spec, batch, parameters),
                                folder.last(),
                                savedStep));
    }

    private static String cause(
            double learningRate, TrainingSpec spec, SequenceBatch batch, Parameters parameters) {
        String input = batch.furthest(SUSPICIOUS);
        if (!input.isEmpty()) {
            return input;
        }
        String clipping = spec.clip() == 0 ? ", or clip gradients to a norm of 1" : "";
        for (float value : parameters.flat().toArray()) {
            if (!Float.isFinite(value)) {
                return "a learning rate of %s has driven the weights out of range: try a tenth%s"
                        .formatted(learningRate, clipping);
            }
        }
        return "the learning rate of %s is too high: try a tenth%s"
                .formatted(learningRate, clipping);
    }
}
