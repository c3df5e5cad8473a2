// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** One stroke of a {@link Drum}. */
final class DrumTone implements Tone {

    // The pitch has fallen to a tenth of its way after that part of the tone's fall.
    private static final double BEND_SHARE = 0.12;

    private final double toneLevel;
    private final double noiseLevel;
    private final double step;
    private final double toneFactor;
    private final double bendFactor;
    private final double noiseFactor;
    private final NoiseSource noise;
    // A state variable filter in trapezoidal form, which is stable at any frequency.
    private final double g;
    private final double k;
    private final double divisor;
    private double low;
    private double band;
    private double bend;
    private double phase;
    private double toneFall = 1;
    private double noiseFall = 1;

    DrumTone(Drum drum, int sampleRateHz, long seed) {
        step = drum.hertz() / sampleRateHz;
        bend = drum.bend() - 1;
        // A tone that would fold back is none.
        double tone = step * drum.bend() < 0.49 ? drum.toneLevel() : 0;
        double scale = 1 / Math.sqrt(tone * tone + drum.noiseLevel() * drum.noiseLevel());
        toneLevel = tone > 0 ? tone * scale * Math.sqrt(2) : 0;
        toneFactor = factor(drum.toneSeconds(), 1000, sampleRateHz);
        bendFactor = factor(drum.toneSeconds() * BEND_SHARE, 10, sampleRateHz);
        noiseFactor = factor(drum.noiseSeconds(), 1000, sampleRateHz);
        noise = new NoiseSource(seed);
        double middle = Math.min(drum.noiseHz(), 0.4 * sampleRateHz) / sampleRateHz;
        g = StrictMath.tan(Math.PI * middle);
        k = drum.noiseWidth();
        divisor = 1 / (1 + g * (g + k));
        // White noise of power 1/3 through a band of about width k times its middle.
        double passed = Math.sqrt(Math.min(1, Math.PI * k * middle) / 3);
        noiseLevel = drum.noiseLevel() * scale / passed;
    }

    private static double factor(double seconds, double fall, int sampleRateHz) {
        return seconds == 0 ? 0 : StrictMath.exp(-StrictMath.log(fall) / (seconds * sampleRateHz));
    }

    @Override
    public void render(double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            double sample = 0;
            if (toneLevel > 0) {
                sample = toneLevel * toneFall * WaveTables.sine(phase);
                phase += step * (1 + bend);
                phase = phase >= 1 ? phase - 1 : phase;
                bend *= bendFactor;
                toneFall *= toneFactor;
            }
            double highpass = (noise.next() - (g + k) * band - low) * divisor;
            double middle = band + g * highpass;
            band = middle + g * highpass;
            double nextLow = low + g * middle;
            low = nextLow + g * middle;
            out[i] = sample + noiseLevel * noiseFall * k * middle;
            noiseFall *= noiseFactor;
        }
    }
}
