// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A hall full of people talking: many speakers at different distances, none of whom can be made
 * out. Syllables beat at 3 to 6 Hz under a speech spectrum, softened by the room.
 */
final class Crowd implements Sound {

    private static final int TALKERS = 14;

    private final Talker[] talkers = new Talker[TALKERS];
    private final double[] direct = new double[TALKERS];
    private final Room hall = new Room(0.8, 2_800);
    private final RandomSource noise;
    private final OnePole air = new OnePole(300);
    private final OnePole distance = new OnePole(6_000);

    Crowd(RandomSource random) {
        noise = random.layer("air");
        for (int i = 0; i < TALKERS; i++) {
            talkers[i] = new Talker(random.layer("talker " + i), i % 2 == 0);
            // Uniform over the floor from 1.5 to 8 m away: direct sound falls as 1/distance,
            // what they send into the hall does not.
            double metres = Math.sqrt(2.25 + (64 - 2.25) * (i + 0.5) / TALKERS);
            direct[i] = 1.5 / metres;
        }
    }

    @Override
    public double next() {
        double near = 0;
        double all = 0;
        for (int i = 0; i < TALKERS; i++) {
            double voice = talkers[i].next();
            near += direct[i] * voice;
            all += voice;
        }
        double floor = 0.004 * air.low(noise.white());
        return distance.low(near + 0.10 * hall.next(all)) + floor;
    }
}
