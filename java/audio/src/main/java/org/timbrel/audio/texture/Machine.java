// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A power loom in a mill: a cycle of blows at fixed moments, the whine of gears locked to it, a
 * pawl that drops every fourth turn, and the hall. The most regular of the set.
 */
final class Machine implements Sound {

    private static final double CYCLES_PER_SECOND = 2.6;
    // 75/8 turns a cycle: gears and blows come round together only every eighth time.
    private static final double SHAFT_TURNS_A_CYCLE = 75 / 8.0;
    private static final int GEAR_TEETH = 19;
    private static final int CYCLES_A_CLANK = 4;
    private static final int RATCHET_TEETH = 8;

    // Moment in the cycle, and which blow falls.
    private static final double[] BLOW_AT = {0.06, 0.34, 0.56, 0.84};
    private static final StruckObject[] BLOW = {
        StruckObject.LEFT_PICKER, StruckObject.REED, StruckObject.RIGHT_PICKER, StruckObject.REED
    };
    private static final double[] BLOW_LEVEL = {0.40, 0.36, 0.35, 0.26};

    private final RandomSource random;
    private final RandomSource noise;
    private final double speed;
    private final Drift load;
    private final Drift jitter;
    private final StateVariableFilter belt = new StateVariableFilter(2_000, 0.5);
    private final Room hall = new Room(0.9, 3_500);
    private final ModeBank modes = new ModeBank();
    private double cycle;
    private double cycleOfBlow;
    private double shaft;
    private int blow;
    private int tick;
    private int turn;

    Machine(RandomSource random) {
        this.random = random.layer("blows");
        noise = random.layer("belt");
        load = new Drift(random.layer("load"), 2);
        jitter = new Drift(random.layer("jitter"), 0.08);
        speed = CYCLES_PER_SECOND * this.random.uniform(0.96, 1.04);
        cycleOfBlow = momentOf(0);
    }

    @Override
    public double next() {
        double step =
                speed
                        * (1 + 0.006 * load.next() + 0.004 * jitter.next())
                        / ProceduralTexture.SAMPLE_RATE_HZ;
        cycle += step;
        shaft += step * SHAFT_TURNS_A_CYCLE;
        if (cycle >= 1) {
            beginCycle();
        }
        if (blow < BLOW.length && cycle >= cycleOfBlow) {
            BLOW[blow].strike(modes, random, BLOW_LEVEL[blow] * random.logNormal(0.12));
            blow++;
            cycleOfBlow = momentOf(blow);
        }
        if (cycle * RATCHET_TEETH >= tick) {
            StruckObject.RATCHET.strike(modes, random, 0.07 * random.logNormal(0.15));
            tick++;
        }
        double dry = modes.next() + whine() + belt();
        return dry + 0.22 * hall.next(dry);
    }

    private void beginCycle() {
        cycle -= 1;
        tick = 0;
        blow = 0;
        cycleOfBlow = momentOf(0);
        shaft -= (long) shaft;
        turn = (turn + 1) % CYCLES_A_CLANK;
        if (turn == 0) {
            StruckObject.PAWL.strike(modes, random, 0.22 * random.logNormal(0.15));
        }
    }

    /** A blow is 2 ms early or late: half a percent of the cycle. */
    private double momentOf(int index) {
        return index < BLOW.length ? BLOW_AT[index] + 0.005 * random.gaussian() : 1;
    }

    /** Tooth-mesh tone and harmonics, louder under load and uneven once a turn of the shaft. */
    private double whine() {
        double mesh = shaft * GEAR_TEETH;
        double uneven = 1 + 0.35 * Sine.ofTurns(shaft);
        double loaded = 1 + 0.4 * Sine.ofTurns(cycle + 0.9);
        double tone =
                Sine.ofTurns(mesh)
                        + 0.5 * Sine.ofTurns(2 * mesh)
                        + 0.3 * Sine.ofTurns(3 * mesh)
                        + 0.12 * Sine.ofTurns(5 * mesh);
        double motor = Sine.ofTurns(2 * shaft) + 0.5 * Sine.ofTurns(4 * shaft);
        return 0.022 * uneven * loaded * tone + 0.035 * motor;
    }

    private double belt() {
        double rub = 1 + 0.5 * Sine.ofTurns(2 * cycle + 0.2);
        return 0.06 * rub * rub * belt.band(noise.white());
    }
}
