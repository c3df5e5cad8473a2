// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.io.AudioClip;

/** From sound to features and back: a spec and a vocoder that takes it. */
record Way(FeatureSpec spec, VocoderType vocoder) {

    /** Every profile by every vocoder. */
    static List<Way> all() {
        List<Way> all = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            all.addAll(all(profile.spec()));
        }
        return all;
    }

    /** A spec by every vocoder that takes it. */
    static List<Way> all(FeatureSpec spec) {
        List<Way> all = new ArrayList<>();
        for (VocoderType vocoder : VocoderType.values()) {
            if (vocoder != VocoderType.HARMONIC || spec.pitch() != null) {
                all.add(new Way(spec, vocoder));
            }
        }
        return all;
    }

    /** As many samples as the sound has. */
    float[] copy(float[] samples) throws IOException {
        AudioClip clip = new AudioClip(samples, spec.sampleRateHz());
        Features features = new FeatureExtractor(spec).extract(clip.reader());
        MosaicCorpus corpus = vocoder.needsCorpus() ? corpus(clip) : null;
        VocoderSettings settings = new VocoderSettings(1, corpus);
        return vocoder.render(features.vectors(), spec, settings, samples.length);
    }

    /** The sound itself; noise where it is too short for a grain. */
    private MosaicCorpus corpus(AudioClip clip) throws IOException {
        boolean enough = clip.samples().length >= 2 * spec.fftSize();
        float[] noise = Sounds.noise(8 * spec.fftSize(), 0.3, 9);
        return MosaicCorpus.of(enough ? clip : new AudioClip(noise, spec.sampleRateHz()), spec);
    }

    /**
     * The level in dB of what the spec's filters can see, between two samples: the power from
     * {@code fmin} to {@code fmax}, without the lowest four bins, where a constant leaks to.
     */
    double levelDb(float[] samples, int from, int to) {
        int size = to - from;
        double[] work = new double[size];
        for (int i = 0; i < size; i++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size);
            work[i] = hann * samples[from + i];
        }
        DoubleFFT_1D fft = FourierTransform.of(size);
        fft.realForward(work);
        double low = Math.max(spec.fminHz(), 4.0 * spec.sampleRateHz() / spec.fftSize());
        double power = 1e-30;
        for (int k = 1; k < size / 2; k++) {
            double hz = (double) k * spec.sampleRateHz() / size;
            if (hz >= low && hz <= spec.fmaxHz()) {
                power += work[2 * k] * work[2 * k] + work[2 * k + 1] * work[2 * k + 1];
            }
        }
        // Of a sine of amplitude 1: size²/16 in this window.
        return 10 * Math.log10(8 * power / size / size);
    }

    @Override
    public String toString() {
        return spec.profile() + " at " + spec.sampleRateHz() + " Hz, " + vocoder.label();
    }
}
