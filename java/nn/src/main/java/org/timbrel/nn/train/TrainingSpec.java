// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;

/**
 * How a network is trained.
 *
 * <pre>{@code
 * TrainingSpec spec = TrainingSpec.builder().epochs(20).batch(32).seed(7).build();
 * }</pre>
 *
 * @param optimizer what makes steps of gradients
 * @param learningRate the highest, above 0
 * @param schedule how it changes; all but constant need {@code steps} or {@code epochs}
 * @param warmUp the part of the run in which it rises, 0..1, without 1
 * @param steps after which training ends; 0: no such limit
 * @param epochs likewise: passes over the training part
 * @param maxSeconds likewise: of training, resumed runs added up
 * @param batch N, sequences side by side, 1..65536
 * @param sequenceLength T, steps through which gradients flow, 1..65536
 * @param unscoredSteps first steps of every sequence that are run but not learned from, below T
 * @param clip the norm that gradients are shortened to; 0: never
 * @param weightDecay decoupled, at least 0
 * @param momentum of gradient descent, 0..1, without 1; Adam does not look at it
 * @param inputNoise standard deviation of what is added to the values that go in, in deviations of
 *     the data, so that generation bears its own errors; at least 0
 * @param seed of weights, order, dropout and noise
 * @param validateEvery steps; 0: once an epoch
 * @param checkpointEvery steps; 0: with every validation
 * @param patience validations in a row without a better one after which training ends; 0: never
 */
