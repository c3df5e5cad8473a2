// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** One note that sounds. */
final class Voice {

    // -100 dB of full scale, below a 16-bit step: nobody hears it stop.
    private static final double INAUDIBLE = 1e-5;
    // What a peak counts for a block later, so that slow waves are not taken for silence.
    private static final double HOLD = 0.8;

    private final Tone tone;
    private final Envelope envelope;
    private final double gain;
    private final long stop;
    private final int group;
    private double level;
    private boolean heard;

    /**
     * @param gain what the tone is multiplied by
     * @param stop sample at which the key is let go
     * @param group drums that silence each other; 0: none
     */
    Voice(Tone tone, Envelope envelope, double gain, long stop, int group) {
        this.tone = tone;
        this.envelope = envelope;
        this.gain = gain;
        this.stop = stop;
        this.group = group;
        level = gain;
    }

    /**
     * Adds its next samples.
     *
     * @param mix the block to add to, from {@code from} to {@code to}
     * @param scratch as long as the block, overwritten
     * @param blockStart sample at which the block begins
     */
    void addTo(double[] mix, double[] scratch, long blockStart, int from, int to) {
        tone.render(scratch, from, to);
        long at = stop - blockStart;
        if (at < to) {
            int released = (int) Math.max(from, at);
            envelope.apply(scratch, from, released);
            envelope.release();
            envelope.apply(scratch, released, to);
        } else {
            envelope.apply(scratch, from, to);
        }
        double peak = 0;
        for (int i = from; i < to; i++) {
            double sample = gain * scratch[i];
            mix[i] += sample;
            peak = Math.max(peak, Math.abs(sample));
        }
        heard |= peak > INAUDIBLE;
        level = heard ? Math.max(peak, HOLD * level) : gain;
    }

    /** As loud as it was lately; before it is heard, as loud as it may become. */
    double level() {
        return level;
    }

    int group() {
        return group;
    }

    void fade() {
        envelope.fade();
    }

    boolean isOver() {
        return envelope.isOver() || level < INAUDIBLE;
    }
}
