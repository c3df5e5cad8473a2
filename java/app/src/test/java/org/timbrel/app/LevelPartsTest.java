// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Band passes of levels against what their formula says of sines. */
class LevelPartsTest {

    private static final double FRAMES_PER_SECOND = 344.53125;

    @Test
    void findsNoMovementInWhatStays() {
        LevelParts splitter = new LevelParts(2, FRAMES_PER_SECOND);
        double[][] parts = new double[LevelParts.MOVING + 1][2];
        for (int t = 0; t < 1000; t++) {
            splitter.split(new double[] {-40, -80}, parts);
            for (int k = 0; k < LevelParts.MOVING; k++) {
                assertEquals(0, parts[k][0], 1e-9, "part " + k);
                assertEquals(0, parts[k][1], 1e-9, "part " + k);
            }
            assertEquals(-40, parts[LevelParts.MOVING][0], 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void letsTheMiddleOfAnOctaveThroughAsItIs(int part) {
        double hz = Math.sqrt(0.5) * (1 << part);
        LevelParts splitter = new LevelParts(1, FRAMES_PER_SECOND);
        double[][] parts = new double[LevelParts.MOVING + 1][1];
        int settled = (int) (10 * FRAMES_PER_SECOND);
        for (int t = 0; t < 2 * settled; t++) {
            double level = 3 * Math.sin(2 * Math.PI * hz * t / FRAMES_PER_SECOND);
            splitter.split(new double[] {level}, parts);
            if (t > settled) {
                // Gain 1 and phase 0; what it began with has died away.
                assertEquals(level, parts[part][0], 1e-3);
            }
        }
    }

    @Test
    void hasNoPartsFasterThanFramesCome() {
        LevelParts splitter = new LevelParts(1, 10);
        double[][] parts = new double[LevelParts.MOVING + 1][1];
        double[] most = new double[LevelParts.MOVING];
        for (int t = 0; t < 1000; t++) {
            splitter.split(new double[] {t % 2}, parts);
            for (int k = 0; k < most.length; k++) {
                most[k] = Math.max(most[k], Math.abs(parts[k][0]));
            }
        }
        assertEquals(0, most[3], 0, "5.7 Hz of 5");
        assertEquals(0, most[5], 0, "23 Hz of 5");
    }
}
