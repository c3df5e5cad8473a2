// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.PackedSpectrum;

/**
 * Makes good what overlapping frames lose. Frames that disagree where they overlap cancel each
 * other in part, by up to 5 dB in noise. So the sound that came out is analysed again, once a
 * window, and each band's slow mean of what was lost is added to the frames to come: no look-ahead,
 * no latency. Not thread-safe.
 */
final class LevelKeeper {

    // Long against the fluctuation of noise, short against that of a sound's kind.
    private static final double SECONDS = 0.3;
    // Long against an attack.
    private static final double DOUBT_SECONDS = 0.05;
    // About as fast as sounds fade; crackle counts by its loud frames.
    private static final double FALL_DB_PER_SECOND = 60;
    private static final double MIN_GAIN = 0.5;
    private static final double MAX_GAIN = 4;

    private final int hop;
    private final int size;
    private final int stride;
    private final double forget;
    private final double doubtLeft;
    private final double fall;
    private final MelBands bands;
    private final double[] window;
    private final DoubleFFT_1D fft;
    // The newest samples, and the targets of the frames that have not come out yet, as a ring.
    private final double[] history;
    private final double[][] wanted;
    private final double[] frame;
    private final double[] power;
    private final double[] measured;
    private final double[] given;
    private final double[] found;
    private final double[] gain;
    private final int lateSamples;
    // What frames are weighted by, so that a fade is not held to what its loud start has lost.
    private double loudness;
    // How little the means are means yet, 1 to 0: an attack's own blur must not dampen it.
    private double doubt = 1;
    private long frames;

    /**
     * @param bands of the spec
     * @param window of the spec
     * @param lateSamples from a frame's first sample to the first sample that comes out when it
     *     goes in, at least 0
     */
    LevelKeeper(FeatureSpec spec, MelBands bands, double[] window, int lateSamples) {
        this.bands = bands;
        this.window = window;
        this.lateSamples = lateSamples;
        hop = spec.hopSamples();
        size = spec.fftSize();
        stride = Math.max(1, size / hop);
        double seconds = (double) stride * hop / spec.sampleRateHz();
        forget = Math.exp(-seconds / SECONDS);
        doubtLeft = Math.exp(-seconds / DOUBT_SECONDS);
        fall = Math.pow(10, -FALL_DB_PER_SECOND / 10 * seconds);
        fft = FourierTransform.of(size);
        history = new double[size + hop];
        wanted = new double[(lateSamples + size) / hop + 2][bands.bands()];
        frame = new double[size];
        power = new double[bands.bins()];
        measured = new double[bands.bands()];
        given = new double[bands.bands()];
        found = new double[bands.bands()];
        gain = new double[bands.bands()];
        Arrays.fill(gain, 1);
    }

    /** Corrects band powers, [bands], by what the bands have lost lately. */
    void correct(double[] target) {
        for (int b = 0; b < gain.length; b++) {
            target[b] *= gain[b];
        }
    }

    /** As above, and remembers them as the next frame's. */
    void keep(double[] target) {
        correct(target);
        System.arraycopy(target, 0, wanted[(int) (frames % wanted.length)], 0, target.length);
        frames++;
    }

    /** Takes the hop of samples that came out for the frame last corrected. */
    void listen(float[] out, int offset) {
        System.arraycopy(history, hop, history, 0, size);
        for (int i = 0; i < hop; i++) {
            history[size + i] = out[offset + i];
        }
        // In time that is 0 at frame 0's first sample, what came out ends here.
        long end = frames * hop - lateSamples;
        long newest = Math.floorDiv(end - size, (long) hop);
        if (newest < 0 || newest % stride != 0) {
            return;
        }
        int begin = Math.toIntExact(newest * hop - (end - size - hop));
        double sum = 0;
        for (int i = 0; i < size; i++) {
            frame[i] = window[i] * history[begin + i];
            sum += frame[i] * frame[i];
        }
        if (sum == 0) {
            return;
        }
        fft.realForward(frame);
        PackedSpectrum.power(frame, power);
        bands.sum(power, measured);
        double[] meant = wanted[(int) (newest % wanted.length)];
        doubt *= doubtLeft;
        double level = 0;
        for (double power : meant) {
            level += power;
        }
        loudness = Math.max(level, loudness * fall);
        if (loudness == 0) {
            return;
        }
        double weight = (1 - forget) / loudness;
        for (int b = 0; b < gain.length; b++) {
            given[b] = forget * given[b] + weight * meant[b];
            found[b] = forget * found[b] + weight * measured[b];
            if (found[b] > 0) {
                double lost = Math.max(MIN_GAIN, Math.min(MAX_GAIN, given[b] / found[b]));
                gain[b] = lost + doubt * (1 - lost);
            }
        }
    }
}
