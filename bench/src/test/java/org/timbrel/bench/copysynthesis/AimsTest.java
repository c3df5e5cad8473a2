// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AimsTest {

    private static Aim find(List<Aim> aims, String what) {
        return aims.stream().filter(aim -> aim.what().startsWith(what)).findFirst().orElseThrow();
    }

    @Test
    void aLimitIsMetFromTheRightSide() {
        assertTrue(Aim.atMost(2, "dB", "x", 2.0, "").met());
        assertFalse(Aim.atMost(2, "dB", "x", 2.01, "").met());
        assertTrue(Aim.atLeast(2, "dB", "x", 2.0, "").met());
        assertFalse(Aim.atLeast(2, "dB", "x", 1.99, "").met());
        assertFalse(Aim.atMost(2, "dB", "x", null, "").met());
        assertFalse(Aim.atMost(2, "dB", "x", Double.NaN, "").met());
    }

    /** Griffin-Lim is nearer, but needs the whole file. */
    @Test
    void texturesAreHeldToTheNearestMethodThatStreams() {
        List<Aim> aims =
                Aims.of(
                        List.of(
                                copy("texture/griffin-lim", 0.1, 1),
                                copy("texture/phase", 0.3, 2),
                                copy("texture/noise", 0.2, 3)),
                        List.of(),
                        new Aims.Beside(null, null, null));
        Aim ts = find(aims, "textures, streamed: TS");
        assertEquals(0.2, ts.reached());
        assertEquals("texture/noise", ts.where());
        // Of the same method, not the least of any.
        assertEquals(3, find(aims, "textures, streamed: LM").reached());
        assertEquals(20, find(aims, "that vocoder, one core").reached(), 1e-12);
        assertNull(find(aims, "pitched sounds: LM").reached());
        assertNull(find(aims, "MFCC").reached());
    }

    @Test
    void phasesOfAFolderOfSpeechComeBeforeThoseOfTheMadeOne() {
        PhaseResult made = new PhaseResult("pitched", "speech", "offline", 0, 20, 1);
        PhaseResult hasty = new PhaseResult("speech", "b", "real-time", 0, 10, 1);
        PhaseResult first = new PhaseResult("speech", "a", "offline", 0, 30, 1);
        PhaseResult second = new PhaseResult("speech", "b", "offline", 0, 40, 1);
        Aims.Beside none = new Aims.Beside(null, null, null);
        String what = "phases from exact magnitudes";
        assertEquals(20, find(Aims.of(List.of(), List.of(made), none), what).reached());
        List<Aim> both = Aims.of(List.of(), List.of(made, hasty, first, second), none);
        assertEquals(35, find(both, what).reached());
    }

    private static CopyResult copy(String method, double ts, double lm) {
        return SetMeansTest.result(
                SoundSets.TEXTURES, method, 20, 1, Map.of(Measure.TS, ts, Measure.LM, lm));
    }
}
