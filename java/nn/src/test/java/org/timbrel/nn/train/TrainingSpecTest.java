// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TrainingSpecTest {

    private static TrainingSpec.Builder ten() {
        return TrainingSpec.builder().steps(10);
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused("learningRate -1.0 must be above 0", b -> b.learningRate(-1));
        assertRefused("learningRate NaN must be above 0", b -> b.learningRate(Double.NaN));
        assertRefused("warmUp 1.0 is outside 0..1, without 1", b -> b.warmUp(1));
        assertRefused("steps -1 is outside 0..2^32 - 1", b -> b.steps(-1));
        assertRefused("epochs -1 is below 0", b -> b.epochs(-1));
        assertRefused("maxSeconds -1.0 is below 0", b -> b.maxSeconds(-1));
        assertRefused("batch 0 is outside 1..65536", b -> b.batch(0));
        assertRefused("sequenceLength 65537 is outside 1..65536", b -> b.sequenceLength(65537));
        assertRefused(
                "unscoredSteps 200 is outside 0..sequenceLength - 1 (199)",
                b -> b.unscoredSteps(200));
        assertRefused("clip -1.0 is below 0", b -> b.clip(-1));
        double infinity = Double.POSITIVE_INFINITY;
        assertRefused("clip Infinity is not finite", b -> b.clip(infinity));
        assertRefused("maxSeconds Infinity is not finite", b -> b.maxSeconds(infinity));
        assertRefused("weightDecay Infinity is not finite", b -> b.weightDecay(infinity));
        assertRefused("weightDecay -1.0 is below 0", b -> b.weightDecay(-1));
        assertRefused("momentum 1.0 is outside 0..1, without 1", b -> b.momentum(1));
        assertRefused("validateEvery -1 is below 0", b -> b.validateEvery(-1));
        assertRefused("checkpointEvery -1 is below 0", b -> b.checkpointEvery(-1));
        assertRefused("patience -1 is below 0", b -> b.patience(-1));
        assertRefused(
                "nothing ends the training: give steps, epochs, maxSeconds or patience",
                b -> b.steps(0));
        assertRefused(
                "schedule one_cycle must know where the run ends: give steps or epochs, or take"
                        + " constant",
                b -> b.steps(0).maxSeconds(5).schedule(Schedule.ONE_CYCLE));
    }

    private static void assertRefused(String message, UnaryOperator<TrainingSpec.Builder> change) {
        TrainingSpec.Builder builder = change.apply(ten());
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void givesItselfBackFromJson() {
        TrainingSpec spec =
                ten().learningRate(1 / 3.0)
                        .schedule(Schedule.COSINE)
                        .optimizer(TrainingSpec.Optimizer.SGD)
                        .seed(Long.MIN_VALUE)
                        .patience(3)
                        .build();
        assertEquals(
                spec, TrainingSpecJson.read(Json.parse(TrainingSpecJson.write(spec).toString())));
        assertEquals(spec, spec.toBuilder().build());
    }

    @Test
    void endsWithWhatComesFirst() {
        assertEquals(10, ten().epochs(3).build().lastStep(4));
        assertEquals(8, ten().epochs(2).build().lastStep(4));
        assertEquals(Long.MAX_VALUE, TrainingSpec.builder().maxSeconds(1).build().lastStep(4));
    }

    @Test
    void followsItsSchedule() {
        assertEquals(2e-3, ten().build().learningRate(0, 1));
        TrainingSpec cosine =
                TrainingSpec.builder()
                        .steps(1000)
                        .learningRate(1)
                        .schedule(Schedule.COSINE)
                        .build();
        assertEquals(0.0005 / 0.1, cosine.learningRate(0, 1), 1e-12);
        assertEquals(1, cosine.learningRate(100, 1), 1e-5);
        assertEquals(0.5, cosine.learningRate(549, 1), 1e-3);
        assertTrue(cosine.learningRate(999, 1) < 1e-5);
        TrainingSpec cycle = cosine.toBuilder().schedule(Schedule.ONE_CYCLE).build();
        assertEquals(1 / 25., cycle.learningRate(0, 1), 1e-3);
        assertEquals(0.52, cycle.learningRate(49, 1), 0.02);
        assertEquals(1, cycle.learningRate(100, 1), 1e-5);
        assertTrue(cycle.learningRate(999, 1) < 1e-5);
        TrainingSpec bare = cosine.toBuilder().warmUp(0).build();
        assertEquals(1, bare.learningRate(0, 1), 1e-5);
    }

    @Test
    void mayBeProlongedButNotChanged() {
        TrainingSpec begun = ten().build();
        begun.toBuilder()
                .steps(20)
                .maxSeconds(3)
                .checkpointEvery(7)
                .patience(2)
                .build()
                .requireGoesOn(begun);
        TrainingSpec other = begun.toBuilder().batch(8).build();
        assertEquals(
                "batch was 16 when the run began and is now 8: a resumed run keeps it",
                assertThrows(IllegalArgumentException.class, () -> other.requireGoesOn(begun))
                        .getMessage());
    }
}
