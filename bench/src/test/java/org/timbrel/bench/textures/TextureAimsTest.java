// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.timbrel.bench.copysynthesis.Aim;

class TextureAimsTest {

    private final List<TextureResult> results = new ArrayList<>();

    private void add(
            String sound, TextureSystem system, long seed, double ts, double mod, double share) {
        results.add(
                new TextureResult(
                        sound,
                        system.label(),
                        seed,
                        60,
                        sound.equals("rain") ? 30 : 70,
                        0.5 * seed,
                        Map.of(
                                TextureMeasure.TS,
                                ts,
                                TextureMeasure.MODULATION,
                                mod,
                                TextureMeasure.BLOCKS_SHARE,
                                share),
                        new Drift(60, -0.1 * seed, 0.1, 0.2)));
    }

    private static Aim aim(List<Aim> aims, String what) {
        return aims.stream().filter(aim -> aim.what().contains(what)).findFirst().orElseThrow();
    }

    private void twoTextures() {
        for (String sound : List.of("rain", "fire")) {
            add(sound, TextureSystem.FLOOR, 1, 0.4, 1.0, 100);
            add(sound, TextureSystem.COPY, 1, 0.5, 1.1, 0);
            add(sound, TextureSystem.VAR_RUNS, 1, 0.52, 2.5, 90);
            add(sound, TextureSystem.VAR_RUNS, 2, 0.54, 2.5, 90);
            add(sound, TextureSystem.BANK, 1, sound.equals("rain") ? 0.48 : 0.54, 1.3, 99);
            add(sound, TextureSystem.BANK, 2, sound.equals("rain") ? 0.50 : 0.56, 1.5, 85);
        }
    }

    @Test
    void meansOverSeedsAndTexturesAreHeldAgainstTheAims() {
        twoTextures();
        List<Aim> aims = TextureAims.of(results, List.of());
        assertEquals(0.02, aim(aims, "TS above").reached(), 1e-12);
        assertFalse(aim(aims, "TS above").met());
        Aim better = aim(aims, "lower TS than var-runs");
        assertEquals(1, better.reached());
        assertEquals(2, better.limit());
        assertFalse(better.met());
        assertTrue(better.where().endsWith("not fire"), better.where());
        assertEquals(0.4, aim(aims, "modulation").reached(), 1e-12);
        assertTrue(aim(aims, "modulation").met());
        assertEquals(92, aim(aims, "originality").reached());
        assertEquals(70, aim(aims, "training").reached());
        assertFalse(aim(aims, "training").met());
        // 60 s in a mean of 0.75 s.
        assertEquals(80, aim(aims, "one core").reached(), 1e-12);
    }

    @Test
    void onlyAnHourIsAnHour() {
        twoTextures();
        Drift much = new Drift(3600, -0.2, 0.05, 0.01);
        String ours = TextureSystem.BANK.label();
        List<LongDrift> drifts =
                List.of(
                        new LongDrift("rain", ours, new Drift(3600, 0.02, 0.03, -0.05)),
                        new LongDrift("fire", ours, much),
                        new LongDrift("fire", ours, new Drift(600, 9, 9, 9)),
                        new LongDrift("fire", "mdn", new Drift(3600, 9, 9, 9)));
        List<Aim> aims = TextureAims.of(results, drifts);
        assertEquals(5, aim(aims, "hour, TexStat").reached(), 1e-12);
        assertEquals(20, aim(aims, "hour, level").reached(), 1e-12);
        assertFalse(aim(aims, "hour, level").met());
        assertEquals("most: fire", aim(aims, "hour, spectrum").where());
    }

    @Test
    void whatDidNotRunIsNotMeasured() {
        add("rain", TextureSystem.VAR_RUNS, 1, 0.5, 1, 90);
        for (Aim aim : TextureAims.of(results, List.of())) {
            assertNull(aim.reached(), aim.what());
            assertFalse(aim.met());
        }
    }

    @Test
    void sixOfEightIsAsked() {
        for (int k = 0; k < 8; k++) {
            add("sound " + k, TextureSystem.VAR_RUNS, 1, 0.5, 1, 90);
            add("sound " + k, TextureSystem.BANK, 1, k < 6 ? 0.4 : 0.6, 1, 90);
        }
        Aim better = aim(TextureAims.of(results, List.of()), "lower TS than var-runs");
        assertEquals(6, better.limit());
        assertEquals("of 8", better.unit());
        assertTrue(better.met());
    }

    @Test
    void driftsWithoutASignDoNotCancel() {
        add("rain", TextureSystem.BANK, 1, 0.5, 1, 90);
        add("fire", TextureSystem.BANK, -1, 0.5, 1, 90);
        TextureResult mean = TextureMeans.overSounds(results).get(0);
        // A tenth less and a tenth more, as ratios.
        assertEquals(Math.sqrt(1.1 / 0.9) - 1, mean.drift().level(), 1e-12);
        assertEquals(TextureMeans.SOUND, mean.sound());
        assertEquals(-0.1, TextureMeans.overSeeds(results).get(0).drift().level(), 1e-12);
    }
}
