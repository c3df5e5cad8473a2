// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.RecordedPass;
import org.timbrel.nn.model.RecurrentNetwork;
import org.timbrel.nn.model.RecurrentState;

/** The loss over one part of the data: every span once, from its beginning, state carried. */
final class Evaluation implements Closeable {

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
            TrainingSpec training,
            Parameters parameters) {
        this.values = values;
        this.spans = spans;
        sequenceLength = training.sequenceLength();
        lanes = Math.min(training.batch(), spans.size());
        network = RecurrentNetwork.forEvaluation(device, spec, sequenceLength, lanes);
        state = new RecurrentState(device, spec, lanes);
        pass = new RecordedPass(device, network, () -> network.evaluate(parameters, state));
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
