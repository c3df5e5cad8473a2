// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextureRunTest {

    /** Every system, a dozen seconds of fire, and networks that are hardly trained. */
    @Test
    void everySystemLearnsMakesAndIsMeasured() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        TextureRun.Plan plan =
                new TextureRun.Plan(
                        TextureSystem.named(List.of()),
                        12,
                        1,
                        0.25,
                        List.of(TextureSystem.VAR_RUNS),
                        new TextureSystem.Training(2, 3));
        TextureRun run = new TextureRun(plan, lines::add);
        List<TextureSound> sounds = TextureSounds.procedural(2, 24);
        run.run(sounds.subList(1, 2));
        assertEquals(6, lines.size());
        assertEquals(
                List.of("floor", "copy", "var", "var-runs", "mdn", "bank"),
                run.results().stream().map(TextureResult::system).toList());
        for (TextureResult result : run.results()) {
            assertEquals(TextureMeasure.values().length, result.measures().size());
            // Sound that is fire, whoever made it; white noise has above 2.
            assertTrue(result.measures().get(TextureMeasure.TS) < 1.2, result.toString());
            assertEquals(12, result.drift().seconds(), 0.05);
        }
        TextureResult floor = run.results().get(0);
        assertEquals(100, floor.measures().get(TextureMeasure.BLOCKS_SHARE));
        assertEquals(0, floor.trainingSeconds());
        assertNull(floor.timesRealTime());
        assertEquals(0, run.results().get(1).measures().get(TextureMeasure.BLOCKS));
        assertTrue(run.results().get(5).trainingSeconds() > 0);
        assertEquals(1, run.longDrifts().size());
        assertEquals(15, run.longDrifts().get(0).drift().seconds(), 1e-9);
        assertEquals(7, run.heard().size());
        assertNull(run.heard().get(0).system());
    }

    @Test
    void theLinearSystemIsTheSameForTheSameSeed() throws IOException {
        TextureSound sound = TextureSounds.procedural(1, 24).get(0);
        Autoregression learned = Autoregression.learn(sound, 4, true);
        assertEquals(learned.frames(1, 1), learned.frames(1, 1));
        assertTrue(!learned.frames(1, 1).equals(learned.frames(2, 1)));
    }

    @Test
    void unknownSystemsAreNamedWithTheKnown() {
        assertEquals(
                "no system is called \"lstm\"; there are: floor, copy, var, var-runs, mdn, bank",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TextureSystem.named(List.of("var", "lstm")))
                        .getMessage());
        assertEquals(
                List.of(TextureSystem.COPY, TextureSystem.BANK),
                TextureSystem.named(List.of("bank", "Copy")));
    }
}
