// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.Evaluation;
import org.timbrel.nn.train.FrameSequence;

/**
 * Measures how well a checkpoint predicts the test pieces, beside a chain of the first order in the
 * same frames, fitted to the same training part.
 */
final class LikelihoodMeasure {

    private final Arm arm;
    private final StudySpec spec;
    private final StudyPieces pieces;
    private final StudyFolder folder;

    LikelihoodMeasure(Arm arm, StudySpec spec, StudyPieces pieces, StudyFolder folder) {
        this.arm = arm;
        this.spec = spec;
        this.pieces = pieces;
        this.folder = folder;
    }

    /**
     * Of every test piece that the representation can say.
     *
     * @throws IOException if a piece cannot be read
     */
    Likelihoods of(Device device, Checkpoint checkpoint) throws IOException {
        ArmFrames frames = new ArmFrames(arm, folder, checkpoint);
        List<FrameSequence> training = frames.of(pieces.of(StudyPiece.TRAINING));
        ToDoubleFunction<FrameSequence> chain = chain(training, checkpoint);
        ToDoubleFunction<FrameSequence> full =
                arm.isSound() ? walk(training, checkpoint, true) : piece -> Double.NaN;
        List<Likelihoods.OfPiece> each = new ArrayList<>();
        for (StudyPiece piece : pieces.of(StudyPiece.TEST)) {
            FrameSequence sequence = frames.of(piece);
            if (sequence == null) {
                continue;
            }
            Evaluation.Result result = Evaluation.of(device, checkpoint, List.of(sequence), 1);
            double share = share(sequence);
            each.add(
                    new Likelihoods.OfPiece(
                            piece.name(),
                            result.frames(),
                            share * piece.seconds(),
                            share * piece.quarters(),
                            result.loss() * result.frames(),
                            chain.applyAsDouble(sequence),
                            full.applyAsDouble(sequence)));
        }
        return new Likelihoods(checkpoint.position().bestStep(), each);
    }

    /** Of the piece's seconds those that are predicted: tokens say all, frames begin with one. */
    private double share(FrameSequence sequence) {
        if (arm.representation().isTokens()) {
            return 1;
        }
        int each = arm.framesPerStep(spec);
        int steps = sequence.frames() / each;
        return (double) (steps - 1) * each / sequence.frames();
    }

    private ToDoubleFunction<FrameSequence> chain(
            List<FrameSequence> training, Checkpoint checkpoint) {
        if (arm.isSound()) {
            return walk(training, checkpoint, false);
        }
        if (checkpoint.network().head() instanceof Head.Categorical tokens) {
            return TokenChain.fit(training, tokens.categories())::nats;
        }
        return KeyChains.fit(training)::nats;
    }

    private ToDoubleFunction<FrameSequence> walk(
            List<FrameSequence> training, Checkpoint checkpoint, boolean full) {
        RandomWalk walk = RandomWalk.fit(training, checkpoint.normalisation(), full);
        int each = arm.framesPerStep(spec);
        return piece -> walk.nats(piece, each, piece.frames() / each * each);
    }
}