public record TrainingSpec(
        Optimizer optimizer,
        double learningRate,
        Schedule schedule,
        double warmUp,
        long steps,
        int epochs,
        double maxSeconds,
        int batch,
        int sequenceLength,
        int unscoredSteps,
        double clip,
        double weightDecay,
        double momentum,
        double inputNoise,
        long seed,
        int validateEvery,
        int checkpointEvery,
        int patience) {

    /** What makes steps of gradients. */
    public enum Optimizer {
        ADAM,
        SGD
    }

    private static final int MAX_SIZE = 1 << 16;

    /**
     * @throws IllegalArgumentException if a value is outside its range, or nothing ends the run
     */
    public TrainingSpec {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "learningRate",
                learningRate,
                "must be above 0");
        require(warmUp >= 0 && warmUp < 1, "warmUp", warmUp, "is outside 0..1, without 1");
        require(steps >= 0 && steps >>> 32 == 0, "steps", steps, "is outside 0..2^32 - 1");
        require(epochs >= 0, "epochs", epochs, "is below 0");
        requireNotNegative("maxSeconds", maxSeconds);
        require(batch >= 1 && batch <= MAX_SIZE, "batch", batch, "is outside 1..65536");
        require(
                sequenceLength >= 1 && sequenceLength <= MAX_SIZE,
                "sequenceLength",
                sequenceLength,
                "is outside 1..65536");
        require(
                unscoredSteps >= 0 && unscoredSteps < sequenceLength,
                "unscoredSteps",
                unscoredSteps,
                "is outside 0..sequenceLength - 1 (%d)".formatted(sequenceLength - 1));
        requireNotNegative("clip", clip);
        requireNotNegative("weightDecay", weightDecay);
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "is outside 0..1, without 1");
        requireNotNegative("inputNoise", inputNoise);
        require(validateEvery >= 0, "validateEvery", validateEvery, "is below 0");
        require(checkpointEvery >= 0, "checkpointEvery", checkpointEvery, "is below 0");
        require(patience >= 0, "patience", patience, "is below 0");
        if (steps == 0 && epochs == 0 && maxSeconds == 0 && patience == 0) {
            throw new IllegalArgumentException(
                    "nothing ends the training: give steps, epochs, maxSeconds or patience");
        }
        if (schedule != Schedule.CONSTANT && steps == 0 && epochs == 0) {
            throw new IllegalArgumentException(
                    "schedule %s must know where the run ends: give steps or epochs, or take constant"
                            .formatted(schedule.name().toLowerCase(Locale.ROOT)));
        }
    }

    private static void requireNotNegative(String name, double value) {
        require(value >= 0, name, value, "is below 0");
        // Infinity is no number in JSON: a checkpoint could not be read back.
        require(Double.isFinite(value), name, value, "is not finite");
    }

    private static void require(boolean right, String name, Object value, String fault) {
        if (!right) {
            throw new IllegalArgumentException("%s %s %s".formatted(name, value, fault));
        }
    }

    /** The defaults, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** These values, to be changed. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * The step after which the run ends at the latest.
     *
     * @param stepsPerEpoch of the data
     */
    long lastStep(long stepsPerEpoch) {
        long last = steps > 0 ? steps : Long.MAX_VALUE;
        return epochs > 0 ? Math.min(last, epochs * stepsPerEpoch) : last;
    }

    /**
     * The learning rate of one step.
     *
     * @param step from 0
     */
    double learningRate(long step, long stepsPerEpoch) {
        long last = lastStep(stepsPerEpoch);
        // The middle of the step: neither the first nor the last is wasted on a rate of 0.
        return learningRate * schedule.factor(Math.min(1, (step + 0.5) / last), warmUp);
    }

    /**
     * Whether a run begun with {@code begun} may go on with these values: what decides where it
     * ends and how often it is saved may differ.
     *
     * @throws IllegalArgumentException naming the first value that must not
     */
    void requireGoesOn(TrainingSpec begun) {
        ObjectNode before = TrainingSpecJson.write(begun);
        ObjectNode after =
                TrainingSpecJson.write(
                        toBuilder()
                                .steps(begun.steps)
                                .epochs(begun.epochs)
                                .maxSeconds(begun.maxSeconds)
                                .checkpointEvery(begun.checkpointEvery)
                                .patience(begun.patience)
                                .build());
        Json.requireKept(before, after);
    }

    /** Values of a {@link TrainingSpec}, with defaults; checked when it is built. */
    public static final class Builder {

        private Optimizer optimizer = Optimizer.ADAM;
        private double learningRate = 2e-3;
        private Schedule schedule = Schedule.CONSTANT;
        private double warmUp = 0.1;
        private long steps;
        private int epochs;
        private double maxSeconds;
        private int batch = 16;
        private int sequenceLength = 200;
        private int unscoredSteps;
        private double clip = 1;
        private double weightDecay = 1e-4;
        private double momentum = 0.9;
        private double inputNoise;
        private long seed;
        private int validateEvery;
        private int checkpointEvery;
        private int patience;

        private Builder() {}

        private Builder(TrainingSpec spec) {
            optimizer = spec.optimizer;
            learningRate = spec.learningRate;
            schedule = spec.schedule;
            warmUp = spec.warmUp;
            steps = spec.steps;
            epochs = spec.epochs;
            maxSeconds = spec.maxSeconds;
            batch = spec.batch;
            sequenceLength = spec.sequenceLength;
            unscoredSteps = spec.unscoredSteps;
            clip = spec.clip;
            weightDecay = spec.weightDecay;
            momentum = spec.momentum;
            inputNoise = spec.inputNoise;
            seed = spec.seed;
            validateEvery = spec.validateEvery;
            checkpointEvery = spec.checkpointEvery;
            patience = spec.patience;
        }

        /** See {@link TrainingSpec#optimizer()}; default adam. */
        public Builder optimizer(Optimizer value) {
            optimizer = value;
            return this;
        }

        /** See {@link TrainingSpec#learningRate()}; default 0.002. */
        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        /** See {@link TrainingSpec#schedule()}; default constant. */
        public Builder schedule(Schedule value) {
            schedule = value;
            return this;
        }

        /** See {@link TrainingSpec#warmUp()}; default 0.1. */
        public Builder warmUp(double value) {
            warmUp = value;
            return this;
        }

        /** See {@link TrainingSpec#steps()}; default 0, no limit. */
        public Builder steps(long value) {
            steps = value;
            return this;
        }

        /** See {@link TrainingSpec#epochs()}; default 0, no limit. */
        public Builder epochs(int value) {
            epochs = value;
            return this;
        }

        /** See {@link TrainingSpec#maxSeconds()}; default 0, no limit. */
        public Builder maxSeconds(double value) {
            maxSeconds = value;
            return this;
        }

        /** See {@link TrainingSpec#batch()}; default 16. */
        public Builder batch(int value) {
            batch = value;
            return this;
        }

        /** See {@link TrainingSpec#sequenceLength()}; default 200. */
        public Builder sequenceLength(int value) {
            sequenceLength = value;
            return this;
        }

        /** See {@link TrainingSpec#unscoredSteps()}; default 0. */
        public Builder unscoredSteps(int value) {
            unscoredSteps = value;
            return this;
        }

        /** See {@link TrainingSpec#clip()}; default 1. */
        public Builder clip(double value) {
            clip = value;
            return this;
        }

        /** See {@link TrainingSpec#weightDecay()}; default 0.0001. */
        public Builder weightDecay(double value) {
            weightDecay = value;
            return this;
        }

        /** See {@link TrainingSpec#momentum()}; default 0.9. */
        public Builder momentum(double value) {
            momentum = value;
            return this;
        }

        /** See {@link TrainingSpec#inputNoise()}; default 0. */
        public Builder inputNoise(double value) {
            inputNoise = value;
            return this;
        }

        /** See {@link TrainingSpec#seed()}; default 0. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** See {@link TrainingSpec#validateEvery()}; default 0, once an epoch. */
        public Builder validateEvery(int value) {
            validateEvery = value;
            return this;
        }

        /** See {@link TrainingSpec#checkpointEvery()}; default 0, with every validation. */
        public Builder checkpointEvery(int value) {
            checkpointEvery = value;
            return this;
        }

        /** See {@link TrainingSpec#patience()}; default 0, never. */
        public Builder patience(int value) {
            patience = value;
            return this;
        }

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is outside its range, or nothing ends the run
         */
        public TrainingSpec build() {
            return new TrainingSpec(
                    optimizer,
                    learningRate,
                    schedule,
                    warmUp,
                    steps,
                    epochs,
                    maxSeconds,
                    batch,
                    sequenceLength,
                    unscoredSteps,
                    clip,
                    weightDecay,
                    momentum,
                    inputNoise,
                    seed,
                    validateEvery,
                    checkpointEvery,
                    patience);
        }
    }
}
