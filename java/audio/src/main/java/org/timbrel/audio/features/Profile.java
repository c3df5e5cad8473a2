// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.timbrel.audio.pitch.PitchRange;

/** Named sets of defaults. The profile's name is stored with every feature file and model. */
public enum Profile {
    /** librosa 0.11's {@code feature.mfcc} with its defaults. */
    @JsonProperty("librosa")
    LIBROSA {
        @Override
        public FeatureSpec.Builder builder() {
            return new FeatureSpec.Builder(this)
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
        public FeatureSpec.Builder builder() {
            return new FeatureSpec.Builder(this)
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
        public FeatureSpec.Builder builder() {
            return new FeatureSpec.Builder(this)
                    .sampleRateHz(44100)
                    .fftSize(1024)
                    .hopSamples(256)
                    .melBands(80)
                    .coefficients(80)
                    .topDb(null)
                    .pitch(new PitchRange(50, 2000));
        }
    };

    /** A builder that holds this profile's values. */
    public abstract FeatureSpec.Builder builder();

    /** The profile as it is. */
    public FeatureSpec spec() {
        return builder().build();
    }
}
