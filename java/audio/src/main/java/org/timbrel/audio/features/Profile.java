// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.pitch.PitchRange;

/** Named sets of defaults. The profile's name is stored with every feature file and model. */
public enum Profile {
    /** librosa 0.11's {@code feature.mfcc} with its defaults. */
    @JsonProperty("librosa")
    LIBROSA {
        @Override
        public FeatureSpecBuilder builder() {
            return new FeatureSpecBuilder(this)
                    .sampleRateHz(22050)
                    .fftSize(2048)
                    .hopSamples(512)
                    .melBands(128)
                    .coefficients(20)
                    .topDb(80.0);
        }
    },
    /** Ours for sound textures: short frames, and a fixed floor, so that it can be streamed. */
    @JsonProperty("texture")
    TEXTURE {
        @Override
        public FeatureSpecBuilder builder() {
            return new FeatureSpecBuilder(this)
                    .sampleRateHz(44100)
                    .fftSize(512)
                    .hopSamples(128)
                    .melBands(64)
                    .coefficients(40)
                    .topDb(null);
        }
    },
    /** Ours for sounds with one pitch: every band's level, and the fundamental beside them. */
    @JsonProperty("pitched")
    PITCHED {
        @Override
        public FeatureSpecBuilder builder() {
            return new FeatureSpecBuilder(this)
                    .sampleRateHz(44100)
                    .fftSize(1024)
                    .hopSamples(256)
                    .melBands(80)
                    .coefficients(80)
                    .topDb(null)
                    .pitch(new PitchRange(50, 2000));
        }
    },
    /**
     * Kaldi's {@code compute-mfcc-feats --dither=0} with its defaults; {@code center} is its {@code
     * --snip-edges=false}.
     */
    @JsonProperty("kaldi")
    KALDI {
        @Override
        public FeatureSpecBuilder builder() {
            return speech(new FeatureSpecBuilder(this))
                    .convention(Convention.KALDI)
                    .window(WindowShape.POVEY)
                    .melBands(23)
                    .fminHz(20);
        }
    },
    /**
     * The HTK book's MFCC_0 (HCopy with USEHAMMING, PREEMCOEF 0.97, NUMCHANS 26, NUMCEPS 12,
     * CEPLIFTER 22, WINDOWSIZE 250000, TARGETRATE 100000; USEPOWER and ZMEANSOURCE off), C0 first
     * where HTK writes it last. With an fmin or fmax set, HTK also leaves out a bin at the edge,
     * which this does not.
     */
    @JsonProperty("htk")
    HTK {
        @Override
        public FeatureSpecBuilder builder() {
            return speech(new FeatureSpecBuilder(this))
                    .convention(Convention.HTK)
                    .window(WindowShape.HAMMING)
                    .melBands(26);
        }
    },
    /** torchaudio's {@code transforms.MFCC} with its defaults. */
    @JsonProperty("torchaudio")
    TORCHAUDIO {
        @Override
        public FeatureSpecBuilder builder() {
            return new FeatureSpecBuilder(this)
                    .convention(Convention.TORCHAUDIO)
                    .sampleRateHz(16000)
                    .fftSize(400)
                    .hopSamples(200)
                    .melBands(128)
                    .coefficients(40)
                    .melScale(MelScale.HTK)
                    .melNorm(MelNorm.NONE)
                    .topDb(80.0);
        }
    };

    /** What HTK and Kaldi share. */
    private static FeatureSpecBuilder speech(FeatureSpecBuilder builder) {
        return builder.sampleRateHz(16000)
                .hopMs(10)
                .coefficients(13)
                .melScale(MelScale.HTK)
                .melNorm(MelNorm.NONE)
                .lifter(22)
                .topDb(null)
                .center(false);
    }

    /** A builder that holds this profile's values. */
    public abstract FeatureSpecBuilder builder();

    /** The profile as it is. */
    public FeatureSpec spec() {
        return builder().build();
    }
}
