// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Surf on a sandy beach: a wave every 6 to 12 seconds over the rumble of the far ones. Each swells,
 * breaks at several places with a crash that brightens, and runs back with fizzing foam.
 */
final class Surf implements Sound {

    private static final double SHORTEST_WAIT_SECONDS = 6;
    private static final double LONGEST_WAIT_SECONDS = 12;
    // Three can overlap, since none lasts longer than two of the shortest waits.
    private static final int WAVES = 3;

    private final RandomSource timing;
    private final RandomSource noise;
    private final StateVariableFilter distance = new StateVariableFilter(450, 0.5);
    private final OnePole farHiss = new OnePole(3_000);
    private final Drift farSurf;
    private final BreakingWave[] waves = new BreakingWave[WAVES];
    private double secondsToNext;
    private int nextWave;

    Surf(RandomSource random) {
        timing = random.layer("timing");
        noise = random.layer("distance");
        farSurf = new Drift(random.layer("far surf"), 1.2);
        for (int i = 0; i < WAVES; i++) {
            waves[i] = new BreakingWave(random.layer("wave " + i));
        }
        // The beach was there before us: two waves are already under way.
        double age = timing.uniform(0, SHORTEST_WAIT_SECONDS);
        double wait = wait(timing);
        waves[0].begin(age + wait(timing));
        waves[1].begin(age);
        nextWave = 2;
        secondsToNext = Math.max(0, wait - age);
    }

    @Override
    public double next() {
        secondsToNext -= 1.0 / ProceduralTexture.SAMPLE_RATE_HZ;
        if (secondsToNext <= 0) {
            waves[nextWave].begin(0);
            nextWave = (nextWave + 1) % WAVES;
            secondsToNext = wait(timing);
        }
        double far = Math.max(0, 1 + 0.3 * farSurf.next());
        double white = noise.white();
        double sum = far * (0.12 * distance.low(white) + 0.022 * farHiss.low(white));
        for (BreakingWave wave : waves) {
            sum += wave.next();
        }
        return sum;
    }

    private static double wait(RandomSource timing) {
        return timing.uniform(SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS);
    }
}
