// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** Hears how a training run goes, on the thread that trains. */
public interface TrainingListener {

    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * One step.
     *
     * @param step from 1
     * @param lastStep after which training ends at the latest; {@link Long#MAX_VALUE} if unknown
     * @param epoch from 1
     * @param learningRate of this step
     * @param trainLoss a frame, of this step's batch before its update
     * @param gradientNorm before clipping
     * @param seconds of training so far, resumed runs added up
     */
    record Step(
            long step,
            long lastStep,
            long epoch,
            double learningRate,
            double trainLoss,
            double gradientNorm,
            double seconds) {}

    /** A step is done. */
    default void stepped(Step step) {}

    /**
     * The held-out part has been judged.
     *
     * @param step after which
     * @param loss a frame
     * @param best whether it is the best so far, and best.safetensors now holds these weights
     */
    default void validated(long step, double loss, boolean best) {}

    /** last.safetensors now holds everything up to this step. */
    default void saved(long step) {}
}
