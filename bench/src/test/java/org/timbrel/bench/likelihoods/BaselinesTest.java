// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counting predicts, of one key by hand. */
class BaselinesTest {

    @Test
    void areNatsAFrameWithoutTheFirst() {
        // After the first frame on, on, off: (2 + 1/2) / (3 + 1); after on: on, on, off as well.
        Corpus corpus =
                new Corpus(
                        1,
                        List.of(new float[] {1, 1, 1, 0}),
                        List.of(new float[] {0, 1}, new float[] {1, 0}));
        List<LikelihoodResult> results = Baselines.of(corpus);
        double on = 2.5 / 4;
        assertEquals(-(Math.log(on) + Math.log(1 - on)) / 2, results.get(0).test(), 1e-12);
        // Nothing was ever off before: a half; on before, as above.
        assertEquals(-(Math.log(0.5) + Math.log(1 - on)) / 2, results.get(1).test(), 1e-12);
    }
}
