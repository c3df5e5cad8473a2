// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A brook: bubbles of all sizes, each a tone that dies away while its pitch rises, in spots that
 * gurgle at their own pace, over a little turbulence.
 */
final class Stream implements Sound {

    // M. Minnaert (1933): a bubble of radius r metres in water rings at 3.26/r hertz.
    private static final double MINNAERT = 3.26;

    private final RandomSource noise;
    private final StateVariableFilter wash = new StateVariableFilter(700, 0.5);
    private final StateVariableFilter splash = new StateVariableFilter(3_000, 0.6);
    private final OnePole rush = new OnePole(250);
    private final Drift surge;
    private final Spot[] spots;

    Stream(RandomSource random) {
        noise = random.layer("noise");
        surge = new Drift(random.layer("surge"), 0.4);
        spots =
                new Spot[] {
                    new Spot(random.layer("pool"), 0.0035, 0.0080, 12, 1.7, 0.9),
                    new Spot(random.layer("step"), 0.0015, 0.0045, 110, 3.1, 0.8),
                    new Spot(random.layer("riffle"), 0.0008, 0.0022, 450, 5.3, 0.5),
                };
    }

    @Override
    public double next() {
        double white = noise.white();
        double surging = Math.max(0.3, 1 + 0.2 * surge.next());
        double sum =
                surging
                        * (0.06 * wash.band(white)
                                + 0.035 * splash.band(white)
                                + 0.04 * rush.low(white));
        for (Spot spot : spots) {
            sum += spot.next();
        }
        return sum;
    }

    /** A place where water falls in and drags air under. */
    private static final class Spot {

        private final RandomSource random;
        private final double smallest;
        private final double largest;
        private final double bubblesPerSecond;
        private final double gurglesPerSecond;
        private final double gurgleDepth;
        private final Drift pace;
        private final Drift flow;
        private final PoissonClock clock;
        private final ModeBank bubbles = new ModeBank();
        private double gurgle;

        Spot(
                RandomSource random,
                double smallestMetres,
                double largestMetres,
                double bubblesPerSecond,
                double gurglesPerSecond,
                double gurgleDepth) {
            this.random = random;
            this.smallest = smallestMetres;
            this.largest = largestMetres;
            this.bubblesPerSecond = bubblesPerSecond;
            this.gurglesPerSecond = gurglesPerSecond;
            this.gurgleDepth = gurgleDepth;
            pace = new Drift(random.layer("pace"), 0.3);
            flow = new Drift(random.layer("flow"), 1);
            clock = new PoissonClock(random.layer("clock"));
            gurgle = random.uniform();
        }

        double next() {
            double pacing = Math.max(0.2, 1 + 0.3 * pace.next());
            gurgle += gurglesPerSecond * pacing / ProceduralTexture.SAMPLE_RATE_HZ;
            gurgle -= (long) gurgle;
            double swell = 1 + gurgleDepth * Sine.ofTurns(gurgle);
            double flowing = Math.max(0.1, 1 + 0.35 * flow.next());
            if (clock.fires(bubblesPerSecond * swell * flowing)) {
                bubble();
            }
            return bubbles.next();
        }

        /**
         * K. van den Doel, "Physically based models for liquid sounds" (2005): damping 0.13/r +
         * 0.0072 r^-1.5 a second, level growing with r times how deep it was born, pitch rising by
         * a share of itself within a decay time.
         */
        private void bubble() {
            double radius = random.power(smallest, largest, 1.5);
            double hz = MINNAERT / radius;
            double relative = radius / 0.003;
            double damping = 0.13 / radius + 0.0072 / (radius * Math.sqrt(radius));
            double depth = random.power(0.1, 1, 1.3);
            double level = 0.12 * depth * relative;
            double rise = random.chance(0.4) ? random.uniform(0.05, 0.25) : 0.02;
            bubbles.strike(hz, level, 1 / damping, rise * hz * damping);
        }
    }
}
