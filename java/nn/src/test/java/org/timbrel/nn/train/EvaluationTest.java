// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.Parameters;

class EvaluationTest {

    @Test
    void raggedFilesSideBySideGiveWhatEachGivesAlone() {
        List<FrameSequence> files = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            files.add(SyntheticFrames.autoregressive("f" + k, k, 2 + 17 * k, 2, 0.9));
        }
        SequenceDataset data = SequenceDataset.of(files, files, List.of(), DatasetSpec.DEFAULT);
        try (Device device = SmallRun.device();
                Parameters parameters = new Parameters(device, SmallRun.network())) {
            parameters.initialise(3, 1);
            LossSum alone = LossSum.NONE;
            for (Span span : data.training()) {
                alone = alone.plus(loss(device, parameters, data, List.of(span), 1, 200));
            }
            int predictions = data.training().stream().mapToInt(span -> span.steps() - 1).sum();
            for (int lanes = 1; lanes <= 8; lanes++) {
                for (int length : new int[] {1, 5, 103}) {
                    LossSum together =
                            loss(device, parameters, data, data.training(), lanes, length);
                    assertEquals(predictions, together.steps());
                    // Every step's loss has the same bits; the order of the sum differs.
                    assertEquals(alone.sum(), together.sum(), 1e-12 * Math.abs(alone.sum()));
                }
            }
        }
    }

    private static LossSum loss(
            Device device,
            Parameters parameters,
            SequenceDataset data,
            List<Span> spans,
            int lanes,
            int length) {
        try (Evaluation evaluation =
                new Evaluation(
                        device,
                        SmallRun.network(),
                        new FrameValues(data),
                        spans,
                        length,
                        lanes,
                        parameters)) {
            return evaluation.loss();
        }
    }
}
