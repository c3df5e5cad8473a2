// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.PackedSpectrum;

/**
 * Noise with given band powers, overlap-added frame by frame. Not thread-safe.
 *
 * <p>A frame's noise is shaped by the smooth envelope under the bands, then corrected band by band,
 * which takes out both what the noise itself fluctuates and what truncated cepstra bias.
 */
final class NoisePart {

    private final int hop;
    private final int rounds;
    private final MelBands bands;
    private final BandGains gains;
    private final LevelKeeper levels;
    private final NoiseSource noise;
    private final DoubleFFT_1D fft;
    private final OverlapAdd overlap;
    // The window over its norm, so that white noise of variance 1 has the expected power 1.
    private final double[] noiseWindow;
    private final double[] amplitude;
    private final double[] power;
    private final double[] gain;
    private final double[] frame;
    private long time;

    /**
     * @param bands of the spec
     * @param firstSample time of the first frame's first sample
     * @param rounds of band gains, at least 0
     * @throws IllegalArgumentException if frames of that spec leave gaps
     */
    NoisePart(FeatureSpec spec, MelBands bands, long firstSample, long seed, int rounds) {
        this.bands = bands;
        this.rounds = rounds;
        hop = spec.hopSamples();
        time = firstSample;
        int size = spec.fftSize();
        gains = new BandGains(bands);
        noise = new NoiseSource(seed, size);
        fft = FourierTransform.of(size);
        double[] window = OverlapAdd.window(spec);
        levels = new LevelKeeper(spec, bands, window, 0);
        overlap = new OverlapAdd(window, new int[1], hop, firstSample, size);
        double energy = 0;
        for (double w : window) {
            energy += w * w;
        }
        noiseWindow = new double[size];
        for (int i = 0; i < size; i++) {
            noiseWindow[i] = window[i] / Math.sqrt(energy);
        }
        amplitude = new double[bands.bins()];
        power = new double[bands.bins()];
        gain = new double[bands.bins()];
        frame = new double[size];
    }

    /**
     * Takes the next frame's powers and gives the next hop of noise.
     *
     * @param logPower the envelope's, [bands]; not read in silence
     * @param target the frame's band powers, [bands]; corrected by what the bands have lost lately
     * @param silent whether the target is all 0
     * @param out written, [hopSamples] from {@code outOffset}
     */
    void next(double[] logPower, double[] target, boolean silent, float[] out, int outOffset) {
        levels.keep(target);
        if (silent) {
            overlap.addSilence(time);
        } else {
            shape(logPower, target);
            overlap.add(time, frame);
        }
        time += hop;
        // In silence too: what follows must not depend on what was silent.
        noise.advance(hop);
        overlap.take(out, outOffset, hop);
        levels.listen(out, outOffset);
    }

    /** One windowed frame of shaped noise. */
    private void shape(double[] logPower, double[] target) {
        bands.envelope(logPower, amplitude);
        double[] samples = noise.samples();
        for (int i = 0; i < frame.length; i++) {
            frame[i] = noiseWindow[i] * samples[i];
        }
        fft.realForward(frame);
        PackedSpectrum.power(frame, power);
        for (int k = 0; k < power.length; k++) {
            power[k] *= amplitude[k] * amplitude[k];
        }
        gains.amplitudes(target, power, rounds, gain);
        for (int k = 0; k < gain.length; k++) {
            gain[k] *= amplitude[k];
        }
        PackedSpectrum.multiply(frame, gain);
        fft.realInverse(frame, true);
    }

    /** Gives the next {@code count} samples of what the frames so far still sound into. */
    void flush(float[] out, int outOffset, int count) {
        overlap.take(out, outOffset, count);
    }
}
