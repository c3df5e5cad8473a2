// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StepCostsTest {

    @Test
    void knowsNothingAtFirst() {
        assertEquals(0, new StepCosts(4).nanos(3));
    }

    @Test
    void guessesThatEachStreamCostsTheSame() {
        StepCosts costs = new StepCosts(64);
        costs.measured(2, 10, 1000);
        assertEquals(100, costs.nanos(2));
        assertEquals(3200, costs.nanos(64));
        assertEquals(100, costs.nanos(1));
    }

    /** On a graphics card more streams cost the same. */
    @Test
    void guessesNoMoreThanMoreStreamsCost() {
        StepCosts costs = new StepCosts(64);
        costs.measured(2, 10, 1000);
        costs.measured(32, 10, 1200);
        assertEquals(120, costs.nanos(16));
        assertEquals(240, costs.nanos(64));
    }

    /** What is higher once is the neighbours' doing; what is lower is possible. */
    @Test
    void believesWhatIsLowerSooner() {
        StepCosts costs = new StepCosts(1);
        costs.measured(1, 1, 100);
        costs.measured(1, 1, 1100);
        assertEquals(200, costs.nanos(1), 1e-9);
        costs.measured(1, 1, 100);
        assertEquals(150, costs.nanos(1), 1e-9);
        for (int k = 0; k < 300; k++) {
            costs.measured(1, 1, 500);
        }
        assertEquals(500, costs.nanos(1), 1e-6);
    }

    @Test
    void knowsHowManyAreWorthwhile() {
        StepCosts processor = new StepCosts(64);
        processor.measured(1, 1, 9000);
        processor.measured(2, 1, 13_000);
        processor.measured(4, 1, 18_600);
        processor.measured(64, 1, 300_000);
        assertEquals(4, processor.worthwhile(64));
        assertEquals(2, processor.worthwhile(2));
        assertEquals(1, processor.worthwhile(1));
        StepCosts card = new StepCosts(64);
        card.measured(1, 1, 40_000);
        card.measured(64, 1, 42_000);
        assertEquals(59, card.worthwhile(64));
        assertEquals(1, new StepCosts(8).worthwhile(8));
    }
}
