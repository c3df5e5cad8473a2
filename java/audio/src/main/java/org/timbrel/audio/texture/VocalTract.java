// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Five formants in cascade, so that their levels come out right by themselves (D. H. Klatt,
 * "Software for a cascade/parallel formant synthesizer", JASA 67, 1980). The first three glide to
 * each vowel.
 */
final class VocalTract {

    private static final int FORMANTS = 5;
    private static final double[] BANDWIDTH_HZ = {70, 100, 140, 250, 300};
    private static final double FOURTH_HZ = 3_500;
    private static final double FIFTH_HZ = 4_500;
    private static final double GLIDE_SECONDS = 0.035;

    private final double scale;
    private final double glide;
    private final double[] hz = {500, 1_500, 2_500, FOURTH_HZ, FIFTH_HZ};
    private final double[] target = {500, 1_500, 2_500, FOURTH_HZ, FIFTH_HZ};
    private final double[] gain = new double[FORMANTS];
    private final double[] first = new double[FORMANTS];
    private final double[] second = new double[FORMANTS];
    private final double[] last = new double[FORMANTS];
    private final double[] beforeLast = new double[FORMANTS];

    /**
     * @param scale formants relative to those of an average man
     */
    VocalTract(double scale) {
        this.scale = scale;
        double step = (double) Drift.STEP_SAMPLES / ProceduralTexture.SAMPLE_RATE_HZ;
        glide = 1 - StrictMath.exp(-step / GLIDE_SECONDS);
        for (int i = 0; i < FORMANTS; i++) {
            double radius = radius(i);
            second[i] = -radius * radius;
            tune(i);
        }
    }

    /** Heads for a vowel; none is said twice alike, so each formant misses it by up to 8 %. */
    void aim(Vowel vowel, RandomSource random) {
        target[0] = vowel.firstHz() * random.uniform(0.92, 1.08);
        target[1] = vowel.secondHz() * random.uniform(0.92, 1.08);
        target[2] = vowel.thirdHz() * random.uniform(0.92, 1.08);
    }

    /** Moves the formants on; once every {@link Drift#STEP_SAMPLES}. */
    void glide() {
        for (int i = 0; i < 3; i++) {
            hz[i] += glide * (target[i] - hz[i]);
            tune(i);
        }
    }

    double next(double x) {
        double y = x;
        for (int i = 0; i < FORMANTS; i++) {
            y = gain[i] * y + first[i] * last[i] + second[i] * beforeLast[i];
            beforeLast[i] = last[i];
            last[i] = y;
        }
        return y;
    }

    private void tune(int i) {
        double turn = 2 * StrictMath.PI * scale * hz[i] / ProceduralTexture.SAMPLE_RATE_HZ;
        first[i] = 2 * radius(i) * StrictMath.cos(turn);
        gain[i] = 1 - first[i] - second[i];
    }

    private static double radius(int i) {
        return StrictMath.exp(-StrictMath.PI * BANDWIDTH_HZ[i] / ProceduralTexture.SAMPLE_RATE_HZ);
    }
}
