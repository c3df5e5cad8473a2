// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.LossSum;

/**
 * What a run's losses are counted in.
 *
 * @param head that predicts
 * @param framesPerStep F
 * @param texture whether categories are clusters, of which every frame has one
 */
record LossUnit(Head head, int framesPerStep, boolean texture) {

    /** As result.json calls it. */
    String lossName() {
        return switch (head.type()) {
            case MEAN -> "mse";
            case MIXTURE, BERNOULLI -> "nll_per_frame";
            case CATEGORICAL -> texture ? "nll_per_frame" : "nll_per_token";
        };
    }

    /** The likelihood of a step is that of F frames; an error is a mean over them already. */
    double aFrame(LossSum loss) {
        return loss.mean() / (head instanceof Head.MeanSquared ? 1 : framesPerStep);
    }
}
