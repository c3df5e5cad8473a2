// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Steady rain on leaves and wet ground: the hiss of the far drops, the patter of single near ones,
 * and now and then a drip into a puddle. Nearly flat and nearly unmodulated, with a short-tailed
 * sparkle.
 */
final class Rain implements Sound {

    private static final double PATTER_PER_SECOND = 1_400;
    private static final double DRIPS_PER_SECOND = 3;
    private static final double HISS_LEVEL = 0.16;

    private final RandomSource hissNoise;
    private final RandomSource drops;
    private final OnePole hissFloor = new OnePole(250);
    private final OnePole hissRoof = new OnePole(5_000);
    private final Drift shower;
    private final Drift squall;
    private final PoissonClock patter;
    private final PoissonClock drips;
    private final ModeBank modes = new ModeBank();

    Rain(RandomSource random) {
        hissNoise = random.layer("hiss");
        drops = random.layer("drops");
        shower = new Drift(random.layer("shower"), 4);
        squall = new Drift(random.layer("squall"), 0.7);
        patter = new PoissonClock(random.layer("patter"));
        drips = new PoissonClock(random.layer("drips"));
    }

    @Override
    public double next() {
        double intensity = 1 + 0.08 * shower.next() + 0.06 * squall.next();
        if (patter.fires(PATTER_PER_SECOND * Math.max(0, intensity))) {
            drop();
        }
        if (drips.fires(DRIPS_PER_SECOND)) {
            drip();
        }
        double hiss = hissRoof.low(hissFloor.high(hissNoise.white()));
        return HISS_LEVEL * intensity * hiss + modes.next();
    }

    /**
     * Drops lie uniformly over the ground and sound falls with the distance, so levels follow a
     * power law with density a^-3, cut off where the nearest leaf is.
     */
    private void drop() {
        double level = drops.power(0.02, 0.26, 3);
        // A leaf or a stone answers for about a millisecond, somewhere within 0.7 to 10 kHz.
        for (int i = 0; i < 2; i++) {
            double seconds = drops.power(0.0003, 0.0015, 1);
            modes.strike(drops.power(700, 10_000, 1), level, seconds);
        }
        // One drop in four traps a bubble (H. C. Pumphrey et al., JASA 85, 1989), which rings
        // longer.
        if (drops.chance(0.25)) {
            modes.strike(drops.power(2_500, 9_000, 1), 0.7 * level, drops.power(0.002, 0.006, 1));
        }
    }

    /** Into a puddle: a large bubble, low and round, its pitch rising as it surfaces. */
    private void drip() {
        double hz = drops.power(500, 1_600, 1);
        double seconds = 14 / hz;
        modes.strike(hz, drops.power(0.04, 0.2, 2), seconds, 0.12 * hz / seconds);
    }
}
