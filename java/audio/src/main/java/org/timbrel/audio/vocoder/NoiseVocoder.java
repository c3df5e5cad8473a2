// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;

/**
 * Noise under the frames' mel spectra: right for textures, where phase is chance. What a spec says
 * of pitch is not heard.
 *
 * <p>The latency is half a window for centred specs, 0 for others; together with the analysis, one
 * window.
 */
public final class NoiseVocoder implements Vocoder {

    /** Rounds of band gains: two more gain 0.03 dB of mel level for a tenth more time. */
    public static final int DEFAULT_ROUNDS = 2;

    private final FeatureSpec spec;
    private final StreamEnd stream = new StreamEnd();
    private final int pad;
    private final CepstrumInverse cepstrum;
    private final MelTarget target;
    private final NoisePart noise;
    private final DeEmphasis deEmphasis;
    private final double[] melDb;

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
        pad = OverlapAdd.pad(spec);
        cepstrum = new CepstrumInverse(spec);
        MelBands bands = new MelBands(spec);
        target = new MelTarget(bands);
        noise = new NoisePart(spec, bands, -pad, seed, rounds);
        deEmphasis = new DeEmphasis(spec);
        melDb = new double[spec.melBands()];
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
    public void process(float[] vector, int offset, float[] out, int outOffset) {
        stream.requireOpen();
        cepstrum.apply(vector, offset, melDb);
        target.set(melDb);
        noise.next(target.logPower(), target.power(), target.silent(), out, outOffset);
        deEmphasis.apply(out, outOffset, spec.hopSamples());
    }

    @Override
    public void flush(float[] out, int outOffset) {
        stream.end();
        noise.flush(out, outOffset, tailSamples());
        deEmphasis.apply(out, outOffset, tailSamples());
    }
}
