// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A wood fire: crackles in clusters with heavy-tailed levels, flames that lap at a few hertz, and
 * the uneven hiss of steam. The most impulsive of the set.
 */
final class Fire implements Sound {

    private static final double LONE_CRACKLES_PER_SECOND = 14;
    private static final double CLUSTERS_PER_SECOND = 2.2;
    private static final double POPS_PER_SECOND = 0.35;

    private static final double CLUSTER_DECAY =
            StrictMath.exp(-1 / (0.06 * ProceduralTexture.SAMPLE_RATE_HZ));

    private final RandomSource flameNoise;
    private final RandomSource hissNoise;
    private final RandomSource sparks;
    private final StateVariableFilter flame = new StateVariableFilter(70, 0.6);
    private final OnePole flameRoof = new OnePole(450);
    private final StateVariableFilter hiss = new StateVariableFilter(3_500, 0.5);
    // A fire half a metre wide puffs at 1.5/√0.5 = 2.1 Hz (B. M. Cetegen, T. A. Ahmed, 1993).
    private final StateVariableFilter puffing = new StateVariableFilter(2.1, 1.2);
    private final Drift flicker;
    private final Drift draught;
    private final Drift steam;
    private final Drift liveliness;
    private final PoissonClock crackles;
    private final PoissonClock clusters;
    private final PoissonClock pops;
    private final ModeBank modes = new ModeBank();
    private double cluster;

    Fire(RandomSource random) {
        flameNoise = random.layer("flame");
        hissNoise = random.layer("hiss");
        sparks = random.layer("sparks");
        flicker = new Drift(random.layer("flicker"), 0.03);
        draught = new Drift(random.layer("draught"), 1.5);
        steam = new Drift(random.layer("steam"), 1);
        liveliness = new Drift(random.layer("liveliness"), 2.5);
        crackles = new PoissonClock(random.layer("crackles"));
        clusters = new PoissonClock(random.layer("clusters"));
        pops = new PoissonClock(random.layer("pops"));
    }

    @Override
    public double next() {
        double lively = Math.max(0.2, 1 + 0.4 * liveliness.next());
        if (clusters.fires(CLUSTERS_PER_SECOND * lively)) {
            // A splitting log: up to 150 crackles a second, dying out within a fifth of a second.
            cluster = sparks.uniform(40, 150);
        }
        cluster *= CLUSTER_DECAY;
        if (crackles.fires(LONE_CRACKLES_PER_SECOND * lively + cluster)) {
            crackle(0.10 * sparks.logNormal(0.85));
        }
        if (pops.fires(POPS_PER_SECOND)) {
            pop(0.2 * sparks.logNormal(0.5));
        }
        return flames() + steam() + modes.next();
    }

    private double flames() {
        double puff = puffing.band(1.6 * flicker.next());
        double lap = Math.max(0.15, 1 + 0.35 * puff + 0.15 * draught.next());
        return 0.65 * lap * lap * flameRoof.low(flame.band(flameNoise.white()));
    }

    private double steam() {
        double jet = Math.max(0, 0.5 + steam.next());
        return (0.025 + 0.006 * jet * jet) * hiss.band(hissNoise.white());
    }

    /** Wood tearing: a few modes of a splinter, millimetres long, between 1 and 12 kHz. */
    private void crackle(double level) {
        double centre = sparks.power(1_200, 6_500, 1);
        double seconds = sparks.power(0.0004, 0.003, 1);
        for (int i = 0; i < 4; i++) {
            double hz = centre * sparks.power(0.6, 1.9, 1);
            modes.strike(hz, level * sparks.white(), seconds);
        }
    }

    /** A pocket of gas bursting: deeper, longer, with splinters in its wake. */
    private void pop(double level) {
        double hz = sparks.power(250, 900, 1);
        modes.strike(hz, level, 0.008);
        modes.strike(1.7 * hz, 0.6 * level, 0.005);
        crackle(level);
        cluster += 60;
    }
}
