// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import java.util.List;

/** Figures of others on the JSB chorales, as they count: nats a frame over 88 keys. */
public final class Published {

    private static final String TCN = "Bai et al. 2018, arXiv 1803.01271";
    private static final String RECURRENT = "arXiv 2108.00527";

    private Published() {}

    /** All of them. */
    public static List<LikelihoodResult> onChorales() {
        return List.of(
                LikelihoodResult.published("RNN", 8.91, TCN),
                LikelihoodResult.published("LSTM", 8.45, TCN),
                LikelihoodResult.published("GRU", 8.43, TCN),
                LikelihoodResult.published("TCN", 8.10, TCN),
                LikelihoodResult.published("LSTM", 8.33, RECURRENT),
                LikelihoodResult.published("GRU", 8.20, RECURRENT));
    }
}
