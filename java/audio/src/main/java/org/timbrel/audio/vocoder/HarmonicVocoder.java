// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;

/**
 * Harmonics of the frames' fundamental and noise under what they leave, for sound with one pitch:
 * voices, bowed, blown and plucked strings.
 *
 * <p>A band's voicing says how much of its power is the harmonics'; their amplitudes are fitted to
 * that. The noise makes up the band's level, so that what the harmonics cannot give, between two of
 * them or above the last, is there too. The latency is half a window for centred specs, 0 for
 * others.
 */
public final class HarmonicVocoder implements Vocoder {

    // Turns: harmonic k comes 2·DISPERSION of a period later than harmonic k - 1.
    private static final double DISPERSION = 0.01;

    private final FeatureSpec spec;
    private final StreamEnd stream = new StreamEnd();
    private final int pad;
    private final CepstrumInverse cepstrum;
    private final PitchTarget pitch;
    private final MelTarget target;
    private final HarmonicFit fit;
    private final HarmonicPart tone;
    private final NoisePart noise;
    private final DeEmphasis deEmphasis;
    private final double[] melDb;
    private final double[] wanted;

    /**
     * @param spec what the frames are, with pitch
     * @param seed of the noise: the same seed and frames, the same samples
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound, or hold no
     *     pitch
     */
    public HarmonicVocoder(FeatureSpec spec, long seed) {
        this.spec = spec;
        pad = OverlapAdd.pad(spec);
        pitch = new PitchTarget(spec);
        cepstrum = new CepstrumInverse(spec);
        MelBands bands = new MelBands(spec);
        target = new MelTarget(bands);
        noise = new NoisePart(spec, bands, -pad, seed, NoiseVocoder.DEFAULT_ROUNDS);
        fit = new HarmonicFit(spec);
        tone = new HarmonicPart(spec, dispersion(fit.most()));
        deEmphasis = new DeEmphasis(spec);
        melDb = new double[spec.melBands()];
        wanted = new double[spec.melBands()];
    }

    /**
     * Constant phases that grow with the square of the harmonic's number: each is a little later
     * than the one below it, so that a period is no single sharp pulse, which buzzes and whose peak
     * can be 8 dB over the original's.
     */
    private static double[] dispersion(int most) {
        double[] phase = new double[most + 1];
        for (int k = 1; k <= most; k++) {
            double turns = DISPERSION * k * k;
            phase[k] = turns - Math.floor(turns);
        }
        return phase;
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
        pitch.set(vector, offset);
        target.set(melDb);
        if (target.silent() || !pitch.voiced()) {
            fit.reset();
            tone.next(0, fit.power(), 0);
        } else {
            split();
            tone.next(pitch.f0Hz(), fit.power(), fit.count());
        }
        noise.next(target.logPower(), target.power(), target.silent(), out, outOffset);
        tone.addTo(out, outOffset);
        deEmphasis.apply(out, outOffset, spec.hopSamples());
    }

    /** Fits the harmonics to their share of the bands, and leaves the rest in the target. */
    private void split() {
        double[] power = target.power();
        double[] share = pitch.share();
        for (int b = 0; b < wanted.length; b++) {
            wanted[b] = share[b] * power[b];
        }
        fit.fit(pitch.f0Hz(), wanted);
        target.subtract(fit.reached());
    }

    @Override
    public void flush(float[] out, int outOffset) {
        stream.end();
        noise.flush(out, outOffset, tailSamples());
        tone.flush(out, outOffset, tailSamples());
        deEmphasis.apply(out, outOffset, tailSamples());
    }
}
