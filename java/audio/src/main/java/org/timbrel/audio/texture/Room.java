// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A room's late sound: two all-pass diffusers and a feedback network of four delays mixed by a
 * Hadamard matrix, with a low-pass in each loop for the air and the walls (J.-M. Jot and A.
 * Chaigne, "Digital delay networks for designing artificial reverberators", AES 1991).
 */
final class Room {

    // Mutually prime, 33 to 58 ms: rooms of 11 to 20 m between the walls.
    private static final int[] LOOP_SAMPLES = {1_453, 1_789, 2_137, 2_557};
    private static final int[] DIFFUSER_SAMPLES = {241, 577};
    private static final double DIFFUSION = 0.6;

    private final double[][] loops = new double[LOOP_SAMPLES.length][];
    private final int[] loopAt = new int[LOOP_SAMPLES.length];
    private final double[] loopGain = new double[LOOP_SAMPLES.length];
    private final OnePole[] loopDamping = new OnePole[LOOP_SAMPLES.length];
    private final double[][] diffusers = new double[DIFFUSER_SAMPLES.length][];
    private final int[] diffuserAt = new int[DIFFUSER_SAMPLES.length];

    /**
     * @param decaySeconds time to fall by 60 dB at low frequencies
     * @param dampingHz above which the walls swallow sound
     */
    Room(double decaySeconds, double dampingHz) {
        for (int i = 0; i < LOOP_SAMPLES.length; i++) {
            double seconds = (double) LOOP_SAMPLES[i] / ProceduralTexture.SAMPLE_RATE_HZ;
            loops[i] = new double[LOOP_SAMPLES[i]];
            loopGain[i] = StrictMath.pow(10, -3 * seconds / decaySeconds);
            loopDamping[i] = new OnePole(dampingHz);
        }
        for (int i = 0; i < DIFFUSER_SAMPLES.length; i++) {
            diffusers[i] = new double[DIFFUSER_SAMPLES[i]];
        }
    }

    /** The reverberation alone, without the direct sound. */
    double next(double x) {
        double diffuse = x;
        for (int i = 0; i < diffusers.length; i++) {
            diffuse = diffuse(i, diffuse);
        }
        double a = delayed(0);
        double b = delayed(1);
        double c = delayed(2);
        double d = delayed(3);
        feed(0, diffuse + 0.5 * (a + b + c + d));
        feed(1, diffuse + 0.5 * (a - b + c - d));
        feed(2, diffuse + 0.5 * (a + b - c - d));
        feed(3, diffuse + 0.5 * (a - b - c + d));
        return 0.5 * (a + b + c + d);
    }

    private double diffuse(int i, double x) {
        double[] line = diffusers[i];
        int at = diffuserAt[i];
        double old = line[at];
        double in = x - DIFFUSION * old;
        line[at] = in;
        diffuserAt[i] = at + 1 == line.length ? 0 : at + 1;
        return old + DIFFUSION * in;
    }

    private double delayed(int i) {
        return loopGain[i] * loopDamping[i].low(loops[i][loopAt[i]]);
    }

    private void feed(int i, double x) {
        loops[i][loopAt[i]] = x;
        loopAt[i] = loopAt[i] + 1 == loops[i].length ? 0 : loopAt[i] + 1;
    }
}
