// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * A plucked string (Karplus and Strong 1983; tuned as Jaffe and Smith 1983): a burst of noise goes
 * round a delay line, through a low-pass that dulls it and an allpass for the part of a sample.
 */
final class PluckedTone implements Tone {

    private final double[] line;
    private final double straight;
    private final double delayed;
    private final double allpass;
    private int at;
    private double lowIn;
    private double allIn;
    private double allOut;

    /**
     * @param hertz its pitch: at least two samples must be left for the line
     * @param dullness 0..0.5 of each sample is taken from the one before: falls of high partials
     * @param fallSeconds in which the pitch itself falls by 60 dB, if the low-pass lets it
     * @param hardness 0..1: how much of the burst's high partials there is
     * @param place 0..0.5 of the string's length from its end, where it is plucked
     */
    PluckedTone(
            double hertz,
            double dullness,
            double fallSeconds,
            double hardness,
            double place,
            int sampleRateHz,
            long seed) {
        double period = sampleRateHz / hertz;
        double angle = 2 * Math.PI / period;
        double real = 1 - dullness + dullness * StrictMath.cos(angle);
        double imaginary = dullness * StrictMath.sin(angle);
        double lowDelay = StrictMath.atan2(imaginary, real) / angle;
        // The allpass delays by 0.5 to 1.5 samples, where it is stable and flat.
        int samples = (int) Math.floor(period - lowDelay - 0.5);
        double rest = period - lowDelay - samples;
        allpass = StrictMath.sin((1 - rest) * angle / 2) / StrictMath.sin((1 + rest) * angle / 2);
        double perTurn =
                StrictMath.exp(-StrictMath.log(1000) * period / (fallSeconds * sampleRateHz));
        double low = Math.sqrt(real * real + imaginary * imaginary);
        double gain = Math.min(1, perTurn / low);
        straight = gain * (1 - dullness);
        delayed = gain * dullness;
        line = burst(samples, hardness, place, new NoiseSource(seed));
    }

    /** Noise of mean 0 and RMS 1, softened, as it is on a string plucked at a place. */
    private static double[] burst(int samples, double hardness, double place, NoiseSource noise) {
        double[] soft = new double[samples];
        double held = 0;
        // Twice round, so that the filter has no beginning.
        double[] white = new double[samples];
        for (int i = 0; i < samples; i++) {
            white[i] = noise.next();
        }
        for (int i = 0; i < 2 * samples; i++) {
            held += hardness * (white[i % samples] - held);
            soft[i % samples] = held;
        }
        int gap = Math.max(1, (int) Math.round(place * samples));
        double[] burst = new double[samples];
        double power = 0;
        for (int i = 0; i < samples; i++) {
            burst[i] = soft[i] - soft[(i + samples - gap) % samples];
            power += burst[i] * burst[i];
        }
        double scale = power > 0 ? Math.sqrt(samples / power) : 0;
        for (int i = 0; i < samples; i++) {
            burst[i] *= scale;
        }
        return burst;
    }

    @Override
    public void render(double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            double sample = line[at];
            out[i] = sample;
            double low = straight * sample + delayed * lowIn;
            lowIn = sample;
            allOut = allpass * (low - allOut) + allIn;
            allIn = low;
            line[at] = allOut;
            at = at + 1 == line.length ? 0 : at + 1;
        }
    }
}
