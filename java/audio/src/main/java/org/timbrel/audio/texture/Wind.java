// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Wind around a house: a roar that brightens with the speed of the air, hollows that resonate, a
 * whistle in the strong gusts, leaves. Everything follows one gusty speed, each part with its own
 * lag.
 */
final class Wind implements Sound {

    private static final double[] HOLLOWS_HZ = {170, 300, 470, 760, 1_150};
    private static final double[] HOLLOWS_Q = {5, 9, 12, 16, 20};
    private static final double[] HOLLOWS_LEVEL = {0.7, 0.8, 0.75, 0.5, 0.3};
    private static final double WHISTLE_HZ = 1_500;

    private final Gusts gusts;
    private final RandomSource noise;
    private final OnePole roarFloor = new OnePole(40);
    private final StateVariableFilter roar = new StateVariableFilter(300, 0.6);
    private final Hollow[] hollows = new Hollow[HOLLOWS_HZ.length];
    private final Hollow whistle;
    private final OnePole leavesFloor = new OnePole(2_200);
    private final OnePole leavesRoof = new OnePole(5_000);
    private final Drift flutter;
    private int untilRetuned;

    Wind(RandomSource random) {
        gusts = new Gusts(random.layer("gusts"));
        noise = random.layer("noise");
        for (int i = 0; i < hollows.length; i++) {
            // Farther from the windward side, later in the gust: 0.1 to 0.9 s.
            hollows[i] =
                    new Hollow(
                            random.layer("hollow " + i),
                            HOLLOWS_HZ[i],
                            HOLLOWS_Q[i],
                            0.1 + 0.2 * i);
        }
        whistle = new Hollow(random.layer("whistle"), WHISTLE_HZ, 60, 0.3);
        flutter = new Drift(random.layer("flutter"), 0.05);
    }

    @Override
    public double next() {
        double speed = gusts.next();
        boolean retune = untilRetuned == 0;
        untilRetuned = retune ? Drift.STEP_SAMPLES - 1 : untilRetuned - 1;
        if (retune) {
            roar.tune(300 * speed, 0.6);
        }
        // Pressure grows with the square of the speed.
        double sum = 0.9 * speed * speed * roarFloor.high(roar.low(noise.white()));
        for (int i = 0; i < hollows.length; i++) {
            sum += HOLLOWS_LEVEL[i] * hollows[i].next(speed, 0, retune);
        }
        sum += 1.6 * whistle.next(speed, 1.1, retune);
        double leaves = leavesRoof.low(leavesFloor.high(noise.white()));
        double rustle = Math.max(0, 1 + 0.5 * flutter.next());
        return sum + 0.03 * speed * speed * speed * rustle * leaves;
    }

    /** Air speed around 1, always positive: turbulence on four time scales. */
    private static final class Gusts {

        private static final double[] SECONDS = {0.1, 0.25, 0.6, 1.4};
        private static final double SPREAD = 0.18;

        private final Drift[] eddies = new Drift[SECONDS.length];
        private final double[] weights = new double[SECONDS.length];

        Gusts(RandomSource random) {
            double power = 0;
            for (int i = 0; i < SECONDS.length; i++) {
                eddies[i] = new Drift(random.layer("eddy " + i), SECONDS[i]);
                // Kolmogorov: speeds differ by the cube root of the distance between two points.
                weights[i] = StrictMath.pow(SECONDS[i], 1 / 3.0);
                power += weights[i] * weights[i];
            }
            for (int i = 0; i < SECONDS.length; i++) {
                weights[i] *= SPREAD / Math.sqrt(power);
            }
        }

        double next() {
            double sum = 0;
            for (int i = 0; i < eddies.length; i++) {
                sum += weights[i] * eddies[i].next();
            }
            return exp(sum);
        }

        /** e^x for small x within 0.1 %, a fraction of the cost of {@link StrictMath#exp}. */
        private static double exp(double x) {
            double y = 1 + x / 16 + x * x / 512;
            double y2 = y * y;
            double y4 = y2 * y2;
            double y8 = y4 * y4;
            return y8 * y8;
        }
    }

    /** A resonance whose pitch wanders and rises with the speed that reaches it. */
    private static final class Hollow {

        private final RandomSource noise;
        private final double hz;
        private final double q;
        private final StateVariableFilter resonance;
        private final OnePole lag;
        private final Drift wander;

        Hollow(RandomSource random, double hz, double q, double lagSeconds) {
            noise = random.layer("noise");
            this.hz = hz;
            this.q = q;
            resonance = new StateVariableFilter(hz, q);
            lag = OnePole.lag(lagSeconds);
            wander = new Drift(random.layer("wander"), 0.5);
        }

        double next(double speed, double threshold, boolean retune) {
            double here = lag.low(speed);
            double bend = wander.next();
            if (retune) {
                resonance.tune(hz * Math.sqrt(here) * Math.max(0.5, 1 + 0.09 * bend), q);
            }
            double excess = Math.max(0, here - threshold);
            // A narrow band lets less noise through: √q evens that out.
            return excess * excess * Math.sqrt(q) * 0.3 * resonance.band(noise.white());
        }
    }
}
