// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecordedPass;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;

/**
 * The loss over one part of the data: every span once, from its beginning, state carried. Only real
 * steps count, and on the CPU a span's loss is the same bits in any batch.
 *
 * <pre>{@code
 * Evaluation.Result result = Evaluation.of(device, Checkpoint.read(best), pieces, 16);
 * }</pre>
 */
public final class Evaluation implements Closeable {

    /**
     * What a part came to.
     *
     * @param lossName as result.json calls it: {@code nll_per_frame}, {@code nll_per_token} or
     *     {@code mse}
     * @param loss a frame, or a token
     * @param frames that were predicted: all but the first step of every sequence
     */
    public record Result(String lossName, double loss, long frames) {}

    private final StepValues values;
    private final List<Span> spans;
    private final int sequenceLength;
    private final int lanes;
    private final RecurrentNetwork network;
    private final RecurrentState state;
    private final RecordedPass pass;

    Evaluation(
            Device device,
            NetworkSpec spec,
            StepValues values,
            List<Span> spans,
            int sequenceLength,
            int batch,
            Parameters parameters) {
        this.values = values;
        this.spans = spans;
        int longest = spans.stream().mapToInt(span -> span.steps() - 1).max().orElse(1);
        this.sequenceLength = Math.min(sequenceLength, longest);
        lanes = Math.min(batch, spans.size());
        network = RecurrentNetwork.forEvaluation(device, spec, this.sequenceLength, lanes);
        state = new RecurrentState(device, spec, lanes);
        pass = new RecordedPass(device, network, () -> network.evaluate(parameters, state));
    }

    /**
     * How well a checkpoint predicts sequences, which are normalised as those that it was trained
     * on.
     *
     * @param sequences that it was not trained on, of the same kind, at least one of two steps;
     *     what has fewer is left out
     * @param batch sequences side by side, at least 1
     * @throws IllegalArgumentException if the sequences are of other frames or conditions, or hold
     *     what is no number, or the checkpoint is a texture's, which is judged while it is trained
     * @throws InsufficientDataException if no sequence has two steps
     * @throws IOException if the checkpoint does not hold the weights
     */
    public static Result of(
            Device device, Checkpoint checkpoint, List<FrameSequence> sequences, int batch)
            throws IOException {
        NetworkSpec network = checkpoint.network();
        if (batch < 1) {
            throw new IllegalArgumentException("batch %d is below 1".formatted(batch));
        }
        if (checkpoint.texture() != null) {
            throw new IllegalArgumentException(
                    "%s is a texture's: it predicts clusters, not frames"
                            .formatted(checkpoint.file()));
        }
        int framesPerStep = checkpoint.framesPerStep();
        int dims = checkpoint.normalisation().dims();
        List<Span> spans =
                SequenceDataset.spans(sequences, dims, network.conditionSize(), framesPerStep);
        FrameValues values =
                new FrameValues(checkpoint.normalisation(), framesPerStep, network.conditionSize());
        int sequenceLength = checkpoint.training().sequenceLength();
        try (Parameters parameters = checkpoint.parameters(device);
                Evaluation evaluation =
                        new Evaluation(
                                device,
                                network,
                                values,
                                spans,
                                sequenceLength,
                                batch,
                                parameters)) {
            LossUnit unit = new LossUnit(network.head(), framesPerStep, false);
            LossSum loss = evaluation.loss();
            return new Result(unit.lossName(), unit.aFrame(loss), loss.steps() * framesPerStep);
        }
    }

    /** By what the parameters hold now. */
    LossSum loss() {
        SequenceBatch batch =
                new SequenceBatch(spans, PieceSource.once(spans), values, lanes, sequenceLength);
        LossSum sum = LossSum.NONE;
        while (batch.next()) {
            batch.feed(network, state);
            pass.run();
            sum = sum.plus(network.loss());
        }
        return sum;
    }

    @Override
    public void close() {
        pass.close();
        network.close();
        state.close();
    }
}
