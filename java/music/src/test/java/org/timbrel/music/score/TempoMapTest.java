// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seconds of ticks are exact, and ticks come back from them. */
class TempoMapTest {

    @Test
    void closedForm() {
        TempoMap map =
                new TempoMap(
                        480,
                        List.of(
                                Tempo.DEFAULT,
                                new Tempo(960, 1_000_000),
                                new Tempo(1440, 250_000)));
        assertEquals(0, map.seconds(0));
        assertEquals(0.5, map.seconds(480));
        assertEquals(1, map.seconds(960));
        assertEquals(1.5, map.seconds(1200));
        assertEquals(2, map.seconds(1440));
        assertEquals(2.25, map.seconds(1920));
        assertEquals(1200, map.tick(1.5));
        assertEquals(1200.5, map.position(1.5 + 0.5 / 480), 1e-9);
        assertEquals(500_000, map.microsPerQuarter(959));
        assertEquals(1_000_000, map.microsPerQuarter(960));
    }

    /** Against sums in decimals, over tempos that change at every few ticks. */
    @Test
    void exactHoweverOftenTheTempoChanges() {
        Random random = new Random(1);
        List<Tempo> tempos = new ArrayList<>();
        long tick = 0;
        for (int i = 0; i < 5000; i++) {
            tempos.add(new Tempo(tick, 1 + random.nextInt(Tempo.MAX_MICROS)));
            tick += 1 + random.nextInt(1000);
        }
        int ticksPerQuarter = 479;
        TempoMap map = new TempoMap(ticksPerQuarter, tempos);
        BigDecimal micros = BigDecimal.ZERO;
        BigDecimal divisor = BigDecimal.valueOf(1_000_000L * ticksPerQuarter);
        for (int i = 0; i + 1 < tempos.size(); i++) {
            double expected = micros.divide(divisor, MathContext.DECIMAL128).doubleValue();
            // Two roundings: of the sum, and of the quotient.
            assertEquals(expected, map.seconds(tempos.get(i).tick()), 2 * Math.ulp(expected));
            long span = tempos.get(i + 1).tick() - tempos.get(i).tick();
            micros =
                    micros.add(
                            BigDecimal.valueOf(span)
                                    .multiply(
                                            BigDecimal.valueOf(tempos.get(i).microsPerQuarter())));
        }
    }

    @Test
    void ticksComeBackFromSeconds() {
        for (long seed = 0; seed < 200; seed++) {
            Score score = RandomScore.of(seed);
            TempoMap map = new TempoMap(score);
            double before = -1;
            for (long tick = 0; tick <= score.end(); tick += 1 + score.end() / 500) {
                double seconds = map.seconds(tick);
                assertTrue(seconds > before, "later ticks are later");
                assertEquals(tick, map.tick(seconds), "seed " + seed);
                before = seconds;
            }
        }
    }

    @Test
    void ofSeveralAtATickTheLastCounts() {
        TempoMap map = new TempoMap(1, List.of(Tempo.DEFAULT, new Tempo(0, 2_000_000)));
        assertEquals(2, map.seconds(1));
        assertEquals(1, map.tick(2));
        assertEquals(2_000_000, map.microsPerQuarter(0));
    }

    @Test
    void noTempoAtTheBeginningIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new TempoMap(1, List.of(new Tempo(1, 500_000))));
        TempoMap map = new TempoMap(1, List.of(Tempo.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> map.seconds(-1));
    }
}
