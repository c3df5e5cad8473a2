// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.timbrel.app.FileFailure;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainSettings;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.SeenSteps;
import org.timbrel.nn.train.SequenceDataset;

/**
 * The budget of an arm: as many parameters and as many seconds of audio as every other.
 *
 * @param arm its name
 * @param hidden units of a recurrent layer, solved for
 * @param parameters of the network, the nearest to what was asked for
 * @param predictions of one pass over the training part: frames, or tokens
 * @param secondsAPrediction that one stands for, on average
 * @param sequenceLength predictions through which gradients flow
 * @param steps of training
 * @param secondsSeen in them
 * @param passes over the training part
 * @param left files that this representation cannot say, each with the reason
 */
record ArmPlan(
        String arm,
        int hidden,
        long parameters,
        long predictions,
        double secondsAPrediction,
        int sequenceLength,
        long steps,
        double secondsSeen,
        double passes,
        List<String> left) {

    private static final int MOST_HIDDEN = NetworkSpec.MAX_SIZE;

    ArmPlan {
        left = List.copyOf(left);
    }

    /**
     * Solves for what is matched.
     *
     * @throws IOException if its data cannot be read, or no network of this kind has so few
     *     parameters
     */
    static ArmPlan of(Arm arm, StudySpec spec, StudyPieces pieces, StudyFolder folder)
            throws IOException {
        TrainSettings settings = arm.settings(spec, pieces.data(arm, folder), spec.seed());
        TrainJob.Plan plan = TrainJob.plan(settings);
        SequenceDataset data = plan.sequences();
        int hidden = hidden(arm, plan.network(), spec.parameters());
        double seconds = pieces.seconds(StudyPiece.TRAINING);
        long predictions = SeenSteps.ofOnePass(data);
        double each = seconds / predictions;
        int length = (int) Math.max(1, Math.round(spec.windowSeconds() / each));
        SeenSteps seen =
                new SeenSteps(data, settings.with(Map.of("sequenceLength", length)).training());
        long steps = seen.batchesFor(Math.max(1, Math.round(spec.secondsSeen() / each)));
        double secondsSeen = seen.after(steps) * each;
        return new ArmPlan(
                arm.name(),
                hidden,
                sized(plan.network(), hidden).parameterCount(),
                predictions,
                each,
                length,
                steps,
                secondsSeen,
                secondsSeen / seconds,
                plan.unusable().stream().map(ArmPlan::text).toList());
    }

    private static String text(FileFailure failure) {
        return failure.file().getFileName() + ": " + failure.cause().getMessage();
    }

    /** The settings with which a seed is trained. */
    TrainSettings settings(Arm of, StudySpec spec, Arm.Data data, long seed, int threads) {
        int every =
                Math.toIntExact(Math.max(1, (steps + spec.validations() - 1) / spec.validations()));
        return of.settings(spec, data, seed)
                .with(
                        Map.of(
                                "hidden",
                                hidden,
                                "sequenceLength",
                                sequenceLength,
                                "steps",
                                steps,
                                "validateEvery",
                                every,
                                "threads",
                                threads));
    }

    /**
     * Steps behind which a checkpoint is kept: those of validations, evenly spread, the last one
     * among them.
     */
    List<Long> snapshotSteps(StudySpec spec) {
        long every = Math.max(1, (steps + spec.validations() - 1) / spec.validations());
        long validations = steps / every;
        int count = (int) Math.min(spec.snapshots(), Math.max(1, validations));
        return IntStream.rangeClosed(1, count)
                .mapToObj(k -> k == count ? steps : every * Math.max(1, validations * k / count))
                .distinct()
                .toList();
    }

    private static int hidden(Arm arm, NetworkSpec network, long wanted) throws IOException {
        int low = 1;
        int high = MOST_HIDDEN;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sized(network, middle).parameterCount() < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long above = sized(network, low).parameterCount();
        if (low == 1 && above > wanted) {
            throw new IOException(
                    "parameters %d are fewer than the %d of the smallest network of arm %s: give more"
                            .formatted(wanted, above, arm.name()));
        }
        long below = low > 1 ? sized(network, low - 1).parameterCount() : Long.MIN_VALUE / 2;
        return above - wanted <= wanted - below ? low : low - 1;
    }

    private static NetworkSpec sized(NetworkSpec network, int hidden) {
        return new NetworkSpec(
                network.cell(),
                network.frameSize(),
                network.inputSize(),
                network.embeddingSize(),
                network.conditionSize(),
                network.layers(),
                hidden,
                network.denseSize(),
                network.layerNorm(),
                network.dropout(),
                network.recurrentDropout(),
                network.head());
    }
}
