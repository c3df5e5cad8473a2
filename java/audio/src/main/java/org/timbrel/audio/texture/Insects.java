// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A summer night: field crickets chirping, tree crickets trilling, katydids rasping, each with its
 * own pitch and pace, over a far chorus. Narrow carriers, and rhythm at the chirp and at the pulse
 * rate.
 */
final class Insects implements Sound {

    private final RandomSource noise;
    private final OnePole air = new OnePole(180);
    private final StateVariableFilter chorus = new StateVariableFilter(4_600, 14);
    private final Drift chorusSwell;
    private final StridulatingInsect[] insects;

    Insects(RandomSource random) {
        noise = random.layer("noise");
        chorusSwell = new Drift(random.layer("chorus"), 0.25);
        Song cricket = new Song(4_700, 0.004, 4, 0.028, 0.019, 0.36, 18, 4);
        Song treeCricket = new Song(2_950, 0.002, 160, 0.0205, 0.013, 3.6, 12, 5);
        Song katydid = new Song(7_800, 0.35, 9, 0.062, 0.024, 1.15, 6, 3);
        insects =
                new StridulatingInsect[] {
                    new StridulatingInsect(random.layer("cricket 1"), cricket, 0.20),
                    new StridulatingInsect(random.layer("cricket 2"), cricket, 0.13),
                    new StridulatingInsect(random.layer("cricket 3"), cricket, 0.09),
                    new StridulatingInsect(random.layer("cricket 4"), cricket, 0.06),
                    new StridulatingInsect(random.layer("cricket 5"), cricket, 0.045),
                    new StridulatingInsect(random.layer("tree cricket 1"), treeCricket, 0.075),
                    new StridulatingInsect(random.layer("tree cricket 2"), treeCricket, 0.035),
                    new StridulatingInsect(random.layer("katydid 1"), katydid, 0.12),
                    new StridulatingInsect(random.layer("katydid 2"), katydid, 0.06),
                };
    }

    @Override
    public double next() {
        double white = noise.white();
        double swell = Math.max(0.2, 1 + 0.25 * chorusSwell.next());
        double sum = 0.03 * swell * chorus.band(white) + 0.12 * air.low(white) + 0.006 * white;
        for (StridulatingInsect insect : insects) {
            sum += insect.next();
        }
        return sum;
    }
}
