// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.Normalisation;
import org.timbrel.nn.train.SequenceDataset;

/** What networks are measured against. */
class ChainTest {

    private static FrameSequence tokens(int... tokens) {
        float[] values = new float[tokens.length];
        for (int k = 0; k < tokens.length; k++) {
            values[k] = tokens[k];
        }
        return new FrameSequence("tokens", values, values.length, 1);
    }

    @Test
    void tokenProbabilitiesSumToOne() {
        TokenChain chain = TokenChain.fit(List.of(tokens(0, 1, 2, 1, 2, 1, 1), tokens(4, 1)), 6);
        for (int before = 0; before < 6; before++) {
            double sum = 0;
            for (int token = 0; token < 6; token++) {
                sum += chain.probability(before, token);
            }
            assertEquals(1, sum, 1e-12);
        }
    }

    @Test
    void tokenProbabilitiesAreThoseOfWittenAndBell() {
        // Behind 1 came 2, 2 and 1: three, of two kinds. Of all seven, 1 four times, 2 twice ...
        TokenChain chain = TokenChain.fit(List.of(tokens(0, 1, 2, 1, 2, 1, 1)), 3);
        // ... so six tokens of two kinds were predicted: 1 four times, 2 twice.
        double alone = (2 + 2 * (1.0 / 3)) / (6 + 2);
        assertEquals((2 + 2 * alone) / (3 + 2), chain.probability(1, 2), 1e-12);
        assertEquals(
                -Math.log(chain.probability(0, 1)) - Math.log(chain.probability(1, 2)),
                chain.nats(tokens(0, 1, 2)),
                1e-12);
    }

    @Test
    void keysGoOnAndOffByTheirFrequencies() {
        float[] roll = {0, 0, 1, 0, 1, 0, 1, 0, 0, 0};
        KeyChains chains = KeyChains.fit(List.of(new FrameSequence("roll", roll, 5, 2)));
        // Key 0: off to on once; on to on twice, to off once. Key 1: off to off four times.
        double nats = -Math.log(2 / 3.0) - Math.log(3 / 5.0) - 2 * Math.log(5 / 6.0);
        float[] other = {0, 0, 1, 0, 1, 0};
        assertEquals(nats, chains.nats(new FrameSequence("other", other, 3, 2)), 1e-12);
    }

    private static FrameSequence walk(long seed, int frames, double scale) {
        Random random = new Random(seed);
        float[] values = new float[2 * frames];
        for (int t = 1; t < frames; t++) {
            double e = random.nextGaussian();
            values[2 * t] = (float) (values[2 * t - 2] + scale * e);
            // Both move together for the most part.
            values[2 * t + 1] =
                    (float) (values[2 * t - 1] + scale * (0.9 * e + 0.3 * random.nextGaussian()));
        }
        return new FrameSequence("walk", values, frames, 2);
    }

    private static Normalisation normalisation(FrameSequence piece) {
        DatasetSpec spec = new DatasetSpec(1, true, DatasetSpec.SplitBy.FILE, 0.1, 0.1, 0, 1);
        return SequenceDataset.of(List.of(piece), List.of(piece), List.of(), spec).normalisation();
    }

    @Test
    void aWalkLosesItsEntropy() {
        FrameSequence piece = walk(1, 4000, 1);
        Normalisation scale = normalisation(piece);
        double entropy = 0;
        for (int d = 0; d < 2; d++) {
            double variance = d == 0 ? 1 : 0.81 + 0.09;
            double normalised = variance / Math.pow(scale.deviation(d), 2);
            // The floor that both have is a part of it.
            entropy += 0.5 * Math.log(2 * Math.PI * Math.E * (normalised + 1e-4));
        }
        double diagonal =
                RandomWalk.fit(List.of(piece), scale, false).nats(piece, 1, piece.frames());
        // A mean of 4,000 squares is known to about 1 / sqrt(8000) of it.
        assertEquals(entropy, diagonal / 3999, 0.05);
        double full = RandomWalk.fit(List.of(piece), scale, true).nats(piece, 1, piece.frames());
        // 1 − r² of the two is 0.1, less the floor: half its logarithm, at most 1.15 nats.
        assertTrue(full / 3999 < entropy - 0.3, full / 3999 + " of " + entropy);
    }

    @Test
    void gainsDoNotDependOnUnits() {
        double small = walkGain(1);
        double large = walkGain(1000);
        assertEquals(small, large, 1e-3 * Math.abs(small));
    }

    /** What a full covariance gains over a diagonal one. */
    private static double walkGain(double scale) {
        FrameSequence piece = walk(2, 1000, scale);
        Normalisation normalisation = normalisation(piece);
        return RandomWalk.fit(List.of(piece), normalisation, false).nats(piece, 1, 1000)
                - RandomWalk.fit(List.of(piece), normalisation, true).nats(piece, 1, 1000);
    }
}
