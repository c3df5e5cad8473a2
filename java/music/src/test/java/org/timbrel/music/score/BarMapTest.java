// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars under every metre, with pickups and cut bars. */
class BarMapTest {

    private static void assertBar(long index, long start, long end, Bar bar) {
        assertEquals(List.of(index, start, end), List.of(bar.index(), bar.start(), bar.end()));
    }

    @Test
    void oneMetre() {
        BarMap bars = new BarMap(480, List.of(new Metre(0, 6, 8)));
        assertBar(0, 0, 1440, bars.at(0));
        assertBar(0, 0, 1440, bars.at(1439));
        assertBar(1, 1440, 2880, bars.at(1440));
        // Far beyond any table.
        assertBar(1L << 40, 1440L << 40, (1440L << 40) + 1440, bars.bar(1L << 40));
        assertEquals(0, bars.barsUntil(0));
        assertEquals(1, bars.barsUntil(1440));
        assertEquals(2, bars.barsUntil(1441));
    }

    @Test
    void aPickupIsAShortBar() {
        BarMap bars = new BarMap(480, List.of(new Metre(0, 1, 4), new Metre(480, 3, 4)));
        assertBar(0, 0, 480, bars.at(10));
        assertBar(1, 480, 1920, bars.at(480));
        assertBar(2, 1920, 3360, bars.bar(2));
        assertEquals(3, bars.at(1920).metre().numerator());
    }

    @Test
    void aMetreCutsTheBarItComesIn() {
        BarMap bars =
                new BarMap(
                        480,
                        List.of(new Metre(0, 4, 4), new Metre(2400, 5, 4), new Metre(4800, 2, 2)));
        assertBar(1, 1920, 2400, bars.at(2399));
        assertBar(2, 2400, 4800, bars.at(2400));
        assertBar(3, 4800, 6720, bars.at(5000));
        assertEquals(480, bars.bar(1).length());
    }

    @Test
    void ofSeveralAtATickTheLastCounts() {
        BarMap bars = new BarMap(1, List.of(Metre.DEFAULT, new Metre(0, 3, 4)));
        assertBar(1, 3, 6, bars.at(3));
    }

    @Test
    void barsFollowEachOtherWithoutAGap() {
        for (long seed = 0; seed < 200; seed++) {
            Score score = RandomScore.of(seed);
            BarMap bars = new BarMap(score);
            long tick = 0;
            long last = Math.min(score.end(), 100_000);
            for (long index = 0; tick <= last && index < 3000; index++) {
                Bar bar = bars.bar(index);
                assertEquals(tick, bar.start(), "seed " + seed + " bar " + index);
                assertTrue(bar.length() >= 1);
                assertEquals(bar, bars.at(bar.start()));
                assertEquals(bar, bars.at(bar.end() - 1));
                assertEquals(index + 1, bars.barsUntil(bar.end()));
                tick = bar.end();
            }
            for (Metre metre : score.metres()) {
                assertEquals(metre.tick(), bars.at(metre.tick()).start(), "a bar begins there");
            }
        }
    }

    @Test
    void noMetreAtTheBeginningIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> new BarMap(1, List.of(new Metre(1, 4, 4))));
        BarMap bars = new BarMap(1, List.of(Metre.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> bars.at(-1));
    }
}
