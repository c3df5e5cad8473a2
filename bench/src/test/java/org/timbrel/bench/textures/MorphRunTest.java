// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MorphRunTest {

    /**
     * Rain and fire as a quick run takes them: 20 s learned, 20 s that judge, 20 s made. A dozen
     * each are too little fire: the last step then led back by 0.003 to 0.034.
     */
    @Test
    void whatLiesBetweenTwoSoundsSoundsLikeWhatLiesBetween()
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        MorphRun run = new MorphRun(new TextureSystem.Training(2, 40), 20, 1, lines::add);
        Morph morph =
                run.run(TextureSounds.procedural("rain", 40), TextureSounds.procedural("fire", 40));
        assertTrue(morph.isMonotonic(), morph.toString());
        assertEquals(List.of(0.0, 0.25, 0.5, 0.75, 1.0), shares(morph));
        assertEquals(5, lines.size());
        assertEquals(5, run.heard().size());
        assertEquals(TextureRun.HEARD_SECONDS, run.heard().get(2).clip().durationSeconds(), 1e-3);
    }

    private static List<Double> shares(Morph morph) {
        return morph.places().stream().map(Morph.Place::share).toList();
    }

    @Test
    void oneStepBackIsNoWay() {
        Morph.Place first = new Morph.Place(0, 0.2, 0.6);
        Morph.Place second = new Morph.Place(0.5, 0.3, 0.5);
        Morph.Place third = new Morph.Place(1, 0.4, 0.55);
        assertTrue(new Morph("a", "b", 1, List.of(first, second)).isMonotonic());
        assertFalse(new Morph("a", "b", 1, List.of(first, second, third)).isMonotonic());
        assertFalse(new Morph("a", "b", 1, List.of(second, first)).isMonotonic());
    }
}
