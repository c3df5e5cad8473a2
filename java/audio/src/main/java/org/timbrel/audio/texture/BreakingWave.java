// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/** One wave of the surf, from the first swell to the last of its foam, 12 seconds later. */
final class BreakingWave implements Sound {

    static final double LIFE_SECONDS = 12;

    private static final double BREAK_AT_SECONDS = 3.2;
    private static final int BREAKERS = 3;
    private static final double STEP_SECONDS =
            (double) Drift.STEP_SAMPLES / ProceduralTexture.SAMPLE_RATE_HZ;

    private final RandomSource random;
    private final RandomSource noise;
    private final RandomSource foam;
    private final StateVariableFilter swell = new StateVariableFilter(150, 0.7);
    private final StateVariableFilter crash = new StateVariableFilter(800, 0.6);
    private final OnePole crashFloor = new OnePole(120);
    private final OnePole fizzFloor = new OnePole(3_000);
    private final Drift tumbling;
    private final PoissonClock popping;
    private final ModeBank bubbles = new ModeBank();

    private final double[] breakAt = new double[BREAKERS];
    private final double[] breakLevel = new double[BREAKERS];
    private double size;
    private double onset;
    private double collapse;
    private double age = LIFE_SECONDS;
    private int untilStep;
    private double swellLevel;
    private double crashLevel;
    private double fizzLevel;

    BreakingWave(RandomSource random) {
        this.random = random;
        noise = random.layer("noise");
        foam = random.layer("foam");
        tumbling = new Drift(random.layer("tumbling"), 0.04);
        popping = new PoissonClock(random.layer("popping"));
    }

    void begin(double ageSeconds) {
        age = ageSeconds;
        untilStep = 0;
        size = random.logNormal(0.12);
        // Some plunge, some spill.
        onset = random.uniform(0.2, 0.45);
        collapse = random.uniform(1.2, 1.8);
        double at = BREAK_AT_SECONDS;
        for (int i = 0; i < BREAKERS; i++) {
            breakAt[i] = at;
            breakLevel[i] = random.uniform(0.7, 1);
            // The crest breaks along the beach, a little later at each place.
            at += random.uniform(0.15, 0.8);
        }
    }

    @Override
    public double next() {
        if (age >= LIFE_SECONDS) {
            return 0;
        }
        if (untilStep == 0) {
            untilStep = Drift.STEP_SAMPLES;
            step();
            age += STEP_SECONDS;
        }
        untilStep--;
        double white = noise.white();
        double sum = swellLevel * swell.low(white);
        double tumble = Math.max(0.3, 1 + 0.2 * tumbling.next());
        sum += crashLevel * tumble * crashFloor.high(crash.low(white));
        sum += fizzLevel * fizzFloor.high(white);
        // Foam: about a thousand bubbles a second burst, each a click of half a millisecond.
        if (popping.fires(30_000 * fizzLevel)) {
            double level = 0.02 * size * foam.power(0.5, 4, 3);
            bubbles.strike(foam.power(2_500, 9_000, 1), level, 0.0006);
        }
        return sum + bubbles.next();
    }

    private void step() {
        double sinceBreak = age - BREAK_AT_SECONDS;
        // Both ends of the life are silent, so that a wave comes and goes without a step.
        double ends = Math.min(1, Math.min(age, LIFE_SECONDS - age));
        double growing = Math.min(1, age / BREAK_AT_SECONDS);
        swellLevel = 1.1 * size * ends * growing * growing * decay(sinceBreak, 1.6);
        double level = 0;
        for (int i = 0; i < BREAKERS; i++) {
            double since = age - breakAt[i];
            level += breakLevel[i] * attack(since, onset) * decay(since, collapse);
        }
        crashLevel = 0.34 * size * ends * level;
        // The brighter, the louder: air is beaten in while it breaks and escapes afterwards.
        crash.tune(350 + 5_500 * Math.sqrt(Math.min(1.5, level)), 0.6);
        double sinceRunUp = sinceBreak - 0.5;
        fizzLevel = 0.07 * size * ends * attack(sinceRunUp, 0.9) * decay(sinceRunUp, 2.4);
    }

    private static double attack(double seconds, double constant) {
        return seconds <= 0 ? 0 : 1 - StrictMath.exp(-seconds / constant);
    }

    private static double decay(double seconds, double constant) {
        return seconds <= 0 ? 1 : StrictMath.exp(-seconds / constant);
    }
}
