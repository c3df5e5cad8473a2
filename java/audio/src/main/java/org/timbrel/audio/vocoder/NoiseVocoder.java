// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FourierTransform;

/**
 * Noise under the frames' mel spectra: right for textures, where phase is chance.
 *
 * <p>A frame's noise is shaped by the smooth envelope under the bands, then corrected band by band,
 * which takes out both what the noise itself fluctuates and what truncated cepstra bias. It is
 * overlap-added as it was analysed. The latency is half a window for centred specs, 0 for others;
 * together with the analysis, one window.
 */
public final class NoiseVocoder implements Vocoder {

    /** Rounds of band gains: two more gain 0.03 dB of mel level for a tenth more time. */
    public static final int DEFAULT_ROUNDS = 2;

    private final FeatureSpec spec;
    private final int rounds;
    private final int pad;
    private final CepstrumInverse cepstrum;
    private final MelBands bands;
    private final MelTarget target;
    private final BandGains gains;
    private final LevelKeeper levels;
    private final DeEmphasis deEmphasis;
    private final NoiseSource noise;
    private final DoubleFFT_1D fft;
    private final OverlapAdd overlap;
    // The window over its norm, so that white noise of variance 1 has the expected power 1.
    private final double[] noiseWindow;
    private final double[] melDb;
    private final double[] amplitude;
    private final double[] power;
    private final double[] gain;
    private final double[] frame;
    private boolean ended;

    /** With the default rounds. */
    public NoiseVocoder(FeatureSpec spec, long seed) {
        this(spec, seed, DEFAULT_ROUNDS);
    }

    /**
     * @param spec what the frames are
     * @param seed of the noise: the same seed and frames, the same samples
     * @param rounds of band gains, 1 to 16
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public NoiseVocoder(FeatureSpec spec, long seed, int rounds) {
        if (rounds < 1 || rounds > 16) {
            throw new IllegalArgumentException("rounds " + rounds + " is outside 1..16");
        }
        this.spec = spec;
        this.rounds = rounds;
        int size = spec.fftSize();
        pad = OverlapAdd.pad(spec);
        cepstrum = new CepstrumInverse(spec);
        bands = new MelBands(spec);
        target = new MelTarget(bands);
        gains = new BandGains(bands);
        noise = new NoiseSource(seed, size);
        fft = FourierTransform.of(size);
        double[] window = OverlapAdd.window(spec);
        deEmphasis = new DeEmphasis(spec);
        levels = new LevelKeeper(spec, bands, window, 0);
        overlap = new OverlapAdd(window, new int[1], spec.hopSamples(), -pad, size);
        double energy = 0;
        for (double w : window) {
            energy += w * w;
        }
        noiseWindow = new double[size];
        for (int i = 0; i < size; i++) {
            noiseWindow[i] = window[i] / Math.sqrt(energy);
        }
        melDb = new double[spec.melBands()];
        amplitude = new double[bands.bins()];
        power = new double[bands.bins()];
        gain = new double[bands.bins()];
        frame = new double[size];
    }

    @Override
    public FeatureSpec spec() {
        return spec;
    }

    @Override
    public int latencySamples() {
        return pad;
    }

    @Override
    public int tailSamples() {
        return spec.fftSize() - spec.hopSamples();
    }

    @Override
    public void process(float[] mfcc, int offset, float[] out, int outOffset) {
        requireOpen();
        long time = cepstrum.frames() * spec.hopSamples() - pad;
        cepstrum.apply(mfcc, offset, melDb);
        target.set(melDb);
        levels.keep(target.power());
        if (target.silent()) {
            overlap.addSilence(time);
        } else {
            shape();
            overlap.add(time, frame);
        }
        // In silence too: what follows must not depend on what was silent.
        noise.advance(spec.hopSamples());
        overlap.take(out, outOffset, spec.hopSamples());
        levels.listen(out, outOffset);
        deEmphasis.apply(out, outOffset, spec.hopSamples());
    }

    /** One windowed frame of shaped noise. */
    private void shape() {
        bands.envelope(target.logPower(), amplitude);
        double[] samples = noise.samples();
        for (int i = 0; i < frame.length; i++) {
            frame[i] = noiseWindow[i] * samples[i];
        }
        fft.realForward(frame);
        int nyquist = frame.length / 2;
        // JTransforms packs the real parts of bins 0 and size/2 into the first two elements.
        power[0] = frame[0] * frame[0];
        power[nyquist] = frame[1] * frame[1];
        for (int k = 1; k < nyquist; k++) {
            power[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
        }
        for (int k = 0; k <= nyquist; k++) {
            power[k] *= amplitude[k] * amplitude[k];
        }
        gains.amplitudes(target.power(), power, rounds, gain);
        double constant = gain[0] * amplitude[0] * frame[0];
        double highest = gain[nyquist] * amplitude[nyquist] * frame[1];
        for (int k = 1; k < nyquist; k++) {
            double g = gain[k] * amplitude[k];
            frame[2 * k] *= g;
            frame[2 * k + 1] *= g;
        }
        frame[0] = constant;
        frame[1] = highest;
        fft.realInverse(frame, true);
    }

    @Override
    public void flush(float[] out, int outOffset) {
        requireOpen();
        ended = true;
        overlap.take(out, outOffset, tailSamples());
        deEmphasis.apply(out, outOffset, tailSamples());
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended: a new one needs a new vocoder");
        }
    }
}
