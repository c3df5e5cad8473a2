// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** A sustained tone: one or two periods read over and over, with vibrato and breath. */
final class WaveTone implements Tone {

    private static final int CONTROL_SAMPLES = 32;
    // Powers add up to 1; the softer one makes the level swell by 7 dB, and not vanish.
    private static final double MAIN = 0.93;
    private static final double OTHER = 0.3675;
    private static final double CENT = StrictMath.log(2) / 1200;

    private final float[] table;
    private final double step;
    private final WaveTimbre timbre;
    private final double detune;
    private final double control;
    private final double breathFilter;
    private final NoiseSource noise;
    private double phase;
    private double second;
    private double stepNow;
    private double breath;
    private double lfo;
    private double seconds;
    private int untilControl;

    /**
     * @param table one period, of {@link WaveTables}
     */
    WaveTone(float[] table, double hertz, WaveTimbre timbre, int sampleRateHz, long seed) {
        this.table = table;
        this.timbre = timbre;
        step = hertz / sampleRateHz;
        detune = StrictMath.pow(2, timbre.detuneCents() / 1200);
        control = (double) CONTROL_SAMPLES / sampleRateHz;
        // Breath is noise below four times the pitch.
        breathFilter = 1 - StrictMath.exp(-2 * Math.PI * Math.min(0.4, 4 * step));
        noise = new NoiseSource(seed);
        // Apart, so that the two do not begin as one.
        second = timbre.detuneCents() > 0 ? 0.37 : 0;
    }

    @Override
    public void render(double[] out, int from, int to) {
        int i = from;
        while (i < to) {
            if (untilControl == 0) {
                control();
            }
            int end = Math.min(to, i + untilControl);
            untilControl -= end - i;
            if (timbre.detuneCents() > 0) {
                two(out, i, end);
            } else {
                one(out, i, end);
            }
            if (timbre.breath() > 0) {
                breathe(out, i, end);
            }
            i = end;
        }
    }

    private void control() {
        untilControl = CONTROL_SAMPLES;
        double depth = timbre.vibratoCents() * Math.min(1, seconds / timbre.vibratoDelaySeconds());
        // 2^(x/1200) to the first order: at 20 cents right to 0.1 cent.
        stepNow = step * (1 + depth * CENT * WaveTables.sine(lfo));
        lfo += control * timbre.vibratoHz();
        lfo -= Math.floor(lfo);
        seconds += control;
    }

    private void one(double[] out, int from, int to) {
        double at = phase;
        double by = stepNow;
        for (int i = from; i < to; i++) {
            double place = at * WaveTables.SIZE;
            int index = (int) place;
            double low = table[index];
            out[i] = low + (place - index) * (table[index + 1] - low);
            at += by;
            at = at >= 1 ? at - 1 : at;
        }
        phase = at;
    }

    private void two(double[] out, int from, int to) {
        double at = phase;
        double by = stepNow;
        double at2 = second;
        double by2 = stepNow * detune;
        for (int i = from; i < to; i++) {
            double place = at * WaveTables.SIZE;
            int index = (int) place;
            double low = table[index];
            double place2 = at2 * WaveTables.SIZE;
            int index2 = (int) place2;
            double low2 = table[index2];
            double main = low + (place - index) * (table[index + 1] - low);
            double other = low2 + (place2 - index2) * (table[index2 + 1] - low2);
            out[i] = MAIN * main + OTHER * other;
            at += by;
            at = at >= 1 ? at - 1 : at;
            at2 += by2;
            at2 = at2 >= 1 ? at2 - 1 : at2;
        }
        phase = at;
        second = at2;
    }

    private void breathe(double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            breath += breathFilter * (noise.next() - breath);
            out[i] += timbre.breath() * breath;
        }
    }
}
